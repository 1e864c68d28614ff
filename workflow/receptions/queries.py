"""How reception days are looked up: plain rows, a constant number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, exists, select, tuple_

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
    since: date | None = None,
) -> list[Any]:
    """Receptions the actor may see, the latest first, or from a day on in their order.

    The next page starts after `cursor`.
    """
    found = _listed().where(scope(Reception, actor.capacities))
    if state:
        found = found.where(RECEPTIONS.c.state == state)
    if branch_id:
        found = found.where(RECEPTIONS.c.branch_id == branch_id)
    place = tuple_(RECEPTIONS.c.held_on, RECEPTIONS.c.id)
    if since:
        found = found.where(RECEPTIONS.c.held_on >= since)
    if cursor:
        found = found.where(place > cursor if since else place < cursor)
    order = (RECEPTIONS.c.held_on, RECEPTIONS.c.id)
    return list(db.execute(found.order_by(*(c.asc() if since else c.desc() for c in order)).limit(limit)))


def one(db: Connection, id: int) -> Any:
    """One reception with the names of branch and host."""
    return db.execute(_listed().where(RECEPTIONS.c.id == id)).one()


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


def ahead(db: Connection, day: date, limit: int = 60) -> list[Any]:
    """Days announced to the public, from today on: when, where, which branch; nobody's name."""
    columns = (RECEPTIONS.c.held_on, RECEPTIONS.c.hours, RECEPTIONS.c.place, ORGS.c.name.label("branch_name"))
    found = select(*columns).join(ORGS, ORGS.c.id == RECEPTIONS.c.branch_id)
    public = (RECEPTIONS.c.held_on >= day) & RECEPTIONS.c.state.in_(("announced", "open"))
    return list(db.execute(found.where(public).order_by(RECEPTIONS.c.held_on, ORGS.c.code).limit(limit)))
