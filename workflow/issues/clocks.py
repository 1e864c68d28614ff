"""The clocks of issues and assignments: started and stopped by the desk, stored with how they were reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select, update

from workflow.calendar.counting import Due, Hours, count, shifted
from workflow.emergency.flow import emergency_flow
from workflow.emergency.model import Emergency
from workflow.issues import ladder
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.model import Assignment, Deadline, Issue
from workflow.kernel.clock import LOCAL, local
from workflow.kernel.db import bare, insert_into
from workflow.kernel.flow import Step
from workflow.kernel.prepared import Act, send, send_together
from workflow.kernel.subject import Subject
from workflow.rules.book import Book, book_of
from workflow.rules.settable import minutes_of, time_of

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

DEADLINES, ISSUES = bare(Deadline), bare(Issue)
RATIFY = "ratify"
MINE = (
    (DEADLINES.c.noun == bindparam("of"))
    & (DEADLINES.c.subject_id == bindparam("id"))
    & DEADLINES.c.stopped_at.is_(None)
)
BELOW = and_(*(DEADLINES.c.kind != kind for kind in ladder.ABOVE))
STOP = update(DEADLINES).where(MINE, BELOW).values(stopped_at=bindparam("at"))
STOP_STATE = update(DEADLINES).where(MINE, DEADLINES.c.kind != "handle").values(stopped_at=bindparam("at"))
STOP_SETTLED = update(DEADLINES).where(MINE, DEADLINES.c.kind != RATIFY).values(stopped_at=bindparam("at"))
STOP_ALL = update(DEADLINES).where(MINE).values(stopped_at=bindparam("at"))
STOP_RATIFY = update(DEADLINES).where(MINE, DEADLINES.c.kind == RATIFY).values(stopped_at=bindparam("at"))

RESTARTS = ("remand", "route")
DECIDED = ("handle",)
BEING_HANDLED = ("pending", "handling", "returned", "disputed")
DAYWISE = ("working_days", "days", "months")
HURRIED = ("handle", "sign", "take_up")
"""Clocks whose limit depends on the urgency."""


@issue_flow.after
def run_issue_clock(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """A new state ends the clock of the old one and starts its own; the answer clock runs above them all."""
    if before == issue.state and step.name not in RESTARTS:
        return
    issue.paused_at = None
    state = issue_flow.states[issue.state]
    acts: list[Act] = []
    if before is not None:
        stop = STOP if owes_answer(issue.state) else STOP_ALL if issue.state == "merged" else STOP_SETTLED
        acts.append((stop, {"of": "issue", "id": issue.id, "at": desk.now}))
    first = issue.state == "accepted" and issue.accepted_at is None  # and never again
    if first:
        issue.accepted_at = desk.now
    answering = issue.accepted_at and owes_answer(issue.state) and (first or before is None or not owes_answer(before))
    kind = state.clock if state.clock != "with_lead" else None
    issue.due_at = None
    if answering or kind:
        rows = _starting(desk, issue, bool(answering), kind, resumed=step.name == "unblock")
        acts += [(insert_into(DEADLINES), row) for row in rows]
    if acts:
        send_together(desk.db, acts)


def _starting(
    desk: Desk, issue: Issue, answering: bool, kind: str | None, *, resumed: bool
) -> Iterator[dict[str, Any]]:
    """The clocks of a matter that start, or go on; the one of its state says when it is due."""
    book = book_of(desk.db, issue.street_id)
    if answering:
        yield _row(desk, book, issue, "answer", issue.urgency, begun=issue.accepted_at)
    if kind:
        again = _resumed(desk, book, issue) if resumed else None
        row = again or _row_for(desk, book, issue, kind)
        issue.due_at = row["due_at"]
        yield row


def owes_answer(state: str) -> bool:
    """While somebody holds it and no answer stands: the answer clock runs, and goes on after an objection."""
    return bool(issue_flow.states[state].holder) and state != "replied"


def still_for(desk: Desk, issue: Issue) -> int:
    """Working days since a matter was blocked."""
    calendar = book_of(desk.db, issue.street_id).calendar(issue.owner_id)
    since = min((row.started_at for row in running(desk, issue, "hindrance")), default=desk.now)
    return max(0, calendar.working_days_between(local(since).date(), desk.today))


def _resumed(desk: Desk, book: Book, issue: Issue) -> dict[str, Any] | None:
    """The handling clock that a block had stopped, later by the working days it stood; one in hours begins anew."""
    mine = (DEADLINES.c.noun == "issue") & (DEADLINES.c.subject_id == issue.id) & (DEADLINES.c.kind == "handle")
    found = select(DEADLINES).where(mine, DEADLINES.c.stopped_at.is_not(None)).order_by(DEADLINES.c.seq.desc()).limit(1)
    row, calendar = desk.db.execute(found).one(), book.calendar(issue.owner_id)
    if row.unit not in DAYWISE:
        return None
    days = max(0, calendar.working_days_between(local(row.stopped_at).date(), desk.today))
    due = shifted(calendar, as_due(row), paused=days)
    again = {**row._mapping, "seq": issue.version + 1, "stopped_at": None, "paused": due.paused}
    again |= {"due_at": due.at, "provisional": due.provisional}
    place = replaced(desk, again, issue)
    return again | {"stage": place.stage, "next_at": place.next_at}


def _row_for(desk: Desk, book: Book, issue: Issue, kind: str) -> dict[str, Any]:
    until = issue.resume_on if issue.state in ("scheduled", "suspended") else None
    days = issue.days if kind in DECIDED else None
    row = _row(desk, book, issue, kind, issue.urgency, days=days, until=until)
    if issue.state == "scheduled" and until:  # a meeting may sit in the evening: its day is over at midnight
        midnight = datetime.combine(until + timedelta(days=1), time.min, LOCAL)
        row |= {"due_at": midnight - timedelta(minutes=1), "next_at": midnight}
    return row


@assignment_flow.after
def run_assignment_clock(desk: Desk, sheet: Assignment, step: Step, before: str | None) -> None:
    """Signing has a clock of its own; the handling clock runs from dispatch, until the unit has reported."""
    if before == sheet.state:
        return
    if before is not None:
        stop = STOP_STATE if sheet.state in BEING_HANDLED else STOP_ALL
        send(desk.db, stop, {"of": "assignment", "id": sheet.id, "at": desk.now})
    if before is None or (before == "reported" and sheet.state == "handling"):
        sheet.handle_by = start(desk, sheet, "handle", sheet.urgency, days=sheet.days)
    kind = assignment_flow.states[sheet.state].clock
    if sheet.state == "handling":
        sheet.due_at = None if is_blocked(desk, sheet) else sheet.handle_by
    else:
        sheet.due_at = start(desk, sheet, kind, sheet.urgency) if kind else None


def is_blocked(desk: Desk, sheet: Assignment) -> bool:
    """Whether the matter of an assignment is blocked: then nothing of it is late."""
    state = desk.db.execute(select(ISSUES.c.state).where(ISSUES.c.id == sheet.issue_id)).scalar_one()
    return bool(state == "blocked")


def handle_by(desk: Desk, owner: Issue | Assignment, urgency: str, days: int | None) -> datetime:
    """When an assignment of this owner's, dispatched now, must be handled."""
    book = book_of(desk.db, owner.street_id)
    urgency = pressing(desk, book, owner, urgency, desk.now)
    amount, unit = book.limit("handle", urgency, days, owner.owner_id, desk.today)
    hours = book.hours(owner.owner_id, desk.today)
    return count(book.calendar(owner.owner_id), desk.now, amount, unit, hours).at  # type: ignore[arg-type]


def pressing(desk: Desk, book: Book, subject: Subject, urgency: str, at: datetime) -> str:
    """How urgent a clock that starts then is: in emergency mode nothing in those grids is less than urgent."""
    if urgency in ("urgent", "danger") or not any(mode.holds(at) for mode in book.modes):
        return urgency
    return urgency if book.emergency(grid_of(desk, subject), at) is None else "urgent"


def grid_of(desk: Desk, subject: Subject) -> int | None:
    """The grid a matter lies in, or the matter of an assignment."""
    if isinstance(subject, Assignment):
        found: int | None = desk.db.execute(
            select(ISSUES.c.grid_id).where(ISSUES.c.id == subject.issue_id)
        ).scalar_one()
        return found
    return getattr(subject, "grid_id", None)


@emergency_flow.after
def run_emergency_clock(desk: Desk, declared: Emergency, step: Step, before: str | None) -> None:
    """It runs until the declared instant."""
    if before is None:
        start(desk, declared, "emergency", "general", at=declared.ends_at)
    elif before != declared.state:
        desk.db.execute(STOP, {"of": "emergency", "id": declared.id, "at": desk.now})


def close_of(day: date, hours: Hours) -> datetime:
    """The close of business of a day."""
    return datetime.combine(day, hours.closes, LOCAL)


def start(
    desk: Desk,
    subject: Subject,
    kind: str,
    urgency: str,
    *,
    days: int | None = None,
    until: date | None = None,
    at: datetime | None = None,
) -> datetime:
    """Write the row of a clock; when it runs out: by its limit, at the close of a day, or at an instant."""
    book = book_of(desk.db, subject.street_id)
    row = _row(desk, book, subject, kind, urgency, days=days, until=local(at).date() if at else until)
    if at:
        row |= {"due_at": at, "next_at": at}
    send(desk.db, insert_into(DEADLINES), row)
    due: datetime = row["due_at"]
    return due


def _row(
    desk: Desk,
    book: Book,
    subject: Subject,
    kind: str,
    urgency: str,
    *,
    days: int | None = None,
    until: date | None = None,
    begun: datetime | None = None,
) -> dict[str, Any]:
    """A clock that starts, with the instant it runs out at."""
    begun = begun or desk.now
    org = getattr(subject, "owner_id", subject.street_id)
    if kind in HURRIED:
        urgency = pressing(desk, book, subject, urgency, begun)
    day = local(begun).date()
    (amount, unit), hours = book.limit(kind, urgency, days, org, day), book.hours(org, day)
    if until:
        at, amount, unit, provisional = close_of(until, hours), (until - day).days, "until", False
    else:
        due = count(book.calendar(org), begun, amount, unit, hours)  # type: ignore[arg-type]
        at, provisional = due.at, due.provisional
    row = {"noun": subject.noun, "subject_id": subject.id, "seq": subject.version + 1, "kind": kind, "amount": amount}
    row |= {"street_id": subject.street_id, "started_at": begun, "unit": unit, "due_at": at, "provisional": provisional}
    row |= {"paused": 0, "extended": 0, "kept": 0}
    row |= {"receives": minutes_of(hours.receives), "closes": minutes_of(hours.closes)}
    rungs = ladder.holding(book, org, begun)
    place = ladder.first(book.calendar(org), rungs, row, subject.flow, subject.state, desk.now)
    if subject.noun == "assignment" and kind == "handle":
        place = ladder.Place(0, None)  # the matter's own clock of handling speaks for its assignments
    return row | {"stage": place.stage, "next_at": place.next_at}


def running(desk: Desk, subject: Subject, *kinds: str) -> list[Any]:
    """The clocks of these kinds that run now."""
    found = select(DEADLINES).where(MINE, DEADLINES.c.kind.in_(kinds)).order_by(DEADLINES.c.seq)
    return list(desk.db.execute(found, {"of": subject.noun, "id": subject.id}))


def stop(desk: Desk, subject: Subject, kind: str) -> None:
    """End one clock of a subject before its state ends it."""
    statement = update(DEADLINES).where(MINE, DEADLINES.c.kind == kind).values(stopped_at=bindparam("at"))
    desk.db.execute(statement, {"of": subject.noun, "id": subject.id, "at": desk.now})


def await_ratification(desk: Desk, issue: Issue) -> None:
    """The clock of an emergency act: from the first that no meeting has ratified, whatever becomes of the matter."""
    if not running(desk, issue, RATIFY):
        start(desk, issue, RATIFY, "general")


def speak_for(desk: Desk, issues: list[int]) -> None:
    """A meeting has opened with these matters on its table: from now on its own clock says when they leave it."""
    on_table = (DEADLINES.c.noun == "issue") & (DEADLINES.c.kind == "meeting") & DEADLINES.c.subject_id.in_(issues)
    if issues:
        desk.db.execute(update(DEADLINES).where(on_table, DEADLINES.c.stopped_at.is_(None)).values(next_at=None))


def ratified(desk: Desk, issue_id: int) -> None:
    """A meeting has ratified the acts of a matter, or refused to."""
    send(desk.db, STOP_RATIFY, {"of": "issue", "id": issue_id, "at": desk.now})


def pause(desk: Desk, issue: Issue, days: int) -> None:
    """Let the handling clock stand still, firing nothing; the clock of the pause says when it goes on by itself."""
    row = _row(desk, book_of(desk.db, issue.street_id), issue, "pause", issue.urgency, days=days)
    send(desk.db, insert_into(DEADLINES), row | {"stage": 0, "next_at": row["due_at"]})
    still = update(DEADLINES).where(MINE, DEADLINES.c.kind == "handle").values(next_at=None)
    desk.db.execute(still, {"of": "issue", "id": issue.id})
    issue.paused_at = desk.now


def shift(desk: Desk, subject: Issue | Assignment, paused: int = 0, extended: int = 0) -> None:
    """Move the running handling clock by working days of pause and calendar days of extension, with its ladder."""
    calendar = book_of(desk.db, subject.street_id).calendar(subject.owner_id)
    for row in running(desk, subject, "handle"):
        if row.unit == "until":
            continue
        due = shifted(calendar, as_due(row), paused=paused, extended=extended)
        _keep(desk, subject, row, due)


def retime(desk: Desk, subject: Issue | Assignment) -> None:
    """After a change of urgency: what runs is counted anew from its start, with what paused and extended it."""
    book, org = book_of(desk.db, subject.street_id), subject.owner_id
    for row in running(desk, subject, *HURRIED):
        days = subject.days if row.kind in DECIDED else None
        urgency = pressing(desk, book, subject, subject.urgency, row.started_at)
        amount, unit = book.limit(row.kind, urgency, days, org, local(row.started_at).date())
        if (amount, unit) == (row.amount, row.unit) or row.unit == "until":
            continue
        due = count(book.calendar(org), row.started_at, amount, unit, hours_of(row))  # type: ignore[arg-type]
        _keep(desk, subject, row, shifted(book.calendar(org), due, paused=row.paused, extended=row.extended))


def _keep(desk: Desk, subject: Issue | Assignment, row: Any, due: Due) -> None:
    """Write a clock as it was counted anew, and the date where the subject shows it."""
    changed: dict[str, Any] = {"amount": due.limit, "unit": due.unit}
    changed |= {"paused": due.paused, "extended": due.extended, "kept": due.kept}
    changed |= {"due_at": due.at, "provisional": due.provisional}
    if not isinstance(subject, Assignment) or row.kind != "handle":
        place = replaced(desk, {**row._mapping, **changed}, subject)
        changed |= {"stage": place.stage, "next_at": None if getattr(subject, "paused_at", None) else place.next_at}
    key = (DEADLINES.c.noun == row.noun) & (DEADLINES.c.subject_id == row.subject_id)
    one = key & (DEADLINES.c.seq == row.seq) & (DEADLINES.c.kind == row.kind)
    desk.db.execute(update(DEADLINES).where(one).values(**changed))
    if isinstance(subject, Assignment) and row.kind == "handle":
        subject.handle_by = due.at
        if subject.state != "handling":
            return
    subject.due_at = due.at


def replaced(desk: Desk, row: dict[str, Any], subject: Issue | Assignment) -> ladder.Place:
    """Where a running clock of a subject stands on its ladder once its row says something else."""
    book, org = book_of(desk.db, subject.street_id), subject.owner_id
    acting = ladder.acts(subject.flow, subject.state, row["kind"]) is not None
    rungs = ladder.holding(book, org, row["started_at"])
    return ladder.moved(book.calendar(org), rungs, row, acting, desk.now)


def hours_of(row: Any) -> Hours:
    """The business hours a clock was started with: later rules are for later clocks."""
    return Hours(time_of(row.receives), time_of(row.closes))


def as_due(row: Any) -> Due:
    """A stored clock as the calendar counts it."""
    return Due(
        row.due_at, local(row.due_at).date(), row.provisional, row.unit, row.amount, row.started_at,
        row.paused, row.extended, hours_of(row), row.kept,
    )  # fmt: skip
