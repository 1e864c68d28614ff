"""Raising a matter without an account: who acts, what is counted, and open matters nearby it may belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from workflow.issues.model import Issue, Tally
from workflow.issues.similar import Told, likest
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.desk import Desk, Office
from workflow.kernel.fields import Email
from workflow.kernel.i18n import N_
from workflow.kernel.policy import REPORTER, Actor, Capacity
from workflow.orgs.model import Grid, Org
from workflow.rules.model import Category

ISSUES, ORGS, GRIDS, TALLIES, CATEGORIES = bare(Issue), bare(Org), bare(Grid), bare(Tally), bare(Category)
EARLY = ("registered", "accepted", "scheduled", "executing", "transferred", "blocked", "suspended", "escalated")
"""States in which one more who tells of the same still changes something; later the answer is already on its way."""
DANGER, OFFERED = "danger", 3
ADDRESS = Email(label=N_("邮箱"), required=False)
"""Somebody alone with the page has nobody to ask why no mail comes: an address that cannot be one is said at once."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An open matter as strangers may know it: nothing anybody wrote, only what the street itself says."""

    id: int
    category: str | None
    grid: str | None
    known_place: str | None
    on: date
    state: str


def street(db: Connection) -> int:
    """The street this office serves."""
    return int(db.execute(select(func.min(ORGS.c.id)).where(ORGS.c.kind == "street")).scalar_one())


def resident(street_id: int, issue_id: int = 0) -> Actor:
    """Somebody without a code: before a new matter, or before one that is open already."""
    return Actor(0, "", (Capacity(REPORTER, issue_id, street_id),))


def join(desk: Desk, issue_id: int, answers: dict[str, Any]) -> Issue:
    """One more who tells of the same: a claim and a code of their own.

    Raises: NotFound, NotLegal, BadAnswers, NotPermitted.
    """
    with desk as open_desk:
        return open_desk.take(Issue, issue_id, "join", answers)


def nearby(db: Connection, street_id: int, branch_id: int | None, told: Told) -> list[Neighbour]:
    """Open matters like the one that is told, of the grid's branch, else of the street; none closed to all."""
    where = ISSUES.c.branch_id == branch_id if branch_id else ISSUES.c.owner_id == street_id
    open_to_all = ISSUES.c.about_org_id.is_(None) & ISSUES.c.restricted.is_(False) & ISSUES.c.state.in_(EARLY)
    rows = likest(db, where & open_to_all & (ISSUES.c.street_id == street_id), told, OFFERED)
    named = {row.id: row for row in db.execute(_named([row.id for row in rows]))} if rows else {}
    return [_neighbour(row, named[row.id]) for row in rows]


def _named(ids: list[int]) -> Any:
    joined = ISSUES.outerjoin(GRIDS, GRIDS.c.id == ISSUES.c.grid_id)
    joined = joined.outerjoin(CATEGORIES, CATEGORIES.c.id == ISSUES.c.category_id)
    columns = (ISSUES.c.id, GRIDS.c.name.label("grid"), GRIDS.c.places, CATEGORIES.c.name.label("category"))
    return select(*columns).select_from(joined).where(ISSUES.c.id.in_(ids))


def _neighbour(row: Any, names: Any) -> Neighbour:
    known = [place for place in names.places or [] if place and place in row.place]
    place = max(known, key=len) if known else None
    return Neighbour(row.id, names.category, names.grid, place, local(row.registered_at).date(), row.state)


def count_danger(office: Office, street_id: int) -> None:
    """Somebody pressed "in danger": a number for the day, and nothing about whoever it was."""
    dialect = sqlite if office.database.is_sqlite else postgresql
    row = {"street_id": street_id, "kind": DANGER, "day": local(office.clock()).date(), "n": 1}
    fresh = dialect.insert(TALLIES).values(**row)
    keys = ["street_id", "kind", "day"]
    with office.database.writing() as db:
        db.execute(fresh.on_conflict_do_update(index_elements=keys, set_={"n": TALLIES.c.n + 1}))


def dangers(db: Connection, street_id: int, today: date, days: int = 30) -> int:
    """How often it was pressed in so many days."""
    mine = (
        (TALLIES.c.street_id == street_id) & (TALLIES.c.kind == DANGER) & (TALLIES.c.day > today - timedelta(days=days))
    )
    return int(db.execute(select(func.coalesce(func.sum(TALLIES.c.n), 0)).where(mine)).scalar_one())
