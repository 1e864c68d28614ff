"""What belongs to a matter beside its own history: sheets, agenda items and their meetings, requests, orders.

Each only as far as the reader may see it, by the same rule as everywhere.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.model import Assignment, Issue
from workflow.kernel.clock import stamp
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor, scope
from workflow.kernel.subject import Subject
from workflow.meetings.model import AgendaItem, Meeting, Minutes
from workflow.requests.model import Request
from workflow.supervision.model import Order

AROUND: tuple[type[Subject], ...] = (Assignment, AgendaItem, Request, Order)
"""Whatever carries the number of the issue it is about."""
ITEMS, MINUTES = bare(AgendaItem), bare(Minutes)


def belonging(db: Connection, actor: Actor, issue: Issue) -> list[tuple[str, int]]:
    """The matter first, then each subject about it that this reader may see, as noun and number."""
    found = [(Issue.noun, issue.id)]
    for model in AROUND:
        table = bare(model)
        found += _seen(db, actor, model, table.c.issue_id == issue.id)
    here = [id for noun, id in found if noun == AgendaItem.noun]
    meetings = select(ITEMS.c.meeting_id).where(ITEMS.c.id.in_(here))
    return found + _seen(db, actor, Meeting, bare(Meeting).c.id.in_(meetings))


def _seen(db: Connection, actor: Actor, model: type[Subject], which: Any) -> list[tuple[str, int]]:
    id = bare(model).c.id
    rows = db.execute(select(id).where(which, scope(model, actor.capacities)).order_by(id))
    return [(model.noun, found) for found in rows.scalars()]


def minutes_of(db: Connection, meetings: list[int]) -> list[list[Any]]:
    """Meeting, version, time and hash of their signed minutes, in the order of names: `meeting-10` before `meeting-9`.

    The text speaks of other matters too.
    """
    columns = (MINUTES.c.meeting_id, MINUTES.c.version, MINUTES.c.at, MINUTES.c.hash)
    found = select(*columns).where(MINUTES.c.meeting_id.in_(meetings)).order_by(MINUTES.c.version)
    rows = sorted(db.execute(found), key=lambda row: str(row.meeting_id))
    return [[row.meeting_id, row.version, stamp(row.at), row.hash] for row in rows]
