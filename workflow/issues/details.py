"""What hangs on one matter besides its row, as its page shows it: clocks, photos, related matters, assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, true

from workflow.calendar.counting import Due
from workflow.calendar.explaining import Explanation, explain
from workflow.issues.clocks import as_due
from workflow.issues.model import Assignment, Attachment, Claim, Deadline, Issue
from workflow.kernel.db import at_most, bare
from workflow.kernel.errors import NotFound
from workflow.kernel.i18n import Label
from workflow.kernel.policy import Actor, scope
from workflow.kernel.subject import Subject
from workflow.orgs.model import Org
from workflow.rules.book import Book
from workflow.rules.limits import CLOCKS

ISSUES, SHEETS, DEADLINES, PHOTOS, CLAIMS = bare(Issue), bare(Assignment), bare(Deadline), bare(Attachment), bare(Claim)
UNIT, OWNER = bare(Org).alias("unit"), bare(Org).alias("owner")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A clock and how its date came about; `explanation` is missing where a date was named instead of a limit."""

    kind: str
    label: Label
    due: Due
    explanation: Explanation | None
    stopped_at: datetime | None


def running(db: Connection, subject: Subject, book: Book) -> list[Reckoned]:
    """The clocks of a subject that run now, the answer clock last."""
    return _reckoned(db, subject, book, DEADLINES.c.stopped_at.is_(None))


def ran(db: Connection, subject: Subject, book: Book) -> list[Reckoned]:
    """Every clock a subject ever had, in the order in which they were started, the answer clock last."""
    return _reckoned(db, subject, book, true())


def _reckoned(db: Connection, subject: Subject, book: Book, which: ColumnElement[bool]) -> list[Reckoned]:
    mine = (DEADLINES.c.noun == subject.noun) & (DEADLINES.c.subject_id == subject.id) & which
    rows = db.execute(select(DEADLINES).where(mine).order_by(DEADLINES.c.kind == "answer", DEADLINES.c.seq))
    calendar = book.calendar(getattr(subject, "owner_id", subject.street_id))
    return [
        Reckoned(row.kind, Label(CLOCKS[row.kind]), due, told, row.stopped_at)
        for row in rows
        for due in [as_due(row)]
        for told in [None if row.unit == "until" else explain(calendar, due)]
    ]


def photos(db: Connection, issue_id: int) -> list[Row[Any]]:
    """(id, name, seq) of the photos, oldest first; never their bytes."""
    columns = (PHOTOS.c.id, PHOTOS.c.name, PHOTOS.c.seq)
    return list(db.execute(select(*columns).where(PHOTOS.c.issue_id == issue_id).order_by(PHOTOS.c.seq, PHOTOS.c.id)))


def photo(db: Connection, issue_id: int, id: str) -> Row[Any]:
    """One photo of this matter with its bytes.

    Raises: NotFound.
    """
    mine = (PHOTOS.c.id == id[:32]) & (PHOTOS.c.issue_id == issue_id)
    found = db.execute(select(PHOTOS.c.kind, PHOTOS.c.data).where(mine)).one_or_none()
    if found is None:
        raise NotFound
    return cast("Row[Any]", found)


def related(db: Connection, actor: Actor, issue: Issue) -> list[Row[Any]]:
    """Matters merged into this one, and the one it was merged into, as far as the actor may see them."""
    here = or_(ISSUES.c.merged_into_id == issue.id, ISSUES.c.id == (issue.merged_into_id or 0))
    columns = (ISSUES.c.id, ISSUES.c.number, ISSUES.c.what, ISSUES.c.state)
    found = select(*columns).where(here, scope(Issue, actor.capacities)).order_by(ISSUES.c.id).limit(50)
    return list(db.execute(found))


def claims(db: Connection, issue: Issue) -> int:
    """How many people hold a claim, followers' included."""
    followers = select(ISSUES.c.id).where(ISSUES.c.merged_into_id == issue.id)
    mine = or_(CLAIMS.c.issue_id == issue.id, CLAIMS.c.issue_id.in_(followers))
    return int(db.execute(select(func.count()).where(mine, CLAIMS.c.ended_at.is_(None))).scalar_one())


@dataclass(frozen=True, slots=True)
class SheetFilter:
    """What a list of assignments is narrowed to; `before` is the id of the last row of the page before."""

    states: tuple[str, ...] = ()
    late: bool = False
    before: int | None = None


def _sheets() -> Any:
    columns = (ISSUES.c.number, ISSUES.c.what, ISSUES.c.place, ISSUES.c.state.label("issue_state"))
    names = (UNIT.c.name.label("unit_name"), OWNER.c.name.label("owner_name"))
    joined = (
        SHEETS.join(ISSUES, ISSUES.c.id == SHEETS.c.issue_id)
        .join(UNIT, UNIT.c.id == SHEETS.c.unit_id)
        .join(OWNER, OWNER.c.id == SHEETS.c.owner_id)
    )
    return select(SHEETS, *columns, *names).select_from(joined)


def sheets(
    db: Connection, actor: Actor, wanted: SheetFilter, units: list[int], now: datetime, limit: int
) -> list[Row[Any]]:
    """Assignments of these units that the actor may see, newest first; one more than `limit` says there are more."""
    mine = select(SHEETS.c.id).where(*_narrowed(wanted, units, now))  # from an index alone; read until a page is full
    found = _sheets().where(SHEETS.c.id.in_(mine), scope(Assignment, actor.capacities))
    return list(db.execute(found.order_by(SHEETS.c.id.desc()).limit(at_most(limit + 1))))


def many_sheets(db: Connection, actor: Actor, wanted: SheetFilter, units: list[int], now: datetime) -> int:
    """How many there are."""
    seen = scope(Assignment, actor.capacities)
    found = select(func.count()).select_from(SHEETS).where(seen, *_narrowed(wanted, units, now))
    return int(db.execute(found).scalar_one())


def _narrowed(wanted: SheetFilter, units: list[int], now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [SHEETS.c.unit_id.in_(units)]
    if wanted.states:
        found.append(SHEETS.c.state.in_(wanted.states))
    if wanted.late:
        found.append(SHEETS.c.due_at < now)
    if wanted.before is not None:
        found.append(SHEETS.c.id < wanted.before)
    return found


def sheet(db: Connection, id: int) -> Row[Any]:
    """One assignment with the names its ids stand for."""
    found: Row[Any] = db.execute(_sheets().where(SHEETS.c.id == id)).one()
    return found
