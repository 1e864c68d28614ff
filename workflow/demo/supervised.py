"""Supervision orders of the demo street: issued by clocks and by hand, answered, judged, some left unanswered."""

from __future__ import annotations

from random import Random
from typing import Any

from sqlalchemy import select

from workflow.demo.clockwork import Story, working
from workflow.demo.town import Town
from workflow.issues.flow import OPEN
from workflow.issues.model import Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.errors import Refusal
from workflow.kernel.policy import Actor, Case, find, permit
from workflow.supervision.matters import matter
from workflow.supervision.model import Order

ORDERS, ISSUES = bare(Order), bare(Issue)
SAID = (
    ("经办人连续外出处置积水，没有及时交接", "已指定两人轮流跟办，今天起每日在系统中反馈进度"),
    ("现场情况复杂，产权归属一时没有查清", "已约产权单位到场，先行清理公共部分，同步落实责任"),
    ("物料到货晚于计划", "已改用库存物料先行处置，其余到货后三日内完成"),
)
MISTAKEN = "承办单位昨天已在现场处置，督办单发错了"
SHORT = "没有写明由谁负责、分几步完成，请补充后重新答复"
EVERY = 6
"""One of so many orders nobody answers; one is answered too briefly at first."""


def office_hours(town: Town, lots: Random) -> Story:
    """Working day by working day: whoever a clock's order went to replies, whoever must judge judges, mostly."""
    while True:
        yield working(1)
        for order in standing(town):
            if order.stage == "hand" or order.id % EVERY == 0:
                continue  # told by `asked`, or left unanswered
            if order.state == "answered":
                judge(town, order, "carry_on" if order.id % EVERY == 1 and order.replies == 1 else "close")
            elif lots.random() < 0.6:
                reply(town, order, lots)


FATES = (("closed", 30), ("withdrawn", 18), ("continued", 14), ("unanswered", 12), ("answered", 7), ("issued", 1))
"""What came of the orders somebody above issued by hand, and how many working days ago somebody first looked."""


def asked(town: Town, fate: str, lots: Random) -> Story:
    """One order by hand, as soon as there is something to ask about, as far as its fate."""
    while (id := by_hand(town)) is None:
        yield working(1)
    if fate in ("unanswered", "issued"):
        return
    yield working(1)
    if fate == "withdrawn":
        town.take(town.second(town.codes[one(town, id).issuer_id]), Order, id, "withdraw", reason=MISTAKEN)
        return
    reply(town, one(town, id), lots)
    if fate == "answered":
        return
    yield working(1)
    judge(town, one(town, id), "close" if fate == "closed" else "carry_on")


def standing(town: Town) -> list[Any]:
    """Orders that are not closed, the oldest first."""
    with town.office.database.reading() as db:
        return list(db.execute(select(ORDERS).where(ORDERS.c.state != "closed").order_by(ORDERS.c.id)))


def may(town: Town, who: Actor, id: int, step: str) -> bool:
    """Whether somebody sees it and may take the step now."""
    with town.office.database.reading() as db:
        try:
            order = find(db, who, Order, id)
            permit(Case(db, who, order, town.play.watch.now), Order.flow.steps[step])
        except Refusal:
            return False
    return True


def one(town: Town, id: int) -> Any:
    with town.office.database.reading() as db:
        return db.execute(select(ORDERS).where(ORDERS.c.id == id)).one()


def reply(town: Town, order: Any, lots: Random) -> None:
    who = town.head(town.codes[order.org_id])
    if may(town, who, order.id, "reply"):
        cause, measures = lots.choice(SAID)
        day = local(working(lots.randint(3, 8))(town.play.watch.now, lots)).date()
        town.take(who, Order, order.id, "reply", cause=cause, measures=measures, by_when=day)


def judge(town: Town, order: Any, step: str) -> None:
    who = town.second(town.codes[order.issuer_id])
    if may(town, who, order.id, step):
        town.take(who, Order, order.id, step, **({"reason": SHORT} if step == "carry_on" else {}))


def by_hand(town: Town) -> int | None:
    """Somebody above asks before the clock does, about the first late matter nobody has asked about; the order's id."""
    now = town.play.watch.now
    asked = select(ORDERS.c.issue_id).where(ORDERS.c.issue_id.is_not(None))
    late = ISSUES.c.state.in_(OPEN.split()) & (ISSUES.c.due_at < now) & ISSUES.c.id.not_in(asked)
    with town.office.database.reading() as db:
        for id in db.execute(select(ISSUES.c.id).where(late).order_by(ISSUES.c.due_at)).scalars():
            found = matter(db, town.clock, "issue", id, now)
            above = town.ground.above.get(town.codes[found.orgs[0]]) if found.late else None
            if above is not None:
                break
        else:
            return None
    demand = "请说明为何超过时限，并写明由谁、何时办好"
    made, _ = town.begin(town.second(above), Order, "issue", about="issue", subject=id, demand=demand)
    return made.id
