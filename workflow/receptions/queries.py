"""How reception days are looked up: plain rows, a constant number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, or_, select

from workflow.issues.model import Issue
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor, scope
from workflow.orgs.model import Org, Person
from workflow.receptions.model import Reception

RECEPTIONS, ISSUES, ORGS, PEOPLE = bare(Reception), bare(Issue), bare(Org), bare(Person)
AHEAD = ("planned", "announced", "open")

Cursor = tuple[date, int]
"""(held_on, id) of the last row of a page."""


def _listed() -> Select[Any]:
    """Receptions with the names of branch and host."""
    return (
        select(RECEPTIONS, ORGS.c.name.label("branch_name"), PEOPLE.c.name.label("host_name"))
        .join(ORGS, ORGS.c.id == RECEPTIONS.c.branch_id)
        .outerjoin(PEOPLE, PEOPLE.c.id == RECEPTIONS.c.host_id)
    )


def listed(
    db: Connection,
    actor: Actor,
    state: str | None = None,
    branch_id: int | None = None,
    cursor: Cursor | None = None,
    limit: int = 50,
) -> list[Any]:
    """Receptions the actor may see, the latest first; the next page starts after `cursor`."""
    found = _listed().where(scope(Reception, actor.capacities))
    if state:
        found = found.where(RECEPTIONS.c.state == state)
    if branch_id:
        found = found.where(RECEPTIONS.c.branch_id == branch_id)
    if cursor:
        day, id = cursor
        found = found.where(or_(RECEPTIONS.c.held_on < day, and_(RECEPTIONS.c.held_on == day, RECEPTIONS.c.id < id)))
    return list(db.execute(found.order_by(RECEPTIONS.c.held_on.desc(), RECEPTIONS.c.id.desc()).limit(limit)))


def upcoming(db: Connection, branch_id: int) -> Any:
    """The branch's next reception that has not ended, or None. One still open from an earlier day comes first."""
    mine = (RECEPTIONS.c.branch_id == branch_id) & RECEPTIONS.c.state.in_(AHEAD)
    return db.execute(_listed().where(mine).order_by(RECEPTIONS.c.held_on).limit(1)).one_or_none()


def received(db: Connection, actor: Actor, reception_id: int) -> list[Any]:
    """The issues received in a session that the actor may see, the newest first."""
    names = ("id", "number", "what", "place", "state", "urgency", "due_at", "registered_at")
    found = select(*(ISSUES.c[name] for name in names)).where(ISSUES.c.reception_id == reception_id)
    return list(db.execute(found.where(scope(Issue, actor.capacities)).order_by(ISSUES.c.id.desc())))


def owed(db: Connection, street_id: int, month: str) -> list[Any]:
    """Branches that held no reception in a month such as `2026-11`: neither open now nor closed."""
    held = exists().where(
        RECEPTIONS.c.branch_id == ORGS.c.id, RECEPTIONS.c.month == month, RECEPTIONS.c.state.in_(("open", "closed"))
    )
    found = select(ORGS.c.id, ORGS.c.name, ORGS.c.parent_id)
    mine = (ORGS.c.street_id == street_id) & (ORGS.c.kind == "branch")
    return list(db.execute(found.where(mine, ~held).order_by(ORGS.c.code)))
