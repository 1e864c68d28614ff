"""Where a matter went, as the drawing of its way needs it: who held it how long, and the steps between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, literal, or_, select

from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.model import Custody, Deadline, Issue
from workflow.issues.woven import alone, entries_of, woven
from workflow.kernel.clock import parse_stamp
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import Label
from workflow.orgs.model import Org

CUSTODY, ORGS, DEADLINES = bare(Custody), bare(Org), bare(Deadline)
BY_MEETING = {"schedule", "unschedule"}
BETWEEN = ("give_back", "dispute", "rule_stay", "rule_move")
"""What passes between a unit and whoever sent it the matter: officers see why the thread turns back."""


Speak = Callable[[Any], str]
"""An event of history in somebody's words; a step without words leaves no mark."""


def officially(event: Any) -> str:
    """The officer's word for a step."""
    flow = assignment_flow if event.noun == "assignment" else issue_flow
    return flow.steps[event.step].label


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of time with one holder. `kind` is the lane: street, community, branch or unit.

    `late` are the parts of it during which a clock had run out.
    """

    kind: str
    name: str
    start: datetime
    end: datetime
    late: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A step on the way; `lane` is the holder's, or the resident's where the reporter acted."""

    at: datetime
    lane: str
    label: Label
    meeting: bool


@dataclass(frozen=True, slots=True)
class Way:
    """The whole way so far."""

    stays: list[Stay]
    marks: list[Mark]


def way(db: Connection, issue: Issue, now: datetime, speak: Speak = officially) -> Way:
    """The way of an issue, its steps in the words of whoever reads: three queries."""
    columns = (ORGS.c.kind, ORGS.c.name, CUSTODY.c.from_at, CUSTODY.c.to_at)
    held = select(*columns).join(ORGS, ORGS.c.id == CUSTODY.c.holder_id).where(CUSTODY.c.issue_id == issue.id)
    rows = list(db.execute(held.order_by(CUSTODY.c.seq)))
    overruns = _overruns(db, issue.id, now)
    stays = [_stay(row, overruns, now) for row in rows]
    return Way(stays, _marks(db, issue.id, stays, speak))


def _stay(row: Any, overruns: list[tuple[datetime, datetime]], now: datetime) -> Stay:
    end = row.to_at or now
    late = tuple((max(a, row.from_at), min(b, end)) for a, b in overruns if a < end and b > row.from_at)
    return Stay(row.kind if row.kind in ("street", "community", "branch") else "unit", row.name, row.from_at, end, late)


def _overruns(db: Connection, issue_id: int, now: datetime) -> list[tuple[datetime, datetime]]:
    """When a clock had run out and nothing had happened yet."""
    mine = (DEADLINES.c.noun == "issue") & (DEADLINES.c.subject_id == issue_id) & (DEADLINES.c.kind != "answer")
    found = db.execute(select(DEADLINES.c.due_at, DEADLINES.c.stopped_at).where(mine))
    return [(row.due_at, row.stopped_at or now) for row in found if (row.stopped_at or now) > row.due_at]


def _marks(db: Connection, issue_id: int, stays: list[Stay], speak: Speak) -> list[Mark]:
    """What moved the matter; in the officers' words also what its units gave back and how that was answered."""
    whose, mine = alone("issue", issue_id), EVENTS.c.noun == "issue"
    if speak is officially:
        whose, mine = woven(literal(issue_id, BigInteger)), or_(mine, EVENTS.c.step.in_(BETWEEN))
    moved = (EVENTS.c.noun, EVENTS.c.step, EVENTS.c.at, EVENTS.c.from_state, EVENTS.c.to_state)
    columns = (*moved, EVENTS.c.actor_id, EVENTS.c.payload)
    marks = []
    for row in db.execute(
        select(*columns).select_from(entries_of(whose)).where(mine).order_by(EVENTS.c.at, EVENTS.c.seq)
    ):
        known = row.noun == "assignment" or row.step in issue_flow.steps
        label = speak(row) if known and row.from_state != row.to_state else ""
        if label:
            at = parse_stamp(row.at)
            lane = "resident" if _by_reporter(row) else _lane_at(stays, at)
            marks.append(Mark(at, lane, Label(label), row.step in BY_MEETING))
    return marks


def _by_reporter(event: Any) -> bool:
    if event.actor_id != 0 or event.noun != "issue":
        return False
    return any(way.name == "reporter" for way in issue_flow.steps[event.step].by)


def _lane_at(stays: list[Stay], at: datetime) -> str:
    """The lane of whoever held the matter then; the last one once it is settled."""
    for stay in reversed(stays):
        if stay.start <= at:
            return stay.kind
    return stays[0].kind if stays else "branch"
