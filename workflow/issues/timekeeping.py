"""Holds clocks against history: each began and ended with an entry, counts as it says, and is the date that is shown.

The date a matter or an assignment shows stands in its entries; the row behind it says how it came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, func, or_, select, true, tuple_

from workflow.calendar.counting import RUNNING, recounted
from workflow.issues.clocks import DEADLINES, as_due
from workflow.issues.model import Assignment, Issue
from workflow.issues.recounting import COUNTED, STEP
from workflow.kernel.clock import stamp
from workflow.kernel.db import bare
from workflow.kernel.examine import UNREADABLE
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.subject import SUBJECTS
from workflow.kernel.verify import Fault
from workflow.rules.book import Book, book_of

ISSUES, SHEETS = bare(Issue), bare(Assignment)
SHOWN = (Issue, Assignment)
"""What shows the date of its state's clock, and records it."""
GOING_ON, BATCH = ("answer", "handle"), 1000
Ids = Mapping[str, Iterable[int]]
BENT = N_("“deadlines”表里的一行与这条记录不一致，或不见了")


def clock_faults(db: Connection, these: Ids | None = None) -> Iterator[Fault]:
    """Each clock (of these subjects, or of all) that is not as history has it."""
    try:
        yield from _kept(db, these)
        for model in SHOWN:
            yield from _shown(db, model, these)
    except UNREADABLE:  # a time that is none, where rows are read
        yield Fault("deadline", 0, 0, Sentence(N_("记录无法读取")))


def _of(these: Ids | None) -> ColumnElement[bool]:
    if these is None:
        return true()
    mine = (and_(DEADLINES.c.noun == noun, DEADLINES.c.subject_id.in_(list(ids))) for noun, ids in these.items())
    return or_(false(), *mine)


def _kept(db: Connection, these: Ids | None) -> Iterator[Fault]:
    """Began with its entry or, where it went on, an earlier one; ended with one; runs out when it counts to."""
    books: dict[int, Book] = {}
    for row, entries in _beside(db, these):
        if row.street_id not in books:
            books[row.street_id] = book_of(db, row.street_id)
        book = books[row.street_id]
        began, ends = entries.get(row.seq), set(entries.values())
        if began != stamp(row.started_at):  # the whole answer's begins with the acceptance, one that stood goes on
            began = began if row.kind in GOING_ON and stamp(row.started_at) in ends else None
        ended = row.stopped_at is None or stamp(row.stopped_at) in ends or _spoken(db, row)
        if not (began and ended and _counts(book, row)):
            yield Fault(row.noun, row.subject_id, row.seq, Sentence(BENT))


def _beside(db: Connection, these: Ids | None) -> Iterator[tuple[Any, dict[int, str]]]:
    """Each clock with the moments of its subject's entries, a batch of clocks at a time."""
    place = (DEADLINES.c.noun, DEADLINES.c.subject_id, DEADLINES.c.seq, DEADLINES.c.kind)
    owner = func.coalesce(ISSUES.c.owner_id, SHEETS.c.owner_id, DEADLINES.c.street_id).label("org")
    joined = DEADLINES.outerjoin(ISSUES, (DEADLINES.c.noun == "issue") & (ISSUES.c.id == DEADLINES.c.subject_id))
    joined = joined.outerjoin(SHEETS, (DEADLINES.c.noun == "assignment") & (SHEETS.c.id == DEADLINES.c.subject_id))
    some = select(DEADLINES, owner).select_from(joined).where(_of(these)).order_by(*place).limit(BATCH)
    batch = db.execute(some).all()
    while batch:
        written: dict[tuple[str, int], dict[int, str]] = {}
        for noun in {row.noun for row in batch}:
            ids = [row.subject_id for row in batch if row.noun == noun]
            near = (EVENTS.c.noun == noun) & EVENTS.c.subject_id.between(min(ids), max(ids))
            for one in db.execute(select(EVENTS.c.subject_id, EVENTS.c.seq, EVENTS.c.at).where(near)):
                written.setdefault((noun, one.subject_id), {})[one.seq] = one.at
        yield from ((row, written.get((row.noun, row.subject_id), {})) for row in batch)
        last = tuple(getattr(batch[-1], column.name) for column in place)
        batch = db.execute(some.where(tuple_(*place) > last)).all()


def _spoken(db: Connection, row: Any) -> bool:
    """The clock of an emergency act ends with the meeting that spoke of it."""
    said = (EVENTS.c.noun == "agenda_item") & (EVENTS.c.at == stamp(row.stopped_at))
    return row.kind == "ratify" and bool(db.execute(select(exists().where(said))).scalar_one())


def _counts(book: Book, row: Any) -> bool:
    """What runs and follows new calendars runs out when the one of now counts it to."""
    follows = row.noun in SUBJECTS and STEP in SUBJECTS[row.noun].flow.steps
    if row.stopped_at is not None or row.unit not in COUNTED or not follows or (row.unit in RUNNING and row.paused):
        return True
    return bool(recounted(book.calendar(row.org), as_due(row)).at == row.due_at)


def _shown(db: Connection, model: Any, these: Ids | None) -> Iterator[Fault]:
    """The date a subject shows is that of a clock that runs, and the clock of its state shows there."""
    table, name = bare(model), model.noun
    runs = and_(DEADLINES.c.noun == name, DEADLINES.c.subject_id == table.c.id, DEADLINES.c.stopped_at.is_(None))
    clocks = [(state, one.clock) for state, one in model.flow.states.items() if one.clock]
    its_own = or_(*(and_(table.c.state == state, DEADLINES.c.kind == clock) for state, clock in clocks))
    other = select(table.c.id, table.c.version).join(DEADLINES, and_(runs, its_own))
    other = other.where(DEADLINES.c.due_at.is_distinct_from(table.c.due_at))
    none = select(table.c.id, table.c.version).where(
        table.c.due_at.is_not(None), ~exists().where(runs, DEADLINES.c.due_at == table.c.due_at)
    )
    for found in (other, none):
        yield from _named(db, found if these is None else found.where(table.c.id.in_(list(these.get(name, ())))), name)


def _named(db: Connection, found: Select[Any], noun: str) -> Iterator[Fault]:
    for row in db.execute(found.order_by("id")):
        yield Fault(noun, row.id, row.version, Sentence(BENT))
