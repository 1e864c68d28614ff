"""A storm comes over some branches: emergency mode is declared, they act first, and it ends by itself."""

from __future__ import annotations

from workflow.demo.clockwork import Story, after, working
from workflow.demo.stories.plain import answered, reported
from workflow.demo.tale import Tale
from workflow.demo.town import Town
from workflow.emergency import Emergency
from workflow.kernel.policy import Actor

OF_WATER = ("drainage", "facade", "water_power")
"""Categories of what a storm does."""

ORDERS = "先断电、清障、转移低洼处人员，再补办手续；每日 18 时前报处置情况"


def storm(town: Town, who: Actor, title: str, hours: int, *branches: str) -> Story:
    """Declared for all grids of these branches; its clock ends it."""
    where = [town.ground.orgs[code] for code in branches]
    town.begin(who, Emergency, "declare", title=title, orders=ORDERS, hours=hours, branches=where)
    yield after(hours=hours)


def acted_first(t: Tale) -> Story:
    """What otherwise only a meeting could decide is decided on the spot; the next meeting ratifies it."""
    t.register()
    yield after(minutes=20)
    t.accept()
    yield after(minutes=10)
    yield from t.decide("execute", plan="支部先行处置，所需物资由社区调拨")
    yield after(minutes=150)
    yield from reported(t)
    yield working(1)
    yield from answered(t)
