"""How matters are looked up: the list, one, its claims and its assignments; pages and the API use the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, or_, select

from workflow.issues.masking import masked_email, masked_name, masked_phone
from workflow.issues.model import Assignment, Claim, Contact, Issue
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor, scope
from workflow.orgs.model import Grid, Org
from workflow.orgs.roles import HANDLER
from workflow.rules.model import Category

ISSUES, SHEETS, CLAIMS, CONTACTS = bare(Issue), bare(Assignment), bare(Claim), bare(Contact)
GRIDS, CATEGORIES = bare(Grid), bare(Category)
OWNER, HOLDER, UNIT = bare(Org).alias("owner"), bare(Org).alias("holder"), bare(Org).alias("unit")

LISTED = ("id", "number", "state", "outcome", "version", "what", "place", "kind", "urgency", "due_at", "registered_at")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; `before` is the cursor: the id of the last row of the page before."""

    states: tuple[str, ...] = ()
    owner: int | None = None
    holder: int | None = None
    late: bool = False
    q: str = ""
    category: int | None = None
    grid: int | None = None
    before: int | None = None


def _orgs(table: Any, name: str) -> tuple[Any, ...]:
    return tuple(table.c[column].label(f"{name}_{column}") for column in ("id", "name", "kind"))


@lru_cache(maxsize=2048)
def _listed(capacities: tuple[Any, ...]) -> Select[Any]:
    """Rows of the list with the names of owner and holder; built once for each set of capacities."""
    columns = (*(ISSUES.c[name] for name in LISTED), *_orgs(OWNER, "owner"), *_orgs(HOLDER, "holder"))
    joined = ISSUES.join(OWNER, OWNER.c.id == ISSUES.c.owner_id).outerjoin(HOLDER, HOLDER.c.id == ISSUES.c.holder_id)
    return select(*columns).select_from(joined).where(scope(Issue, capacities)).order_by(ISSUES.c.id.desc())


def issues(db: Connection, actor: Actor, wanted: Filter, now: datetime, limit: int) -> list[Row[Any]]:
    """What the actor may see and asked for, newest first; one more row than `limit` says that there are more."""
    where: list[ColumnElement[bool]] = []
    if wanted.states:
        where.append(ISSUES.c.state.in_(wanted.states))
    if wanted.owner is not None:
        where.append(ISSUES.c.owner_id == wanted.owner)
    if wanted.holder is not None:
        where.append(ISSUES.c.holder_id == wanted.holder)
    if wanted.category is not None:
        where.append(ISSUES.c.category_id == wanted.category)
    if wanted.grid is not None:
        where.append(ISSUES.c.grid_id == wanted.grid)
    if wanted.late:
        where.append(and_(ISSUES.c.due_at < now, ISSUES.c.holder_id.is_not(None)))
    if wanted.q:
        where.append(matching(wanted.q))
    if wanted.before is not None:
        where.append(ISSUES.c.id < wanted.before)
    return list(db.execute(_listed(actor.capacities).where(*where).limit(limit + 1)))


def matching(text: str) -> ColumnElement[bool]:
    """Rows that hold the text in number, matter or place, letter by letter: % and _ are only characters."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    searched = (ISSUES.c.number, ISSUES.c.what, ISSUES.c.place)
    return or_(*(column.like(f"%{escaped}%", escape="\\") for column in searched))


def named(db: Connection, issue: Issue) -> Row[Any]:
    """The names an issue's ids stand for: owner, holder, grid, category."""
    return db.execute(_named(), {"issue": issue.id}).one()


@lru_cache(maxsize=1)
def _named() -> Select[Any]:
    joined = (
        ISSUES.join(OWNER, OWNER.c.id == ISSUES.c.owner_id)
        .outerjoin(HOLDER, HOLDER.c.id == ISSUES.c.holder_id)
        .outerjoin(GRIDS, GRIDS.c.id == ISSUES.c.grid_id)
        .outerjoin(CATEGORIES, CATEGORIES.c.id == ISSUES.c.category_id)
    )
    more = (GRIDS.c.name.label("grid"), CATEGORIES.c.name.label("category"))
    columns = (*_orgs(OWNER, "owner"), *_orgs(HOLDER, "holder"), *more)
    return select(*columns).select_from(joined).where(ISSUES.c.id == bindparam("issue"))


@dataclass(frozen=True, slots=True)
class Reporter:
    """One reporter's stake with the contact masked; `reachable` says whether there is anything to reveal."""

    claim: int
    channel: str
    at: datetime
    name: str | None
    phone: str | None
    email: str | None
    ended: bool

    @property
    def reachable(self) -> bool:
        return bool(self.name or self.phone or self.email)


def reporters(db: Connection, actor: Actor, issue: Issue) -> list[Reporter]:
    """Who raised it or a matter merged into it, masked here so that nothing above can forget to.

    Units see no contact data.
    """
    if actor.roles <= {HANDLER}:
        return []
    claim = (CLAIMS.c.id, CLAIMS.c.channel, CLAIMS.c.at, CLAIMS.c.ended_at)
    contact = (CONTACTS.c.name, CONTACTS.c.phone, CONTACTS.c.email)
    joined = CLAIMS.outerjoin(CONTACTS, CONTACTS.c.id == CLAIMS.c.contact_id)
    followers = select(ISSUES.c.id).where(ISSUES.c.merged_into_id == issue.id)
    here = or_(CLAIMS.c.issue_id == issue.id, CLAIMS.c.issue_id.in_(followers))
    found = select(*claim, *contact).select_from(joined).where(here).order_by(CLAIMS.c.id)
    return [
        Reporter(
            row.id, row.channel, row.at, masked_name(row.name), masked_phone(row.phone), masked_email(row.email),
            row.ended_at is not None,
        )
        for row in db.execute(found)
    ]  # fmt: skip


def assignments(db: Connection, actor: Actor, issue_id: int) -> list[tuple[Assignment, Row[Any]]]:
    """The assignments of an issue the actor may see, oldest first, each with its unit."""
    joined = SHEETS.join(UNIT, UNIT.c.id == SHEETS.c.unit_id)
    found = (
        select(SHEETS, *_orgs(UNIT, "org"))
        .select_from(joined)
        .where(SHEETS.c.issue_id == issue_id, scope(Assignment, actor.capacities))
        .order_by(SHEETS.c.id)
    )
    own = [column.name for column in SHEETS.columns]
    return [(Assignment(**{name: row._mapping[name] for name in own}), row) for row in db.execute(found)]


def orgs(db: Connection, street: int, kind: str | None, after: int, limit: int) -> list[Row[Any]]:
    """Organisations of a street by id; one more than `limit` says that there are more."""
    table = bare(Org)
    where = [table.c.street_id == street, table.c.id > after]
    if kind:
        where.append(table.c.kind == kind)
    columns = (table.c.id, table.c.name, table.c.kind, table.c.parent_id)
    return list(db.execute(select(*columns).where(*where).order_by(table.c.id).limit(limit + 1)))
