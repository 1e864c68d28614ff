"""What follows by itself: the clock of whoever must reply or decide, and issues that are archived only afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from workflow.issues.archiving import waits
from workflow.issues.clocks import STOP, start
from workflow.issues.forgetting import Extent, blank, erase_bodies, forgets
from workflow.issues.keeping import keeps
from workflow.issues.model import Issue
from workflow.issues.steps.own_data import waken
from workflow.kernel.db import bare
from workflow.kernel.errors import Barred
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case
from workflow.kernel.prepared import send
from workflow.supervision.flow import ENDED, OPEN, order_flow
from workflow.supervision.model import Order

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ORDERS = bare(Order)


@order_flow.after
def run_clock(desk: Desk, order: Order, step: Step, before: str | None) -> None:
    """A new state ends the clock of the old one and starts its own."""
    if before == order.state:
        return
    if before is not None:
        send(desk.db, STOP, {"of": order.noun, "id": order.id, "at": desk.now})
    kind = order_flow.states[order.state].clock
    order.due_at = start(desk, order, kind, "general") if kind else None


@order_flow.after
def free_what_waited(desk: Desk, order: Order, step: Step, before: str | None) -> None:
    """Erasure that waited for the end of an order need not wait for the day it is looked at again."""
    if order.state in ENDED and before != order.state and order.issue_id is not None:
        waken(desk, order.issue_id)


@waits
def for_open_orders(case: Case) -> None:
    """Raises: Barred while somebody still owes, or has not yet been told what became of, an answer about this issue."""
    if supervised(case):
        raise Barred(N_("本事项还有未结束的督办，结束后再归档"))


@keeps
def for_orders(case: Case) -> None:
    """Raises: Barred while the matter is supervised: it is evidence of what is late."""
    if supervised(case):
        raise Barred(N_("本事项在督办中，督办结束后再删除"))


def supervised(case: Case) -> bool:
    open_one = (ORDERS.c.issue_id == case.subject.id) & ORDERS.c.state.in_(OPEN.split())
    return bool(case.db.execute(select(exists().where(open_one))).scalar_one())


@forgets
def forget_orders(desk: Desk, issue: Issue, extent: Extent) -> None:
    """What was demanded and replied about the matter."""
    if not extent.whole:
        return
    mine = ORDERS.c.issue_id == issue.id
    erase_bodies(desk, "supervision_order", select(ORDERS.c.id).where(mine))
    blank(desk, ORDERS, mine & ORDERS.c.cause.is_not(None), "cause", "measures")
    blank(desk, ORDERS, mine & ORDERS.c.reason.is_not(None), "reason")
    blank(desk, ORDERS, mine, also=("demand",))
