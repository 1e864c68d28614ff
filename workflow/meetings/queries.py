"""How meetings are looked up: plain rows, a constant number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from workflow.issues.model import Issue
from workflow.kernel.db import at_most, bare
from workflow.kernel.policy import Actor, scope
from workflow.kernel.prepared import fixed
from workflow.meetings.model import AgendaItem, Meeting, Minutes
from workflow.meetings.papers import Dissent, Publication
from workflow.orgs.model import Org, Person
from workflow.rules.model import Category

MEETINGS, ITEMS, ISSUES, MINUTES, ORGS = bare(Meeting), bare(AgendaItem), bare(Issue), bare(Minutes), bare(Org)
PEOPLE, DISSENTS, TEXTS, CATEGORIES = bare(Person), bare(Dissent), bare(Publication), bare(Category)
AHEAD = ("draft", "convened", "in_session")

Cursor = tuple[date, int]
"""(planned_on, id) of the last row of a page."""


def _listed() -> Select[Any]:
    """Meetings with the name of their body and the number of their items."""
    items = select(func.count()).where(ITEMS.c.meeting_id == MEETINGS.c.id, ITEMS.c.state.not_in(fixed(["dropped"])))
    columns = (c for c in MEETINGS.c if c.name != "minutes")
    return select(*columns, ORGS.c.name.label("org_name"), items.scalar_subquery().label("items")).join(
        ORGS, ORGS.c.id == MEETINGS.c.org_id
    )


def listed(
    db: Connection,
    actor: Actor,
    state: str | None = None,
    org_id: int | None = None,
    cursor: Cursor | None = None,
    limit: int = 50,
    drafts_until: date | None = None,
) -> list[Any]:
    """Meetings the actor may see, the latest first; the next page starts after `cursor`.

    `drafts_until` leaves out what is only a plan for later than that day.
    """
    found = _listed().where(*_narrowed(actor, state, drafts_until))
    if org_id:
        found = found.where(MEETINGS.c.org_id == org_id)
    if cursor:
        day, id = cursor
        found = found.where(or_(MEETINGS.c.planned_on < day, and_(MEETINGS.c.planned_on == day, MEETINGS.c.id < id)))
    return list(db.execute(found.order_by(MEETINGS.c.planned_on.desc(), MEETINGS.c.id.desc()).limit(limit)))


def many(db: Connection, actor: Actor, state: str | None = None, drafts_until: date | None = None) -> int:
    """How many there are."""
    found = select(func.count()).select_from(MEETINGS).where(*_narrowed(actor, state, drafts_until))
    return int(db.execute(found).scalar_one())


def _narrowed(actor: Actor, state: str | None, drafts_until: date | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [scope(Meeting, actor.capacities)]
    if state:
        found.append(MEETINGS.c.state == state)
    if drafts_until:
        found.append(or_(MEETINGS.c.state != "draft", MEETINGS.c.planned_on <= drafts_until))
    return found


def one(db: Connection, id: int) -> Any:
    """One meeting with the name of its body and the number of its items."""
    return db.execute(_listed().where(MEETINGS.c.id == id)).one()


def signer(db: Connection, meeting: Meeting) -> str | None:
    """Who signed the minutes."""
    return db.execute(select(PEOPLE.c.name).where(PEOPLE.c.id == meeting.signed_by_id)).scalar_one_or_none()


def following(db: Connection, org_id: int) -> Any:
    """The next meeting of the body, or None."""
    return db.execute(next_of(org_id)).one_or_none()


def next_of(body: Any, *names: str) -> Select[Any]:
    """That meeting with its number of items, or just some of it, as a query that others build on."""
    mine = (MEETINGS.c.org_id == body) & MEETINGS.c.state.in_(fixed(AHEAD))
    found = _listed().where(mine).order_by(MEETINGS.c.planned_on, MEETINGS.c.id).limit(at_most(1))
    return found.with_only_columns(*(found.selected_columns[name] for name in names)) if names else found


def items(db: Connection, actor: Actor, meeting_id: int) -> list[Any]:
    """The agenda in order, with number, text and state today of each issue (None where the actor may not see it)."""
    columns = (
        ISSUES.c.number, ISSUES.c.what, ISSUES.c.urgency, ISSUES.c.due_at,
        ISSUES.c.state.label("issue_state"), ISSUES.c.counts.label("issue_counts"), CATEGORIES.c.name.label("category"),
    )  # fmt: skip
    visible = and_(ISSUES.c.id == ITEMS.c.issue_id, scope(Issue, actor.capacities))
    found = select(ITEMS, *columns).select_from(ITEMS).outerjoin(ISSUES, visible)
    found = found.outerjoin(CATEGORIES, CATEGORIES.c.id == ISSUES.c.category_id)
    mine = (ITEMS.c.meeting_id == meeting_id) & scope(AgendaItem, actor.capacities)
    return list(db.execute(found.where(mine).order_by(ITEMS.c.position)))


def of_issue(db: Connection, actor: Actor, issue_id: int) -> list[Any]:
    """The meetings an issue came up in, oldest first, with what each resolved."""
    names = ("title", "planned_on", "number", "rule")
    columns = (*(MEETINGS.c[name] for name in names), MEETINGS.c.kind.label("meeting_kind"))
    found = select(ITEMS, *columns).join(MEETINGS, MEETINGS.c.id == ITEMS.c.meeting_id)
    mine = (ITEMS.c.issue_id == issue_id) & scope(AgendaItem, actor.capacities)
    return list(db.execute(found.where(mine).order_by(ITEMS.c.id)))


def dissents(db: Connection, meeting_id: int) -> list[Any]:
    """Objections to the minutes, with who raised and who answered them."""
    by, answered = PEOPLE.alias("by"), PEOPLE.alias("answered")
    found = (
        select(DISSENTS, by.c.name.label("by_name"), answered.c.name.label("answered_by"))
        .join(by, by.c.id == DISSENTS.c.by_id)
        .outerjoin(answered, answered.c.id == DISSENTS.c.answered_by_id)
    )
    return list(db.execute(found.where(DISSENTS.c.meeting_id == meeting_id).order_by(DISSENTS.c.id)))


def published(db: Connection, limit: int = 50) -> list[Any]:
    """What everybody may read: decisions that are out, the latest first, each with its result once that is out."""
    decision, result = TEXTS.alias("decision"), TEXTS.alias("result")
    out = (result.c.kind == "result") & result.c.published_at.is_not(None)
    columns = (MEETINGS.c.id, MEETINGS.c.kind, MEETINGS.c.number, MEETINGS.c.planned_on, MEETINGS.c.result_due_on)
    texts = (decision.c.text, decision.c.published_at, result.c.text.label("result"))
    found = (
        select(*columns, *texts, result.c.published_at.label("result_at"), ORGS.c.name.label("org_name"))
        .join(MEETINGS, MEETINGS.c.id == decision.c.meeting_id)
        .join(ORGS, ORGS.c.id == MEETINGS.c.org_id)
        .outerjoin(result, (result.c.meeting_id == MEETINGS.c.id) & out)
        .where(decision.c.kind == "decision", decision.c.published_at.is_not(None))
    )
    return list(db.execute(found.order_by(decision.c.published_at.desc(), MEETINGS.c.id.desc()).limit(limit)))


def owing_results(db: Connection, actor: Actor, day: date) -> list[Any]:
    """Meetings whose second publication is overdue, the longest first."""
    late = MEETINGS.c.result_due_on < day
    found = _listed().where(scope(Meeting, actor.capacities), late)
    return list(db.execute(found.order_by(MEETINGS.c.result_due_on, MEETINGS.c.id).limit(50)))


def minutes(db: Connection, meeting_id: int) -> list[Any]:
    """The signed versions with who signed each, the latest first."""
    found = select(MINUTES, PEOPLE.c.name.label("signer")).join(PEOPLE, PEOPLE.c.id == MINUTES.c.signed_by_id)
    return list(db.execute(found.where(MINUTES.c.meeting_id == meeting_id).order_by(MINUTES.c.version.desc())))
