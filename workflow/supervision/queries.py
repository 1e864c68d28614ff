"""How supervision orders are looked up: plain rows, a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, false, func, or_, select

from workflow.issues.model import Issue
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor, scope
from workflow.kernel.prepared import fixed
from workflow.orgs.model import Org, Person
from workflow.orgs.roles import HANDLER, OFFICERS
from workflow.supervision import sight
from workflow.supervision.flow import ENDED, OPEN, UNANSWERED
from workflow.supervision.model import Order

ORDERS, PEOPLE, ISSUES = bare(Order), bare(Person), bare(Issue)
ORG, ISSUER = bare(Org).alias("org"), bare(Org).alias("issuer")
LISTED = (
    "id", "number", "state", "org_id", "issuer_id", "about_noun", "about_name", "clock", "late_since", "issued_at",
    "due_at", "closed_at", "circulated_at",
)  # fmt: skip
STATES: dict[str, tuple[str, ...]] = {
    "open": tuple(OPEN.split()),
    "reply": tuple(UNANSWERED.split()),
    "judge": ("answered",),
    "closed": ENDED,
    "all": (),
}
"""What a list may be narrowed to, by the word in the address."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; `before` is the id of the last row of the page before."""

    states: tuple[str, ...] = ()
    late: bool = False
    org: int | None = None
    before: int | None = None


def _listed() -> Select[Any]:
    """Orders with the names of who was ordered and who issued them; of their matters no more than the number."""
    columns = (*(ORDERS.c[name] for name in LISTED), ORG.c.name.label("org"), ISSUER.c.name.label("issuer"))
    joined = ORDERS.join(ORG, ORG.c.id == ORDERS.c.org_id).join(ISSUER, ISSUER.c.id == ORDERS.c.issuer_id)
    return select(*columns).select_from(joined)


def said(actor: Actor) -> ScalarSelect[Any]:
    """What the matter of an order says; NULL where the actor may not see it."""
    mine = (ISSUES.c.id == ORDERS.c.issue_id) & scope(Issue, actor.capacities)
    return select(ISSUES.c.what).where(mine).correlate(ORDERS).scalar_subquery()


def _titled(found: Select[Any], actor: Actor) -> Select[Any]:
    """The same with what the matter says, where the actor may see it."""
    return found.add_columns(said(actor).label("what"))


def listed(db: Connection, actor: Actor, wanted: Filter, now: datetime, limit: int) -> list[Any]:
    """What the actor may see and asked for, newest first; one more row than `limit` says that there are more."""
    found = _titled(_narrowed(actor, wanted, now), actor)
    return list(db.execute(found.order_by(ORDERS.c.id.desc()).limit(limit + 1)))


def many(db: Connection, actor: Actor, wanted: Filter, now: datetime) -> int:
    """How many there are."""
    found = _narrowed(actor, wanted, now).with_only_columns(func.count(), maintain_column_froms=True)
    return int(db.execute(found).scalar_one())


def _narrowed(actor: Actor, wanted: Filter, now: datetime) -> Select[Any]:
    found = _listed().where(scope(Order, actor.capacities))
    if wanted.states:
        found = found.where(ORDERS.c.state.in_(wanted.states))
    if wanted.late:
        found = found.where(ORDERS.c.due_at < now)
    if wanted.org is not None:
        found = found.where(ORDERS.c.org_id == wanted.org)
    if wanted.before is not None:
        found = found.where(ORDERS.c.id < wanted.before)
    return found


def one(db: Connection, id: int) -> Any:
    """One order with the names of organisations and of whoever replied last."""
    found = _listed().add_columns(PEOPLE.c.name.label("replier"))
    found = found.outerjoin(PEOPLE, PEOPLE.c.id == ORDERS.c.replied_by_id)
    return db.execute(found.where(ORDERS.c.id == id)).one()


def of_issue(db: Connection, actor: Actor, issue_id: int) -> list[Any]:
    """The orders about an issue and its assignments that the actor may see, newest first."""
    found = _titled(_listed(), actor).where(ORDERS.c.issue_id == issue_id, scope(Order, actor.capacities))
    return list(db.execute(found.order_by(ORDERS.c.id.desc())))


def about(db: Connection, actor: Actor, noun: str, id: int) -> list[Any]:
    """The orders about one subject that the actor may see, newest first."""
    mine = (ORDERS.c.about_noun == noun) & (ORDERS.c.about_id == id)
    found = _titled(_listed(), actor).where(mine, scope(Order, actor.capacities))
    return list(db.execute(found.order_by(ORDERS.c.id.desc())))


def about_clock(db: Connection, actor: Actor, noun: str, clock: str, ids: list[int]) -> dict[int, Any]:
    """The last order about this clock of each of these subjects that the actor may see."""
    mine = (ORDERS.c.about_noun == noun) & (ORDERS.c.clock == clock) & ORDERS.c.about_id.in_(ids)
    found = _listed().add_columns(ORDERS.c.about_id).where(mine, scope(Order, actor.capacities))
    return {row.about_id: row for row in db.execute(found.order_by(ORDERS.c.id))} if ids else {}


def unanswered(db: Connection, actor: Actor, now: datetime) -> list[Any]:
    """(org_id, org, n) of the organisations below that owe a reply past its limit, those owing most first."""
    mine = [hat.org for hat in actor.capacities]
    open_now = select(ORDERS.c.id).where(ORDERS.c.state.in_(fixed(STATES["reply"])))  # the street has very many others
    late = ORDERS.c.id.in_(open_now) & (ORDERS.c.due_at < now) & ORDERS.c.org_id.not_in(mine)
    n = func.count().label("n")
    found = select(ORG.c.id.label("org_id"), ORG.c.name.label("org"), n).join(ORG, ORG.c.id == ORDERS.c.org_id)
    found = found.where(late, scope(Order, actor.capacities)).group_by(ORG.c.id, ORG.c.name)
    return list(db.execute(found.order_by(n.desc(), ORG.c.id)))


def circulars(db: Connection, actor: Actor, before: int | None, limit: int) -> list[Any]:
    """What was circulated to the street and all communities, newest first; nothing of the matters themselves."""
    told = or_(false(), *(sight.told_of(hat) for hat in actor.capacities))
    found = _listed().where(ORDERS.c.circulated_at.is_not(None), ORDERS.c.street_id == actor.street, told)
    if before is not None:
        found = found.where(ORDERS.c.id < before)
    return list(db.execute(found.order_by(ORDERS.c.id.desc()).limit(limit + 1)))


def repliers(actor: Actor) -> list[int]:
    """Organisations for which the actor may reply."""
    return sorted({hat.org for hat in actor.capacities if hat.role in OFFICERS | {HANDLER}})


def judges(actor: Actor) -> list[int]:
    """Organisations for which the actor may judge a reply."""
    return sorted({hat.org for hat in actor.capacities if hat.role in OFFICERS})
