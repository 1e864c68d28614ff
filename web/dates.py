"""Instants and days as people read them: by the street's wall clock, short, with what remains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from web.holding import calendar
from web.language import language, say
from workflow.calendar import wording
from workflow.calendar.days import Calendar
from workflow.calendar.remaining import remaining
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Label, Sentence


@dataclass(frozen=True, slots=True)
class Until:
    """A due instant, with all its texts ready for a template."""

    left: str
    short: str
    iso: str
    exact: str
    late: bool


NEVER = Until("", "", "", "", late=False)
"""Of what has no limit: nothing is drawn."""


def until(at: datetime | None, now: datetime, days: Calendar | None = None) -> Until:
    """What remains of a limit: 还剩 2 个工作日 · 11月25日 17:30."""
    return _until(days or calendar(), at, now, language()) if at else NEVER


def counted(now: datetime) -> Callable[[datetime | None], Until]:
    """The same for many rows: the calendar and the reader's language are asked for once."""
    days, spoken = calendar(), language()
    return lambda at: _until(days, at, now, spoken) if at else NEVER


@lru_cache(maxsize=256)
def _until(days: Calendar, at: datetime, now: datetime, language: str) -> Until:
    """Kept for a page: limits end at the close of business, so that many rows share theirs."""
    left = remaining(days, now, at)
    return Until(say(left.text), minute(at), iso(at), exact(at), left.late)


def minute(at: datetime) -> str:
    """11月25日 17:30."""
    return say(Sentence(N_("%(day)s %(time)s"), {"day": wording.short_day(_on(at)), "time": f"{local(at):%H:%M}"}))


def soon(at: datetime, now: datetime) -> str:
    """今天 17:05, 明天 17:30, then 11月25日 17:30."""
    here, ahead = local(at), (local(at).date() - local(now).date()).days
    if ahead not in (0, 1):
        return minute(at)
    return say(Sentence(N_("今天 %(time)s") if ahead == 0 else N_("明天 %(time)s"), {"time": f"{here:%H:%M}"}))


def exact(at: datetime) -> str:
    """2026年11月25日 17:30."""
    return say(Sentence(N_("%(day)s %(time)s"), {"day": wording.full_day(_on(at)), "time": f"{local(at):%H:%M}"}))


def short_day(on: date | datetime) -> str:
    """11月25日."""
    return say(wording.short_day(_on(on)))


def day(on: date) -> str:
    """11月25日 星期二."""
    words = {"day": wording.short_day(on), "weekday": Label(wording.WEEKDAYS[on.weekday()])}
    return say(Sentence(N_("%(day)s %(weekday)s"), words))


def full_day(on: date | datetime) -> str:
    """2026年11月25日, as papers say it."""
    return say(wording.full_day(_on(on)))


def _on(at: date | datetime) -> date:
    return local(at).date() if isinstance(at, datetime) else at


def iso(at: datetime) -> str:
    """The instant for machines, on the street's clock."""
    return local(at).isoformat(timespec="minutes")
