"""What whoever raised a matter was promised, by when, and when that was kept: the clocks, in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, or_, select

from workflow.calendar.counting import count
from workflow.issues.clocks import hours_of
from workflow.issues.model import Deadline, Issue
from workflow.issues.voices import voice
from workflow.kernel.clock import parse_stamp
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Label
from workflow.rules.book import Book

DEADLINES = bare(Deadline)
DECIDED = ("executing", "transferred", "verifying", "escalated", "suspended")
PROMISED: dict[str, tuple[str, tuple[str, ...]]] = {
    "accept": (N_("告诉您是否受理"), ("accepted", "not_accepted", "merged")),
    "decide": (N_("研究决定怎么办"), DECIDED),
    "meeting": (N_("开会研究决定"), DECIDED),
    "handle": (N_("办完"), ("verifying",)),
    "take_up": (N_("上一级研究是否接手"), ("accepted",)),
    "review_date": (N_("重新研究能不能办"), ("accepted",)),
    "answer": (N_("答复您"), ("replied", "not_accepted")),
    "review": (N_("给出复查结论"), ("replied", "accepted")),
}
"""Clocks that are a promise to whoever raised the matter, and the states that keep it; the rest is between offices."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise; `came` is kept, late, ahead, overdue, missed or turned; `instead` says into what the last two."""

    what: Label
    due: datetime
    came: str
    at: datetime | None = None
    instead: Label | None = None
    first: datetime | None = None
    """The date told first, where an extension or a pause moved it."""


def promises(db: Connection, book: Book, issue: Issue, lead: Issue, claim: int, now: datetime) -> list[Promise]:
    """Every promise in the order it was made; of a lead, those that held when this matter was merged into it."""
    ids = {issue.id, lead.id}
    found = _moves(db, ids)
    own = (row for row in reversed(found) if row.subject_id == issue.id)  # it may have been split off and merged again
    merged = next((parse_stamp(row.at) for row in own if row.to_state == "merged"), None)
    mine = (DEADLINES.c.noun == "issue") & DEADLINES.c.subject_id.in_(ids) & DEADLINES.c.kind.in_(PROMISED)
    if lead.id != issue.id:
        still = or_(DEADLINES.c.stopped_at.is_(None), DEADLINES.c.stopped_at > merged)
        mine &= or_(DEADLINES.c.subject_id == issue.id, still)
    order = (DEADLINES.c.subject_id != issue.id, DEADLINES.c.started_at, DEADLINES.c.seq, DEADLINES.c.kind == "answer")
    rows = db.execute(select(DEADLINES).where(mine).order_by(*order))
    return list(_told(rows, found, book, lead, claim, now))


def _moves(db: Connection, ids: set[int]) -> list[Any]:
    columns = (EVENTS.c[name] for name in ("subject_id", "seq", "step", "from_state", "to_state", "at", "payload"))
    mine = (EVENTS.c.noun == "issue") & EVENTS.c.subject_id.in_(ids)
    rows = db.execute(select(*columns).where(mine).order_by(EVENTS.c.seq))
    return [row for row in rows if row.from_state != row.to_state]


def _told(clocks: Any, moves: list[Any], book: Book, lead: Issue, claim: int, now: datetime) -> Iterator[Promise]:
    """Each clock as a promise; one that ended without a word to the reporter, and in time, is none any more."""
    calendar = book.calendar(lead.owner_id)
    for row in clocks:
        words, keeps = PROMISED[row.kind]
        moved = (row.extended or row.paused) and row.unit != "until"
        first = count(calendar, row.started_at, row.amount, row.unit, hours_of(row)).at if moved else None
        made = partial(Promise, Label(words), row.due_at, first=first)
        ended = [move for move in moves if ends(row, move)]
        kept = next((parse_stamp(move.at) for move in ended if move.to_state in keeps), None)
        if kept:
            yield made("late" if kept > row.due_at else "kept", kept)
        elif row.stopped_at is None:
            yield made("overdue" if now > row.due_at else "ahead")
        else:
            last = (move for move in ended if parse_stamp(move.at) == row.stopped_at)
            said = next((words for move in last if (words := voice(move.step, json.loads(move.payload), claim))), "")
            late = row.stopped_at > row.due_at
            if said or late:
                yield made("missed" if late else "turned", row.stopped_at, Label(said) if said else None)


def ends(row: Any, move: Any) -> bool:
    """Whether a move ends a clock. That of the answer runs on until nothing can come of the answer any more."""
    if move.subject_id != row.subject_id or move.seq <= row.seq:
        return False
    at = parse_stamp(move.at)
    return bool(at == row.stopped_at or (row.kind == "answer" and (row.stopped_at is None or at < row.stopped_at)))
