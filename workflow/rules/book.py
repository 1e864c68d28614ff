"""What holds in a street now: its calendar and its limits, loaded once for each edition and kept by every process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select

from workflow.calendar.counting import USUAL, Hours
from workflow.calendar.days import Calendar, Notice, read_notices, seed, year_of
from workflow.calendar.model import FIRST, current
from workflow.emergency.queries import Mode, modes
from workflow.kernel.db import bare
from workflow.orgs.model import Org, line
from workflow.rules.limits import Limit, limit_for
from workflow.rules.model import HolidayNotice, Rule, StopDays
from workflow.rules.settable import CLOSING, SETTABLE, key_of, time_of

NOTICES, STOPS, RULES, ORGS = bare(HolidayNotice), bare(StopDays), bare(Rule), bare(Org)
KEPT = 8
"""Editions kept at once: some processes serve several streets."""


@dataclass(frozen=True)
class Book:
    """One edition, never changed. `stopped` are days without work, by the organisation they were declared for."""

    edition: str
    base: Calendar
    stopped: dict[int, tuple[Notice, ...]] = field(default_factory=dict)
    above: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Of each organisation in which work may stop or a rule holds, those it belongs to, from the street down."""
    rules: dict[tuple[str, int], tuple[tuple[date, int], ...]] = field(default_factory=dict)
    """(from when, how long) of the limits set, by clock and organisation, the latest to start last."""
    modes: tuple[Mode, ...] = ()
    """Every time emergency mode was declared."""
    _made: dict[tuple[int, ...], Calendar] = field(default_factory=dict, compare=False)

    def calendar(self, org: int | None = None) -> Calendar:
        """The working days of an organisation; of the whole street where none is named."""
        if not self.stopped:
            return self.base
        here = self.above.get(org or 0, ())
        places = tuple(id for id in self.stopped if id in here or id in self.above[0])
        if not places:
            return self.base
        if places not in self._made:
            self._made[places] = self.base.with_notices(day for id in places for day in self.stopped[id])
        return self._made[places]

    def emergency(self, grid: int | None, at: datetime) -> int | None:
        """The latest declaration of emergency mode that holds in a grid at this instant."""
        return next((mode.id for mode in reversed(self.modes) if mode.holds(at) and grid in mode.grids), None)

    def limit(self, kind: str, urgency: str, days: int | None, org: int, on: date) -> Limit:
        """How long a clock of this kind runs for an organisation's matter when it starts on this day."""
        amount, unit = limit_for(kind, urgency, days)
        key = key_of(kind, urgency)
        return (amount, unit) if days or not self.rules or key not in SETTABLE else (self.ruled(key, org, on), unit)

    def ruled(self, key: str, org: int, on: date) -> int:
        """What the street has set, or the default; a level below only tightens it, and none passes the ceiling."""
        settable = SETTABLE[key]
        amount = settable.standard
        for level, place in enumerate(self.above.get(org) or self.above.get(0, ())):
            for starts, own in reversed(self.rules.get((key, place), ())):
                if starts <= on:
                    amount = settable.stricter(amount, own) if level else own
                    break
        return settable.within(amount)

    def hours(self, org: int, on: date) -> Hours:
        """Until when a clock that starts on this day counts what comes as received, and when its last day ends.

        Only the street says when it stops receiving: were that earlier somewhere, whoever comes late would wait longer.
        """
        if not self.rules:
            return USUAL
        return Hours(time_of(self.ruled(CLOSING, self.above[0][0], on)), time_of(self.ruled(CLOSING, org, on)))


_books: OrderedDict[tuple[int, str], Book] = OrderedDict()


def book_of(db: Connection, street: int) -> Book:
    """The book that holds in a street, as this transaction sees it: one short query where it is known already."""
    return known(lambda: db, street, current(db, street))


def known(db: Callable[[], Connection], street: int, edition: str) -> Book:
    """The book of an edition that was read with something else; loaded where this process sees it first."""
    found = _books.get((street, edition))
    if found is None:
        found = _load(db(), street, edition) if edition != FIRST else Book(FIRST, Calendar.seeded())
        _books[street, edition] = found
        while len(_books) > KEPT:
            _books.popitem(last=False)
    return found


def _load(db: Connection, street: int, edition: str) -> Book:
    base = calendar_of(published(db, street))
    stops = select(STOPS).where(STOPS.c.street_id == street, STOPS.c.state == "declared").order_by(STOPS.c.id)
    stopped: dict[int, tuple[Notice, ...]] = {}
    for row in db.execute(stops):
        stopped[row.org_id] = (*stopped.get(row.org_id, ()), *stop(row))
    rules = _rules(db, street)
    places = {*stopped, *(org for _key, org in rules)}
    return Book(edition, base, stopped, {0: (street,), **_above(db, places)}, rules, modes(db, street))


def _rules(db: Connection, street: int) -> dict[tuple[str, int], tuple[tuple[date, int], ...]]:
    mine = (RULES.c.street_id == street) & (RULES.c.state == "set")
    found: dict[tuple[str, int], tuple[tuple[date, int], ...]] = {}
    for row in db.execute(select(RULES).where(mine).order_by(RULES.c.starts, RULES.c.id)):
        found[row.clock, row.org_id] = (*found.get((row.clock, row.org_id), ()), (row.starts, row.amount))
    return found


def published(db: Connection, street: int) -> dict[int, tuple[Notice, ...]]:
    """The days of every notice that was imported and is in force, by its year."""
    rows = select(NOTICES.c.year, NOTICES.c.days).where(NOTICES.c.street_id == street, NOTICES.c.state == "in_force")
    return {row.year: read_notices(row.days.splitlines()) for row in db.execute(rows)}


def calendar_of(imported: dict[int, tuple[Notice, ...]]) -> Calendar:
    """The days that come with the service, with these years as their own notices have them."""
    kept = [notice for notice in seed() if year_of(notice) not in imported]
    return Calendar([*kept, *(notice for year in sorted(imported) for notice in imported[year])])


def stop(row: Any) -> Iterable[Notice]:
    """Every day from the first to the last on which work stops."""
    for n in range((row.last - row.first).days + 1):
        yield Notice(row.first + timedelta(n), "stop", row.reason)


def _above(db: Connection, stopped: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The line of each organisation at or below those named, whose paths say all."""
    places = list(stopped)
    if not places:
        return {}
    paths = dict(db.execute(select(ORGS.c.id, ORGS.c.path).where(ORGS.c.id.in_(places))).all())
    below = [ORGS.c.path == path for path in paths.values()] + [
        ORGS.c.path.like(f"{path}/%") for path in paths.values()
    ]
    found = db.execute(select(ORGS.c.id, ORGS.c.path).where(or_(*below)))
    return {row.id: line(row.path) for row in found}
