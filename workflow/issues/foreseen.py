"""What importing a notice would change, said before it is done: the days, and how many limits would move."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from workflow.calendar.days import Calendar, year_of
from workflow.calendar.explaining import why_of
from workflow.calendar.reading import read, written
from workflow.calendar.wording import full_day
from workflow.issues.recounting import moves
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.rules.book import book_of, calendar_of, published
from workflow.rules.limits import CLOCKS
from workflow.rules.publishing import EARLIEST, LATEST


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one kind that run out on one day and would run out on another; no matter is named."""

    kind: str
    was: date
    due: date
    kept: bool
    n: int

    @property
    def label(self) -> Label:
        return Label(CLOCKS.get(self.kind, self.kind))

    @property
    def sentence(self) -> Sentence:
        words = {"was": full_day(self.was), "due": full_day(self.due), "n": self.n}
        if self.kept:
            return Sentence(N_("%(n)s 个按已告知的 %(due)s 不提前"), words)
        return Sentence(N_("%(n)s 个由 %(was)s 改为 %(due)s"), words)


@dataclass(frozen=True, slots=True)
class Plan:
    """A notice as it was read, what is wrong with it, and what it would change."""

    year: int
    source: str
    text: str = ""
    faults: tuple[Sentence, ...] = ()
    days: tuple[tuple[date, Sentence, Sentence], ...] = ()
    limits: tuple[Limits, ...] = field(default=())

    @property
    def moved(self) -> int:
        return sum(one.n for one in self.limits if one.was != one.due)

    @property
    def kept(self) -> int:
        return sum(one.n for one in self.limits if one.kept)

    @property
    def answers(self) -> dict[str, Any]:
        """What the step is asked."""
        return {"year": self.year, "paper": self.source, "days": self.text}


def foresee(db: Connection, street: int, raw: bytes, year: int | None, source: str) -> Plan:
    """Read a file and reckon; nothing is changed."""
    year = year or _year_in(raw)
    if year is None or not EARLIEST <= year <= LATEST:
        return Plan(year or 0, source, faults=(Sentence(N_("请写明通知是哪一年的")),))
    told = read(raw, year)
    source = (source or told.source).strip()[:200]
    if told.faults:
        return Plan(year, source, faults=told.faults)
    if not source:
        return Plan(year, source, written(told.days), (Sentence(N_("请写明通知的来源")),))
    book = book_of(db, street)
    base = calendar_of({**published(db, street), year: told.days})
    limits = _limits(db, street, replace(book, base=base, _made={}))
    return Plan(year, source, written(told.days), (), tuple(_days(book.base, base, year)), limits)


def _year_in(raw: bytes) -> int | None:
    """The year of its National Day."""
    found = [year_of(notice) for notice in read(raw, 0).days if notice.day.month == 10]
    return max(found, default=None)


def _days(old: Calendar, new: Calendar, year: int) -> list[tuple[date, Sentence, Sentence]]:
    """The days that are worked and were not, or the other way round, with what they were and are."""
    span = (date(year - 1, 12, 1) + timedelta(n) for n in range(31 + 366))
    return [(day, why_of(old, day), why_of(new, day)) for day in span if old.is_working(day) != new.is_working(day)]


def _limits(db: Connection, street: int, book: Any) -> tuple[Limits, ...]:
    found = Counter(
        (move.due.day, move.row.kind, local(move.row.due_at).date(), move.kept)
        for move in moves(db, street, book)
        if move.moved or move.kept
    )
    return tuple(Limits(kind, was, due, kept, n) for (due, kind, was, kept), n in sorted(found.items()))
