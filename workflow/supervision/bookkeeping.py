"""What follows by itself: the clock of whoever must reply or decide, and issues that are archived only afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from workflow.issues.archiving import waits
from workflow.issues.clocks import STOP, start
from workflow.kernel.db import bare
from workflow.kernel.errors import Barred
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case
from workflow.kernel.prepared import send
from workflow.supervision.flow import OPEN, order_flow
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


@waits
def for_open_orders(case: Case) -> None:
    """Raises: Barred while somebody still owes, or has not yet been told what became of, an answer about this issue."""
    open_one = (ORDERS.c.issue_id == case.subject.id) & ORDERS.c.state.in_(OPEN.split())
    if case.db.execute(select(exists().where(open_one))).scalar_one():
        raise Barred(N_("本事项还有未结束的督办，结束后再归档"))
