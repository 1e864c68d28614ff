"""How matters are looked up: the list, one, its claims and its assignments; pages and the API use the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from workflow.issues import search
from workflow.issues.disclosing import open_now
from workflow.issues.facts import OPEN_SHEET
from workflow.issues.flow import OPEN
from workflow.issues.intake import grids_of
from workflow.issues.masking import masked_email, masked_name, masked_phone
from workflow.issues.model import Assignment, Claim, Contact, Issue
from workflow.issues.relations import discloser
from workflow.kernel.db import at_most, bare
from workflow.kernel.errors import NotPermitted
from workflow.kernel.grams import Sought
from workflow.kernel.policy import Actor, Capacity, Case, scope
from workflow.kernel.prepared import fetch_rows
from workflow.orgs.model import Grid, Org
from workflow.orgs.roles import HANDLER
from workflow.orgs.views import VIEWS
from workflow.rules.model import Category

ISSUES, SHEETS, CLAIMS, CONTACTS = bare(Issue), bare(Assignment), bare(Claim), bare(Contact)
GRIDS, CATEGORIES = bare(Grid), bare(Category)
OWNER, HOLDER, UNIT = bare(Org).alias("owner"), bare(Org).alias("holder"), bare(Org).alias("unit")

LISTED = ("id", "number", "state", "outcome", "version", "what", "place", "kind", "urgency", "due_at", "registered_at")
WRITTEN = ("outside", "accepted_at", "settled_at", "answer")
"""What a ledger writes besides."""


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


NARROWED: dict[str, ColumnElement[bool]] = {
    "owner": ISSUES.c.owner_id == bindparam("owner"),
    "holder": ISSUES.c.holder_id == bindparam("holder"),
    "category": ISSUES.c.category_id == bindparam("category"),
    "grid": ISSUES.c.grid_id == bindparam("grid"),
    "late": and_(ISSUES.c.due_at < bindparam("late"), ISSUES.c.holder_id.is_not(None)),
    "before": ISSUES.c.id < bindparam("before"),
}
"""What each part of a `Filter` asks for."""


COUNTED = 1000
"""So far a list is counted; beyond it there are just more."""
EVERY = 1_000_000_000
"""More rows than there will ever be."""
OPEN_STATES, EVERY_OPEN = OPEN.split(), -1
"""All open states, and what stands for them where a list is asked for so many states."""


def issues(db: Connection, actor: Actor, wanted: Filter, now: datetime, limit: int) -> list[Any]:
    """What the actor may see and asked for, newest first; one more row than `limit` says that there are more."""
    return _found(db, actor, wanted, now, _listed, limit + 1)


def count(db: Connection, actor: Actor, wanted: Filter, now: datetime) -> int:
    """How many rows the whole list has; one more than `COUNTED` says that there are more."""
    return len(_found(db, actor, replace(wanted, before=None), now, _ids, COUNTED + 1))


def total(db: Connection, actor: Actor, wanted: Filter, now: datetime) -> int:
    """How many rows the whole list has, however many: for who reads all of them anyway."""
    found: int = _found(db, actor, replace(wanted, before=None), now, _how_many, EVERY)[0].n
    return found


def in_full(db: Connection, actor: Actor, wanted: Filter, now: datetime, limit: int) -> list[Any]:
    """The same rows with all a ledger writes of them; no contact data are in it."""
    return _found(db, actor, wanted, now, _in_full, limit)


Built = Callable[..., Select[Any]]


def _found(db: Connection, actor: Actor, wanted: Filter, now: datetime, build: Built, limit: int) -> list[Any]:
    given = {name: getattr(wanted, name) for name in ("owner", "holder", "category", "grid", "before")}
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    values |= {"late": now} if wanted.late else {}
    asked, is_open = tuple(values), set(wanted.states or (OPEN_STATES if wanted.late else ())) == set(OPEN_STATES)
    states = {} if is_open else {f"state{n}": state for n, state in enumerate(wanted.states)}
    sought, dialect = Sought.of(wanted.q), db.dialect.name
    how = ("", True)
    if sought.text:
        how = (dialect, sought.exact)
        values |= search.asked(dialect, sought, wanted.before)
    many = EVERY_OPEN if is_open else len(states)
    return fetch_rows(db, build(actor.capacities, asked, many, how, limit), values | states)


@lru_cache(maxsize=2048)
def _listed(
    capacities: tuple[Any, ...], asked: tuple[str, ...], states: int, how: tuple[str, bool], limit: int
) -> Select[Any]:
    """Rows of the list with the names of owner and holder; built once for each set of capacities and each question."""
    columns = (*(ISSUES.c[name] for name in LISTED), *_orgs(OWNER, "owner"), *_orgs(HOLDER, "holder"))
    joined = ISSUES.join(OWNER, OWNER.c.id == ISSUES.c.owner_id).outerjoin(HOLDER, HOLDER.c.id == ISSUES.c.holder_id)
    conditions = _conditions(capacities, asked, states)
    if how[0] or "late" in asked:  # found first, and only the page is read in full
        ids = _ids(capacities, asked, states, how, limit).subquery("hits")
        joined, conditions = joined.join(ids, ids.c.id == ISSUES.c.id), []
    found = select(*columns).select_from(joined).where(*conditions)
    return found.order_by(ISSUES.c.id.desc()).limit(at_most(limit))


@lru_cache(maxsize=256)
def _in_full(*question: Any) -> Select[Any]:
    names = (GRIDS.c.name.label("grid"), CATEGORIES.c.name.label("category"))
    found = _listed(*question).add_columns(*(ISSUES.c[name] for name in WRITTEN), *names)
    return found.outerjoin(GRIDS, GRIDS.c.id == ISSUES.c.grid_id).outerjoin(
        CATEGORIES, CATEGORIES.c.id == ISSUES.c.category_id
    )


@lru_cache(maxsize=2048)
def _ids(
    capacities: tuple[Any, ...], asked: tuple[str, ...], states: int, how: tuple[str, bool], limit: int
) -> Select[Any]:
    """The ids of the same rows."""
    conditions = _conditions(capacities, asked, states)
    if how[0]:
        return search.hits(*how, conditions, limit, few="late" in asked)
    return select(ISSUES.c.id).where(*conditions).order_by(_newest(asked)).limit(at_most(limit))


@lru_cache(maxsize=256)
def _how_many(*question: Any) -> Select[Any]:
    return select(func.count().label("n")).select_from(_ids(*question).subquery("found"))


def _conditions(capacities: tuple[Any, ...], asked: tuple[str, ...], states: int) -> list[ColumnElement[bool]]:
    """Whatever is open has a holder, and nothing else has: a constraint of the table, and what its indexes go by."""
    conditions = [scope(Issue, capacities), *(NARROWED[name] for name in asked)]
    if states == EVERY_OPEN:
        conditions.append(ISSUES.c.holder_id.is_not(None))
    elif states:
        conditions.append(ISSUES.c.state.in_([bindparam(f"state{n}") for n in range(states)]))
    return conditions


def _newest(asked: tuple[str, ...]) -> ColumnElement[Any]:
    """The newest first: by walking back from the last, or, for what is late, by finding that and sorting it."""
    return ((ISSUES.c.id + literal_column("0")) if "late" in asked else ISSUES.c.id).desc()


def narrowing(db: Connection, actor: Actor) -> dict[str, list[tuple[Any, str]]]:
    """The categories and the grids a list may be narrowed to, and the actor's own views of it; one query.

    A view's number is the address it stands for.
    """
    found: dict[str, list[tuple[Any, str]]] = {"category": [], "grid": [], "view": []}
    for row in sorted(fetch_rows(db, _narrowing(actor), {}), key=lambda row: (row.code, row.id)):
        found[row.of].append((row.code if row.of == "view" else row.id, row.name))
    return found


@lru_cache(maxsize=2048)
def _narrowing(actor: Actor) -> CompoundSelect[Any]:
    of, grids = literal_column, grids_of(actor)
    mine = CATEGORIES.c.street_id == actor.street
    own = (VIEWS.c.person_id == actor.id) & (VIEWS.c.page == "issues")
    return union_all(
        select(of("'category'").label("of"), CATEGORIES.c.id, CATEGORIES.c.name, of("''").label("code")).where(mine),
        grids.with_only_columns(of("'grid'"), *grids.selected_columns),
        select(of("'view'"), VIEWS.c.id, VIEWS.c.name, VIEWS.c.query).where(own),
    )


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
    until: datetime | None = None
    """Until when the contact stands here in full, for whoever revealed it."""

    @property
    def reachable(self) -> bool:
        return bool(self.name or self.phone or self.email)


def reporters(db: Connection, actor: Actor, issue: Issue, now: datetime) -> list[Reporter]:
    """Who raised it or a matter merged into it, masked here so that nothing above can forget to.

    Units see no contact data unless the owner let them. A contact that this person has just revealed stands in full.
    """
    if actor.roles <= {HANDLER} and not _unveiled(db, actor, issue):
        return []
    shown = open_now(db, actor, issue.id, now)
    if shown and not may_disclose(Case(db, actor, issue, now)):  # the matter or the post has moved on meanwhile
        shown = {}
    claim = (CLAIMS.c.id, CLAIMS.c.channel, CLAIMS.c.at, CLAIMS.c.ended_at)
    contact = (CONTACTS.c.name, CONTACTS.c.phone, CONTACTS.c.email)
    joined = CLAIMS.outerjoin(CONTACTS, CONTACTS.c.id == CLAIMS.c.contact_id)
    followers = select(ISSUES.c.id).where(ISSUES.c.merged_into_id == issue.id)
    here = or_(CLAIMS.c.issue_id == issue.id, CLAIMS.c.issue_id.in_(followers))
    found = select(*claim, *contact).select_from(joined).where(here).order_by(CLAIMS.c.id)
    return [_reporter(row, shown.get(row.id)) for row in db.execute(found)]


def _reporter(row: Any, until: datetime | None) -> Reporter:
    name, phone, email = row.name, row.phone, row.email
    if not until:
        name, phone, email = masked_name(name), masked_phone(phone), masked_email(email)
    return Reporter(row.id, row.channel, row.at, name, phone, email, row.ended_at is not None, until)


def _unveiled(db: Connection, actor: Actor, issue: Issue) -> bool:
    """Whether the owner let one of this person's units see the contact, for a share that is still open."""
    mine = SHEETS.c.unit_id.in_([hat.org for hat in actor.capacities]) & (SHEETS.c.issue_id == issue.id)
    there = select(SHEETS.c.id).where(mine, SHEETS.c.unveiled_at.is_not(None), SHEETS.c.state.in_(OPEN_SHEET))
    return db.execute(there).first() is not None


def may_disclose(case: Case) -> bool:
    """Whether this person may see a contact of the matter now, were it revealed."""
    return any(_stands(case, hat) for hat in case.actor.capacities if hat.role in discloser.roles)


def _stands(case: Case, hat: Capacity) -> bool:
    with suppress(NotPermitted):
        return hat.covers("reveal") and discloser.test(case, hat)
    return False


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
