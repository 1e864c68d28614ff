"""Which days the street works: Monday to Friday, as the State Council's yearly notice changes it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, compress
from pathlib import Path
from typing import Literal, NamedTuple, Self, cast

Kind = Literal["off", "work", "stop"]

FIRST = date(1992, 1, 1)  # no summer time in China since 1991, so a local day always has 24 hours
LAST = date(2099, 12, 31)
ORIGIN = FIRST.toordinal()
LENGTH = LAST.toordinal() - ORIGIN + 1
SEED = Path(__file__).with_name("notices.csv")
# Off by law every year since 2025 (全国年节及纪念日放假办法, revised 2024); what is lunar or made up needs the notice.
STATUTORY = {
    "元旦": ((1, 1),),
    "劳动节": ((5, 1), (5, 2)),
    "国庆节": ((10, 1), (10, 2), (10, 3)),
}


class Notice(NamedTuple):
    """One day a published notice speaks of: off, or worked to make up for a day off.

    A day that work stops, in an emergency, is of the kind `stop`; its name is the reason.
    """

    day: date
    kind: Kind
    name: str


def read_notices(lines: Iterable[str]) -> tuple[Notice, ...]:
    """The rows of a table with the columns date, kind and name; a bad row raises ValueError."""
    rows = []
    for row in csv.DictReader(lines):
        if row.get("kind") not in ("off", "work") or not row.get("date") or not row.get("name"):
            raise ValueError(f"not a row of a holiday notice: {row}")
        rows.append(Notice(date.fromisoformat(row["date"]), cast(Kind, row["kind"]), row["name"]))
    return tuple(rows)


@cache
def seed() -> tuple[Notice, ...]:
    """The notices that come with the service (docs/decisions/0020-working-days.md)."""
    with SEED.open(encoding="utf-8", newline="") as lines:
        return read_notices(lines)


def year_of(notice: Notice) -> int:
    """The year whose notice speaks of this day: New Year reaches back into the December before."""
    return notice.day.year + (notice.day.month == 12)


class Calendar:
    """Working days from 1992 to 2099, counted beforehand and never changed; a date outside raises ValueError.

    Later notices about the same day replace earlier ones. A year counts as published once a notice gives
    it an October: every yearly notice covers National Day, and none reaches back that far into another year.
    """

    __slots__ = ("_before", "_flags", "_named", "_notices", "_published", "_working")

    def __init__(self, notices: Iterable[Notice]) -> None:
        self._notices = tuple(notices)
        self._published = frozenset(day.year for day, kind, _ in self._notices if day.month == 10 and kind != "stop")
        known = (*_statutory(self._published), *self._notices)
        self._named = {notice.day: notice for notice in known}
        week = bytes((FIRST + timedelta(ahead)).weekday() < 5 for ahead in range(7))
        flags = bytearray((week * (LENGTH // 7 + 1))[:LENGTH])
        for day, kind, _ in known:
            flags[_index(day)] = kind == "work"
        self._flags = bytes(flags)
        self._before = (0, *accumulate(flags))
        self._working = tuple(map(date.fromordinal, compress(range(ORIGIN, ORIGIN + LENGTH), flags)))

    @classmethod
    @cache
    def seeded(cls) -> Self:
        """The calendar of the notices that come with the service."""
        return cls(seed())

    def with_notices(self, notices: Iterable[Notice]) -> Self:
        """A new calendar that also knows these; this one stays as it is."""
        return type(self)((*self._notices, *notices))

    def is_working(self, day: date) -> bool:
        """Whether offices are open: weekday or make-up day, and not a day off."""
        return bool(self._flags[_index(day)])

    def name_of(self, day: date) -> str | None:
        """The festival a notice ties to this day, as the day off or as the day that makes up for it."""
        notice = self._named.get(day)
        return notice and notice.name

    def is_stopped(self, day: date) -> bool:
        """Whether work stops on this day for a reason of its own, such as a typhoon."""
        notice = self._named.get(day)
        return notice is not None and notice.kind == "stop"

    def is_provisional(self, day: date) -> bool:
        """Whether the year's notice is still missing, so that only weekends and the days fixed by law are known."""
        return day.year not in self._published

    def is_published(self, first: date, last: date) -> bool:
        """Whether every year from the first day to the last has its notice."""
        return self._published.issuperset(range(first.year, last.year + 1))

    def next_working(self, day: date) -> date:
        """The first working day after this one."""
        return self.add_working_days(day, 1)

    def roll(self, day: date) -> date:
        """The day itself when it is worked, else the next working day."""
        return day if self._flags[_index(day)] else self.add_working_days(day, 0)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after this one, before it for negative n; with n = 0, `roll`."""
        index = _index(day)
        place = self._before[index] + n
        if n > 0 and not self._flags[index]:
            place -= 1
        if not 0 <= place < len(self._working):
            raise ValueError(f"{n} working days from {day} lie outside the calendar")
        return self._working[place]

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after a up to and including b; negative when b comes first."""
        return self._before[_index(b) + 1] - self._before[_index(a) + 1]


def _index(day: date) -> int:
    """The day's place in the tables, which begin with the first day."""
    index = day.toordinal() - ORIGIN
    if not 0 <= index < LENGTH:
        raise ValueError(f"{day} lies outside the calendar ({FIRST} to {LAST})")
    return index


def _statutory(published: frozenset[int]) -> Iterable[Notice]:
    """The days off that are certain in the years whose notice is still to come."""
    for year in range(2025, LAST.year + 1):
        if year not in published:
            for name, days in STATUTORY.items():
                yield from (Notice(date(year, month, day), "off", name) for month, day in days)
