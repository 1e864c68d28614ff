"""Instants and days as people read them: by the street's wall clock, short, with what remains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from web.language import say, translate
from workflow.calendar.days import Calendar
from workflow.calendar.remaining import remaining
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_

WEEKDAYS = (N_("星期一"), N_("星期二"), N_("星期三"), N_("星期四"), N_("星期五"), N_("星期六"), N_("星期日"))


@dataclass(frozen=True, slots=True)
class Until:
    """A due instant, with all its texts ready for a template."""

    left: str
    short: str
    iso: str
    late: bool


def until(at: datetime, now: datetime) -> Until:
    """What remains of a limit: 还剩 2 个工作日 · 11月25日 17:30."""
    left = remaining(Calendar.seeded(), now, at)
    return Until(say(left.text), minute(at), iso(at), left.late)


def minute(at: datetime) -> str:
    """11月25日 17:30."""
    here = local(at)
    return translate(N_("%(month)s月%(day)s日 %(time)s")) % {
        "month": here.month, "day": here.day, "time": f"{here:%H:%M}"
    }  # fmt: skip


def soon(at: datetime, now: datetime) -> str:
    """今天 17:05, 明天 17:30, then 11月25日 17:30."""
    here, ahead = local(at), (local(at).date() - local(now).date()).days
    if ahead not in (0, 1):
        return minute(at)
    return translate(N_("今天 %(time)s") if ahead == 0 else N_("明天 %(time)s")) % {"time": f"{here:%H:%M}"}


def exact(at: datetime) -> str:
    """2026年11月25日 17:30."""
    return translate(N_("%(day)s %(time)s")) % {"day": full_day(at), "time": f"{local(at):%H:%M}"}


def short_day(on: date | datetime) -> str:
    """11月25日."""
    here = local(on).date() if isinstance(on, datetime) else on
    return translate(N_("%(month)s月%(day)s日")) % {"month": here.month, "day": here.day}


def day(on: date) -> str:
    """11月25日 星期二."""
    return f"{short_day(on)} {translate(WEEKDAYS[on.weekday()])}"


def full_day(on: date | datetime) -> str:
    """2026年11月25日, as papers say it."""
    here = local(on).date() if isinstance(on, datetime) else on
    words = {"year": here.year, "month": here.month, "day": here.day}
    return translate(N_("%(year)s年%(month)s月%(day)s日")) % words


def iso(at: datetime) -> str:
    """The instant for machines, on the street's clock."""
    return local(at).isoformat(timespec="minutes")
