"""How requests are looked up: plain rows, a constant number of queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, and_, func, or_, select

from workflow.calendar.counting import shifted
from workflow.issues.details import running
from workflow.issues.model import Assignment, Issue
from workflow.issues.relations import owner
from workflow.kernel.db import at_most, bare, fetch_one
from workflow.kernel.policy import Actor, scope
from workflow.kernel.prepared import fixed
from workflow.orgs.model import Org, Person
from workflow.orgs.roles import OFFICERS
from workflow.requests.kinds import KINDS
from workflow.requests.model import Request
from workflow.rules.book import Book

OPEN = ("pending", "prepared")
REQUESTS, ISSUES, SHEETS, ORGS, PEOPLE = bare(Request), bare(Issue), bare(Assignment), bare(Org), bare(Person)


def _listed() -> Select[Any]:
    """Requests with the number and words of their matter, and the names of who asked and decided."""
    asker, decider, pre = PEOPLE.alias("asker"), PEOPLE.alias("decider"), PEOPLE.alias("preparer")
    columns = (ISSUES.c.number, ISSUES.c.what, ISSUES.c.urgency, ORGS.c.name.label("asked_for"))
    names = (asker.c.name.label("asked_by"), decider.c.name.label("decided_by"), pre.c.name.label("prepared_by"))
    return (
        select(REQUESTS, *columns, *names)
        .join(ISSUES, ISSUES.c.id == REQUESTS.c.issue_id)
        .join(ORGS, ORGS.c.id == REQUESTS.c.asked_for_id)
        .outerjoin(asker, asker.c.id == REQUESTS.c.asked_by_id)
        .outerjoin(decider, decider.c.id == REQUESTS.c.decided_by_id)
        .outerjoin(pre, pre.c.id == REQUESTS.c.prepared_by_id)
    )


def listed(
    db: Connection,
    actor: Actor,
    states: tuple[str, ...] = (),
    kind: str = "",
    before: int | None = None,
    limit: int = 50,
) -> list[Any]:
    """Requests the actor may see, newest first; the next page starts before `before`."""
    found = _narrowed(actor, states, kind)
    if before is not None:
        found = found.where(REQUESTS.c.id < before)
    return list(db.execute(found.order_by(REQUESTS.c.id.desc()).limit(at_most(limit))))


def many(db: Connection, actor: Actor, states: tuple[str, ...] = (), kind: str = "") -> int:
    """How many there are."""
    found = _narrowed(actor, states, kind).with_only_columns(func.count(), maintain_column_froms=True)
    return int(db.execute(found).scalar_one())


def _narrowed(actor: Actor, states: tuple[str, ...], kind: str) -> Select[Any]:
    found = _listed().where(scope(Request, actor.capacities))
    if states:
        found = found.where(REQUESTS.c.state.in_(states))
    return found.where(REQUESTS.c.kind == kind) if kind else found


def of_issue(db: Connection, actor: Actor, issue_id: int) -> list[Any]:
    """What was asked in one matter, newest first, as far as the actor may see it."""
    mine = _listed().where(REQUESTS.c.issue_id == issue_id, scope(Request, actor.capacities))
    return list(db.execute(mine.order_by(REQUESTS.c.id.desc()).limit(at_most(50))))


def one(db: Connection, id: int) -> Any:
    """One request with the names its ids stand for."""
    return db.execute(_listed().where(REQUESTS.c.id == id)).one()


def pending_of(body: Any) -> ScalarSelect[int]:
    """How many requests wait that a body asked for, answers for or is above of, as a query that others build on."""
    own = bare(Org).alias("own")
    near = or_(own.c.id == body, own.c.parent_id == body)
    found = select(func.count()).select_from(REQUESTS.join(own, own.c.id == REQUESTS.c.owner_id))
    return found.where(REQUESTS.c.state.in_(fixed(["pending", "prepared"])), near).scalar_subquery()


def waiting(db: Connection, actor: Actor) -> tuple[list[Any], list[Any]]:
    """Requests somebody may decide now, and those they wait for, the soonest due first; one query.

    An own request is nobody's to decide; whoever worked on the matter reads on its page why not.
    """
    orgs = [hat.org for hat in actor.capacities if hat.role in OFFICERS]
    upper = bare(Org).alias("owner")
    owned, above = REQUESTS.c.owner_id.in_(orgs), upper.c.parent_id.in_(orgs)
    at_top = and_(owned, upper.c.parent_id.is_(None))
    by_owner = [name for name, kind in KINDS.items() if owner in kind.by]
    ours = and_(owned, REQUESTS.c.kind.in_(by_owner))
    theirs = and_(or_(above, at_top), or_(REQUESTS.c.kind.not_in(by_owner), REQUESTS.c.assignment_id.is_(None)))
    mine = or_(REQUESTS.c.asked_by_id == actor.id, REQUESTS.c.prepared_by_id == actor.id)
    found = (
        _listed()
        .join(upper, upper.c.id == REQUESTS.c.owner_id)
        .where(scope(Request, actor.capacities), REQUESTS.c.state.in_(OPEN), or_(mine, ours, theirs))
        .order_by(REQUESTS.c.due_at, REQUESTS.c.id)
        .limit(at_most(50))
    )
    rows = list(db.execute(found))
    own = [row for row in rows if actor.id in (row.asked_by_id, row.prepared_by_id)]
    return [row for row in rows if row not in own], own


def date_if_approved(db: Connection, asked: Request, book: Book) -> datetime | None:
    """What an extension would make of the date, while it waits for an answer."""
    if asked.kind != "extension" or asked.state != "pending":
        return None
    of_sheet = asked.assignment_id is not None
    subject: Assignment | Issue | None = (
        fetch_one(db, Assignment, SHEETS.c.id == asked.assignment_id)
        if of_sheet
        else fetch_one(db, Issue, ISSUES.c.id == asked.issue_id)
    )
    assert subject is not None
    clock = next((one for one in running(db, subject, book) if one.kind == "handle"), None)
    return shifted(book.calendar(subject.owner_id), clock.due, extended=asked.days or 0).at if clock else None
