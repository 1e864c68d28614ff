"""What follows by itself: the clocks of a reception, and who sits there once the branch has another secretary."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.issues.clocks import STOP, start
from workflow.kernel.db import bare
from workflow.kernel.flow import Step
from workflow.orgs.flows import post_flow
from workflow.orgs.model import Post
from workflow.orgs.roles import SECRETARY
from workflow.receptions.flow import AHEAD, reception_flow
from workflow.receptions.model import Reception

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@reception_flow.after
def run_clock(desk: Desk, reception: Reception, step: Step, before: str | None) -> None:
    """A new state ends the clock of the old one and starts its own."""
    if before == reception.state:
        return
    if before is not None:
        desk.db.execute(STOP, {"of": "reception", "id": reception.id, "at": desk.now})
    if kind := reception_flow.states[reception.state].clock:
        start(desk, reception, kind, "general", until=last_day(reception))


@post_flow.after
def seat_the_successor(desk: Desk, post: Post, step: Step, before: str | None) -> None:
    """A new secretary sits at the desks ahead that the old one would have sat at."""
    if before is not None or post.role != SECRETARY:
        return
    table = bare(Reception)
    mine = (table.c.branch_id == post.org_id) & table.c.state.in_(AHEAD.split()) & (table.c.held_on >= post.starts)
    if post.ends:
        mine &= table.c.held_on <= post.ends
    for id in desk.db.execute(select(table.c.id).where(mine, ~table.c.delegated).order_by(table.c.id)).scalars():
        desk.follow(Reception, id, "change_host", person=post.person_id)


def last_day(reception: Reception) -> date:
    """An open one is to be closed on its day; one ahead is missed once its month is over."""
    if reception.state == "open":
        return reception.held_on
    year, month = (int(part) for part in reception.month.split("-"))
    return date(year + month // 12, month % 12 + 1, 1)
