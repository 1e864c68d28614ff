"""What the ladder of a passed clock brings about (WORKFLOWS.md section 5): an order five days late, a circular ten.

Both give way to what is there already, from this ladder or by hand, so that a rung never fails for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.issues.steps.recount import recount_in
from workflow.issues.steps.reminders import on, remind_in
from workflow.kernel.db import bare
from workflow.kernel.subject import Subject
from workflow.supervision.flow import OPEN, order_flow
from workflow.supervision.matters import ABOUT, matter
from workflow.supervision.model import Order

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ORDERS = bare(Order)

remind_in(order_flow, OPEN)
recount_in(order_flow, OPEN)


@on("supervise")
def call_to_account(desk: Desk, subject: Subject, kind: str) -> None:
    """The level above asks in writing, unless somebody did."""
    if owes_an_order(desk, subject, kind):
        desk.follow_birth(Order, "issue", about=subject.noun, subject=subject.id, clock=kind)


@on("circular")
def tell_all(desk: Desk, subject: Subject, kind: str) -> None:
    """The last order about this clock is circulated, closed or not; one issued now where there is none."""
    if isinstance(subject, Order):
        if subject.circulated_at is None:
            desk.follow(Order, subject.id, "circulate")
        return
    about = (ORDERS.c.about_noun == subject.noun) & (ORDERS.c.about_id == subject.id) & (ORDERS.c.clock == kind)
    last = desk.db.execute(select(ORDERS).where(about).order_by(ORDERS.c.id.desc()).limit(1)).one_or_none()
    if owes_an_order(desk, subject, kind):
        desk.follow_birth(Order, "issue", about=subject.noun, subject=subject.id, clock=kind)
        desk.follow_born(Order, "circulate")
    elif last is not None and last.state != "withdrawn" and last.circulated_at is None:
        desk.follow(Order, last.id, "circulate")


def owes_an_order(desk: Desk, subject: Subject, kind: str) -> bool:
    """Whether this clock is late and nobody has asked about this run of it."""
    if subject.noun not in ABOUT:
        return False
    found = matter(desk.db, desk.actor, subject.noun, subject.id, desk.now)
    late = next((one for one in found.late if one.kind == kind), None)
    if late is None:
        return False
    same = (ORDERS.c.about_noun == subject.noun) & (ORDERS.c.about_id == subject.id) & (ORDERS.c.clock == kind)
    asked = same & (ORDERS.c.state.in_(OPEN.split()) | ((ORDERS.c.clock_seq == late.seq) & (ORDERS.c.stage == "clock")))
    return desk.db.execute(select(ORDERS.c.id).where(asked)).first() is None
