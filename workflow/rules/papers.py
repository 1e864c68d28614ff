"""What the calendar of a street rests on: year by year, official or provisional, and from which notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from workflow.calendar.days import Notice, read_notices, seed, year_of
from workflow.kernel.db import bare
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs.model import Org
from workflow.rules.model import HolidayNotice, StopDays

NOTICES, STOPS, ORGS = bare(HolidayNotice), bare(StopDays), bare(Org)
OFFICIAL, PROVISIONAL = "official", "provisional"
SEEDED = N_("随系统提供的国务院办公厅通知")
WARN_FROM = 11
"""The month from which a missing notice of the next year is spoken of; it usually comes in the first days of it."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year: whether its notice is known, which it is, the days it names, and the paper where it was imported."""

    year: int
    status: str
    source: str
    days: tuple[Notice, ...]
    notice: Any = None

    @property
    def official(self) -> bool:
        return self.status == OFFICIAL

    @property
    def sentence(self) -> Sentence:
        words = {"year": self.year, "source": self.source}
        if self.official:
            return Sentence(N_("%(year)s 年为正式安排，来源：%(source)s"), words)
        return Sentence(N_("%(year)s 年为暂定安排，放假通知尚未导入"), words)


def years(db: Connection, street: int, first: int, last: int) -> list[Year]:
    """These years, the newest first; one query."""
    mine = (NOTICES.c.street_id == street) & (NOTICES.c.state == "in_force") & NOTICES.c.year.between(first, last)
    imported = {row.year: row for row in db.execute(select(NOTICES).where(mine))}
    return [_year(year, imported.get(year)) for year in range(last, first - 1, -1)]


def year(db: Connection, street: int, of: int) -> Year:
    """One of them."""
    return years(db, street, of, of)[0]


def _year(year: int, notice: Any) -> Year:
    if notice is not None:
        return Year(year, OFFICIAL, notice.source, read_notices(notice.days.splitlines()), notice)
    days = tuple(day for day in seed() if year_of(day) == year)
    return Year(year, OFFICIAL, SEEDED, days) if days else Year(year, PROVISIONAL, "", ())


def missing(db: Connection, street: int, today: date) -> int | None:
    """The next year, where it is November or later and its notice has not been imported."""
    if today.month < WARN_FROM or any(year_of(day) == today.year + 1 for day in seed()):
        return None
    mine = (NOTICES.c.street_id == street) & (NOTICES.c.state == "in_force") & (NOTICES.c.year == today.year + 1)
    return None if db.execute(select(NOTICES.c.id).where(mine).limit(1)).first() else today.year + 1


def stops(db: Connection, street: int, since: date) -> list[Any]:
    """Days on which work stops or stopped, since a day, the newest first."""
    mine = (STOPS.c.street_id == street) & (STOPS.c.last >= since)
    named = select(STOPS, ORGS.c.name.label("org")).join(ORGS, ORGS.c.id == STOPS.c.org_id).where(mine)
    return list(db.execute(named.order_by(STOPS.c.first.desc(), STOPS.c.id.desc()).limit(100)))
