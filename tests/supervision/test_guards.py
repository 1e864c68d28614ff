"""Each guard of an order: it refuses where its rule says so, and nothing else would.

The planted fault is the step without its guard: were the guard forgotten, the step would be permitted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.supervision.papers import Papers
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import GUARDS
from workflow.kernel.policy import Case, permit
from workflow.supervision import Order


def replied_by_oneself(m: Papers) -> Order:
    issue = m.register("street", place="没有网格的地方")
    m.watch.forward(days=8)
    return m.reply(m.issue(issue, "street2"), "street")


def circulated(m: Papers) -> Order:
    return m.take("community", m.standing("issued"), "circulate")


CASES: dict[str, tuple[str, str, Callable[[Papers], Order]]] = {
    "not_replier": ("street", "close", replied_by_oneself),
    "circulated_once": ("community", "circulate", circulated),
    "unsettled": ("community", "circulate", lambda m: m.standing("closed")),
}


def test_every_guard_has_its_case() -> None:
    assert {rule.name for step in Order.flow.steps.values() for rule in step.guards} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_guard_refuses_and_without_it_the_step_would_be_permitted(papers: Papers, name: str) -> None:
    who, taken, story = CASES[name]
    order = papers.again(story(papers))
    step = Order.flow.find(taken)
    forgetful = replace(step, guards=tuple(rule for rule in step.guards if rule.name != name))
    with papers.office.database.reading() as db:
        case = Case(db, papers.actor(who), order, papers.watch.now)
        with pytest.raises((Barred, NotPermitted)) as said:
            permit(case, step)
        with pytest.raises((Barred, NotPermitted)) as by_rule:
            GUARDS[name].rule(case)
        assert str(said.value.sentence) == str(by_rule.value.sentence)
        permit(case, forgetful)
