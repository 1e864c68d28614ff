"""How reception days are looked up: plain rows, a constant number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select, tuple_

from workflow.issues.model import Issue
from workflow.kernel.db import at_most, bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Actor, scope
from workflow.kernel.prepared import fixed
from workflow.orgs.model import Org, Person
from workflow.receptions.model import Entry, Reception

RECEPTIONS, ISSUES, ORGS, PEOPLE = bare(Reception), bare(Issue), bare(Org), bare(Person)
ENTRIES, COMMUNITIES, SIGNERS = bare(Entry), bare(Org).alias("communities"), bare(Person).alias("signers")
AHEAD = ("planned", "announced", "open")

Cursor = tuple[date, int]
"""(held_on, id) of the last row of a page."""


def _listed() -> Select[Any]:
    """Receptions with the names of branch, host and signer."""
    branch = (ORGS.c.name.label("branch_name"), ORGS.c.code.label("branch_code"))
    return (
        select(RECEPTIONS, *branch, PEOPLE.c.name.label("host_name"), SIGNERS.c.name.label("signer_name"))
        .join(ORGS, ORGS.c.id == RECEPTIONS.c.branch_id)
        .outerjoin(PEOPLE, PEOPLE.c.id == RECEPTIONS.c.host_id)
        .outerjoin(SIGNERS, SIGNERS.c.id == RECEPTIONS.c.signed_by_id)
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
    found = _listed().where(*_narrowed(actor, since))
    if state:
        found = found.where(RECEPTIONS.c.state == state)
    if branch_id:
        found = found.where(RECEPTIONS.c.branch_id == branch_id)
    place = tuple_(RECEPTIONS.c.held_on, RECEPTIONS.c.id)
    if cursor:
        found = found.where(place > cursor if since else place < cursor)
    order = (RECEPTIONS.c.held_on, RECEPTIONS.c.id)
    return list(db.execute(found.order_by(*(c.asc() if since else c.desc() for c in order)).limit(limit)))


def many(db: Connection, actor: Actor, since: date | None = None) -> int:
    """How many there are."""
    return int(db.execute(select(func.count()).select_from(RECEPTIONS).where(*_narrowed(actor, since))).scalar_one())


def _narrowed(actor: Actor, since: date | None) -> list[ColumnElement[bool]]:
    return [scope(Reception, actor.capacities), *([RECEPTIONS.c.held_on >= since] if since else [])]


def one(db: Connection, id: int) -> Any:
    """One reception with the names of branch and host."""
    return db.execute(_listed().where(RECEPTIONS.c.id == id)).one()


def next_of(branch: Any, *names: str) -> Select[Any]:
    """A branch's next reception that has not ended, one still open from an earlier day first; to build on."""
    mine = (RECEPTIONS.c.branch_id == branch) & RECEPTIONS.c.state.in_(fixed(AHEAD))
    found = _listed().where(mine).order_by(RECEPTIONS.c.held_on).limit(at_most(1))
    return found.with_only_columns(*(found.selected_columns[name] for name in names)) if names else found


def book(db: Connection, actor: Actor, reception_id: int) -> list[Any]:
    """The lines of the desk's book, the newest visitor first; of issues only those the actor may see."""
    names = ("number", "what", "place", "state", "urgency", "due_at", "answer")
    issue = [ISSUES.c[name] for name in names if name != "what"]
    joined = ENTRIES.outerjoin(ISSUES, and_(ISSUES.c.id == ENTRIES.c.issue_id, scope(Issue, actor.capacities)))
    columns = (*ENTRIES.columns, ISSUES.c.what.label("issue_what"), *issue)
    found = select(*columns).select_from(joined).where(ENTRIES.c.reception_id == reception_id)
    visible = or_(ENTRIES.c.issue_id.is_(None), ISSUES.c.id.is_not(None))
    return list(db.execute(found.where(visible).order_by(ENTRIES.c.visitor.desc(), ENTRIES.c.id)))


def owed(db: Connection, street_id: int, month: str) -> list[Any]:
    """Branches that held no reception in a month such as `2026-11`: neither open now nor closed.

    From the rows alone: a branch that planned nothing is found as well. Months before the first reception owe nothing.
    """
    held = exists().where(
        RECEPTIONS.c.branch_id == ORGS.c.id, RECEPTIONS.c.month == month, RECEPTIONS.c.state.in_(("open", "closed"))
    )
    begun = exists().where(RECEPTIONS.c.street_id == street_id, RECEPTIONS.c.month <= month)
    found = select(ORGS.c.id, ORGS.c.name, ORGS.c.parent_id)
    mine = (ORGS.c.street_id == street_id) & (ORGS.c.kind == "branch")
    return list(db.execute(found.where(mine, begun, ~held).order_by(ORGS.c.code)))


def month_before(day: date) -> str:
    """Such as `2026-10`."""
    return f"{day.year - (day.month == 1)}-{(day.month - 2) % 12 + 1:02d}"


def streets(db: Connection) -> list[int]:
    """Every street of this service."""
    return list(db.execute(select(ORGS.c.id).where(ORGS.c.kind == "street").order_by(ORGS.c.id)).scalars())


def ids_of(db: Connection, street_id: int, codes: tuple[str, ...]) -> tuple[int, ...]:
    """The branches of these codes.

    Raises: BadAnswers for a code no branch has.
    """
    here = (ORGS.c.street_id == street_id) & (ORGS.c.kind == "branch") & ORGS.c.code.in_(codes)
    known = {row.code: int(row.id) for row in db.execute(select(ORGS.c.code, ORGS.c.id).where(here))}
    if unknown := [code for code in codes if code not in known]:
        raise BadAnswers({"branch": Sentence(N_("没有代码为 %(codes)s 的支部"), {"codes": "、".join(unknown)})})
    return tuple(known[code] for code in codes)


def first_month(db: Connection, street_id: int) -> str:
    """The month of the street's first reception, such as `2026-01`; later than any where there is none."""
    found = select(func.min(RECEPTIONS.c.month)).where(RECEPTIONS.c.street_id == street_id)
    return db.execute(found).scalar_one() or "9999-12"


def year_of(db: Connection, actor: Actor, year: int) -> list[Any]:
    """The days of one year the actor may see, cancelled ones left out; in the order of branches and months."""
    names = ("id", "branch_id", "month", "held_on", "moved_from", "state", "received", "zero")
    found = select(*(RECEPTIONS.c[name] for name in names)).where(scope(Reception, actor.capacities))
    found = found.where(RECEPTIONS.c.month.between(f"{year}-01", f"{year}-12"), RECEPTIONS.c.state != "cancelled")
    return list(db.execute(found.order_by(RECEPTIONS.c.branch_id, RECEPTIONS.c.month)))


def branches(db: Connection, actor: Actor) -> list[Any]:
    """The branches whose days the actor may see, with their communities."""
    mine = [COMMUNITIES.c.id == c.org for c in actor.capacities if c.kind == "community"]
    own = [ORGS.c.id == c.org for c in actor.capacities if c.kind == "branch"]
    street = [ORGS.c.street_id == c.org for c in actor.capacities if c.kind == "street"]
    found = select(ORGS.c.id, ORGS.c.name, ORGS.c.code, COMMUNITIES.c.name.label("community"))
    found = found.join(COMMUNITIES, COMMUNITIES.c.id == ORGS.c.parent_id).where(ORGS.c.kind == "branch")
    return list(db.execute(found.where(or_(False, *mine, *own, *street)).order_by(ORGS.c.code)))


def unclosed(db: Connection, actor: Actor, today: date) -> list[Any]:
    """Days that began and were not signed by midnight, as far as the actor may see them."""
    late = (RECEPTIONS.c.state == "open") & (RECEPTIONS.c.held_on < today)
    return list(db.execute(_listed().where(late, scope(Reception, actor.capacities)).order_by(RECEPTIONS.c.held_on)))


def unheld(db: Connection, before: date) -> list[Any]:
    """(id, street) of the days of past months that nobody opened: what the clock records as missed."""
    past = RECEPTIONS.c.state.in_(("planned", "announced")) & (RECEPTIONS.c.month < f"{before:%Y-%m}")
    return list(db.execute(select(RECEPTIONS.c.id, RECEPTIONS.c.street_id).where(past).order_by(RECEPTIONS.c.id)))


def _public() -> Select[Any]:
    """What everybody may know of a reception day: when, where, who sits there by office; nobody's name."""
    names = ("id", "held_on", "hours", "place", "moved_from", "reason", "state", "delegated")
    branch = (ORGS.c.name.label("branch_name"), ORGS.c.code.label("branch_code"))
    return (
        select(*(RECEPTIONS.c[name] for name in names), *branch, COMMUNITIES.c.name.label("community_name"))
        .join(ORGS, ORGS.c.id == RECEPTIONS.c.branch_id)
        .join(COMMUNITIES, COMMUNITIES.c.id == ORGS.c.parent_id)
    )


def public_days(db: Connection, day: date, until: date, code: str | None = None) -> list[Any]:
    """Days from one day to another, cancelled ones with them, by community and branch; of one branch by its code."""
    shown = RECEPTIONS.c.held_on.between(day, until) & (RECEPTIONS.c.state != "missed")
    found = _public().where(shown)
    if code is not None:
        found = found.where(ORGS.c.code == code)
    return list(db.execute(found.order_by(ORGS.c.code, RECEPTIONS.c.held_on, RECEPTIONS.c.id)))


def branch_name(db: Connection, code: str) -> str | None:
    """What a branch is called, None where no branch has this code."""
    return db.execute(select(ORGS.c.name).where(ORGS.c.code == code, ORGS.c.kind == "branch")).scalar_one_or_none()


def ahead(db: Connection, day: date, limit: int = 60) -> list[Any]:
    """Days announced to the public, from today on: when, where, which branch; nobody's name."""
    columns = (RECEPTIONS.c.held_on, RECEPTIONS.c.hours, RECEPTIONS.c.place, ORGS.c.name.label("branch_name"))
    found = select(*columns).join(ORGS, ORGS.c.id == RECEPTIONS.c.branch_id)
    public = (RECEPTIONS.c.held_on >= day) & RECEPTIONS.c.state.in_(("announced", "open"))
    return list(db.execute(found.where(public).order_by(RECEPTIONS.c.held_on, ORGS.c.code).limit(limit)))
