"""Limits that run are counted anew when the calendar changes: one batch, every matter's own history says what moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, and_, select, update

from workflow.calendar.counting import Due, recounted
from workflow.calendar.days import Calendar
from workflow.issues import ladder
from workflow.issues.clocks import DEADLINES, as_due
from workflow.issues.model import Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.flow import Step
from workflow.kernel.subject import SUBJECTS, Subject
from workflow.rules.book import Book, book_of
from workflow.rules.flows import holiday_flow, stop_flow

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ISSUES = bare(Issue)
COUNTED = ("working_days", "days", "months", "hours", "minutes")
"""A date that was named instead of counted stays as it was named."""
STEP = "recount"
"""What a flow calls the step by which its subjects take the new dates; where it has none, nothing is counted anew."""


@dataclass(frozen=True, slots=True)
class Move:
    """The row of a running clock, and what a newer calendar makes of it."""

    row: Any
    due: Due
    calendar: Calendar
    rungs: ladder.Rungs

    @property
    def moved(self) -> bool:
        return bool(self.due.at != self.row.due_at)

    @property
    def kept(self) -> bool:
        """Whether it would come earlier had nobody been told."""
        return self.due.kept > 0

    @property
    def told(self) -> str:
        """As history keeps it: the clock, the date before, the date now, and the days kept."""
        return f"{self.row.kind} {local(self.row.due_at).date()} {self.due.day} {self.due.kept}"


def moves(db: Connection, street: int, book: Book) -> Iterator[Move]:
    """Every limit of the street's that runs and that this calendar changes, even if only to certain."""
    running = (DEADLINES.c.street_id == street) & DEADLINES.c.stopped_at.is_(None) & DEADLINES.c.unit.in_(COUNTED)
    order = (DEADLINES.c.noun, DEADLINES.c.subject_id, DEADLINES.c.seq, DEADLINES.c.kind)
    nouns = [noun for noun, model in SUBJECTS.items() if STEP in model.flow.steps]
    rows = db.execute(select(DEADLINES).where(running, DEADLINES.c.noun.in_(nouns)).order_by(*order)).all()
    owners = {noun: dict(_owners(db, noun, running)) for noun in {row.noun for row in rows}}
    for row in rows:
        org = owners.get(row.noun, {}).get(row.subject_id, street)
        calendar = book.calendar(org)
        due = recounted(calendar, as_due(row))
        if (due.at, due.provisional, due.kept) != (row.due_at, row.provisional, row.kept):
            yield Move(row, due, calendar, ladder.holding(book, org, row.started_at))


def _owners(db: Connection, noun: str, running: ColumnElement[bool]) -> Iterator[tuple[int, int]]:
    """The organisation that answers for each subject with a clock that runs, where it has one."""
    table = bare(SUBJECTS[noun])
    if "owner_id" in table.c:
        mine = table.c.id.in_(select(DEADLINES.c.subject_id).where(running, DEADLINES.c.noun == noun))
        yield from ((row.id, row.owner_id) for row in db.execute(select(table.c.id, table.c.owner_id).where(mine)))


@holiday_flow.after
@stop_flow.after
def recount_all(desk: Desk, paper: Any, step: Step, before: str | None) -> None:
    """Each matter and assignment whose limits change takes its own step, in the transaction of the paper's."""
    if step.name != "recount":
        return
    found = list(moves(desk.db, paper.street_id, book_of(desk.db, paper.street_id)))
    told: dict[tuple[str, int], list[str]] = {}
    for move in found:
        keep(desk, move)
        if move.moved or move.kept:
            told.setdefault((move.row.noun, move.row.subject_id), []).append(move.told)
    paper.moved += sum(move.moved for move in found)
    paper.kept += sum(move.kept for move in found)
    for (noun, id), moved in told.items():
        desk.follow(SUBJECTS[noun], id, STEP, moved=moved)


def keep(desk: Desk, move: Move) -> None:
    """The row of the clock as it is counted now; where its date moved, so does the rest of its ladder."""
    row = move.row
    changed = {"due_at": move.due.at, "provisional": move.due.provisional, "kept": move.due.kept}
    if move.moved and row.next_at is not None and not held(desk.db, row):
        state = desk.db.execute(select(table_of(row).c.state).where(table_of(row).c.id == row.subject_id)).scalar_one()
        acting = ladder.acts(SUBJECTS[row.noun].flow, state, row.kind) is not None
        place = ladder.moved(move.calendar, move.rungs, {**row._mapping, **changed}, acting, desk.now)
        changed |= {"stage": place.stage, "next_at": place.next_at}
    one = and_(*(DEADLINES.c[name] == row._mapping[name] for name in ("noun", "subject_id", "seq", "kind")))
    desk.db.execute(update(DEADLINES).where(one).values(**changed))


def table_of(row: Any) -> Table:
    return bare(SUBJECTS[row.noun])


def held(db: Connection, row: Any) -> bool:
    """Whether it stands still: then its next act is to go on again."""
    paused = select(ISSUES.c.paused_at).where(ISSUES.c.id == row.subject_id)
    return row.noun == "issue" and row.kind not in ladder.ABOVE and db.execute(paused).scalar_one() is not None


def due_of(db: Connection, subject: Subject) -> dict[str, datetime]:
    """When the clocks of a subject that run now run out, by kind."""
    mine = (DEADLINES.c.noun == subject.noun) & (DEADLINES.c.subject_id == subject.id)
    rows = select(DEADLINES.c.kind, DEADLINES.c.due_at).where(mine, DEADLINES.c.stopped_at.is_(None))
    return {row.kind: row.due_at for row in db.execute(rows)}
