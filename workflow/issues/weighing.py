"""What a rule would have done to the matters of the last three months, said before it is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, or_, select

from workflow.calendar.counting import RUNNING, Due, shifted
from workflow.issues import ladder, steps  # noqa: F401 - the ladder's steps must be known
from workflow.issues.clocks import DEADLINES, as_due
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.model import Assignment, Issue
from workflow.kernel.db import bare
from workflow.orgs.model import Org
from workflow.rules.book import book_of
from workflow.rules.limits import DAYS, WORKING
from workflow.rules.settable import default_of, key_of

ISSUES, SHEETS, ORGS = bare(Issue), bare(Assignment), bare(Org)
SPAN = timedelta(92)
MOST = 20_000
"""Clocks looked at: more say no more about a limit."""

CLIMBING = {"answer"} | {
    state.clock
    for flow in (issue_flow, assignment_flow)
    for state in flow.states.values()
    if state.clock and ladder.climbs(flow, state.name)
}
"""Clocks that have a ladder."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """How many clocks there were, how many of them were late, and how many would have been."""

    n: int
    late: int
    then: int


def weigh(db: Connection, street: int, org: int, key: str, amount: int, now: datetime) -> Weighed:
    """What a limit would have done; two queries, and one for the calendar."""
    kind = key.partition(".")[0]
    limited = (DEADLINES.c.kind == kind) & (DEADLINES.c.unit == default_of(key)[1])
    limited &= ISSUES.c.days.is_(None) & SHEETS.c.days.is_(None)
    rows = [row for row in _clocks(db, street, org, now, limited) if key_of(kind, row.urgency) == key]
    return _weighed(db, street, rows, now, lambda due: replace(due, limit=amount, kept=0))


def weigh_hours(db: Connection, street: int, org: int, closes: time, now: datetime) -> Weighed:
    """What another close of business would have done to the limits that are counted in days."""
    rows = _clocks(db, street, org, now, DEADLINES.c.unit.in_((WORKING, DAYS)))
    return _weighed(db, street, rows, now, lambda due: replace(due, hours=due.hours._replace(closes=closes), kept=0))


def weigh_rung(db: Connection, street: int, org: int, key: str, amount: int, now: datetime) -> Weighed:
    """How many clocks got as far as a rung of the ladder, and how many would have."""
    step, _, share = key.partition(".")
    in_time = DEADLINES.c.unit.in_(RUNNING)
    climbs = DEADLINES.c.kind.in_(CLIMBING) & ~((DEADLINES.c.noun == "assignment") & (DEADLINES.c.kind == "handle"))
    rows = _clocks(db, street, org, now, climbs & (in_time if share else ~in_time))
    book, reached, then = book_of(db, street), 0, 0
    for row in rows:
        ended, calendar = row.stopped_at or now, book.calendar(row.owner)
        rung = ladder.holding(book, row.owner, row.started_at)[ladder.STEPS.index(step)]
        days = -amount if step == "warn" else amount
        other = replace(rung, percent=amount) if share else replace(rung, days=days)
        reached += ended > ladder.at(calendar, row._mapping, rung)
        then += ended > ladder.at(calendar, row._mapping, other)
    return Weighed(len(rows), reached, then)


def _weighed(db: Connection, street: int, rows: list[Any], now: datetime, other: Callable[[Due], Due]) -> Weighed:
    """Each clock as it was, and as it would have been."""
    book, late, then = book_of(db, street), 0, 0
    for row in rows:
        ended = row.stopped_at or now
        late += ended > row.due_at
        then += ended > shifted(book.calendar(row.owner), other(as_due(row))).at
    return Weighed(len(rows), late, then)


def _clocks(db: Connection, street: int, org: int, now: datetime, of: ColumnElement[bool]) -> list[Any]:
    """The clocks of an organisation and of all below it that began in the last three months."""
    path = db.execute(select(ORGS.c.path).where(ORGS.c.id == org, ORGS.c.street_id == street)).scalar_one_or_none()
    here = select(ORGS.c.id).where(or_(ORGS.c.path == path, ORGS.c.path.like(f"{path}/%")))
    issue = DEADLINES.c.noun == "issue"
    owner = case((issue, ISSUES.c.owner_id), else_=SHEETS.c.owner_id)
    urgency = case((issue, ISSUES.c.urgency), else_=SHEETS.c.urgency)
    found = (
        select(DEADLINES, owner.label("owner"), urgency.label("urgency"))
        .join(ISSUES, issue & (ISSUES.c.id == DEADLINES.c.subject_id), isouter=True)
        .join(SHEETS, (DEADLINES.c.noun == "assignment") & (SHEETS.c.id == DEADLINES.c.subject_id), isouter=True)
        .where(DEADLINES.c.street_id == street, DEADLINES.c.started_at > now - SPAN, owner.in_(here), of)
        .limit(MOST)
    )
    return list(db.execute(found))
