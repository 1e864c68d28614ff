"""When a limit runs out: Civil Code articles 201 to 203, with working days and the close of business."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from workflow.calendar.days import Calendar
from workflow.kernel.clock import LOCAL, local

Unit = Literal["minutes", "hours", "working_days", "days", "months"]

CLOSE = time(17, 30)
RUNNING = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}  # these run round the clock


class Hours(NamedTuple):
    """Until when what comes counts as received today, and when the last day of a limit ends."""

    receives: time = CLOSE
    closes: time = CLOSE


USUAL = Hours()


@dataclass(frozen=True, slots=True)
class Due:
    """The instant a limit runs out, and everything needed to count it again."""

    at: datetime
    day: date
    provisional: bool
    unit: Unit
    limit: int
    start: datetime
    paused: int = 0  # working days the clock stood still
    extended: int = 0  # calendar days granted on top
    hours: Hours = USUAL
    kept: int = 0  # working days it stays later, because that date was told before a notice came


def count(calendar: Calendar, start: datetime, limit: int, unit: Unit, hours: Hours = USUAL) -> Due:
    """When `limit` units, counted from an aware instant, run out."""
    if start.tzinfo is None:
        raise ValueError("a limit is counted from an aware instant")
    return _reckon(calendar, Due(start, start.date(), False, unit, limit, start, hours=hours))


def shifted(calendar: Calendar, due: Due, paused: int = 0, extended: int = 0) -> Due:
    """Counted anew with more working days of pause and more calendar days of extension.

    Both add to earlier ones, and pauses are laid out first, so the order they came in does not matter.
    """
    return _reckon(calendar, replace(due, paused=due.paused + paused, extended=due.extended + extended))


def recounted(calendar: Calendar, due: Due) -> Due:
    """The same clock under a newer calendar: never earlier than what was told, so that nobody's limit shrinks.

    Where the newer calendar gives an earlier date, just enough working days are kept on top to bring back the told one.
    """
    anew = _reckon(calendar, replace(due, kept=0))
    while anew.at < due.at:
        anew = _reckon(calendar, replace(anew, kept=anew.kept + 1))
    return anew


def day_zero(calendar: Calendar, start: datetime, unit: Unit, hours: Hours = USUAL) -> date:
    """The local day that is not counted (article 201).

    Working days: what comes on a day off or after the close of business counts as received on the next working day.
    """
    wall = local(start)
    day = wall.date()
    if unit != "working_days":
        return day
    return calendar.next_working(day) if wall.time() > hours.receives else calendar.roll(day)


def last_day(calendar: Calendar, zero: date, limit: int, unit: Unit) -> date:
    """The day a limit in days or months names, before any roll off a day off."""
    if unit == "working_days":
        return calendar.add_working_days(zero, limit)
    return zero + timedelta(limit) if unit == "days" else _months_later(zero, limit)


def _months_later(day: date, months: int) -> date:
    """The corresponding day, or the last of a month that has none (article 202)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _reckon(calendar: Calendar, due: Due) -> Due:
    """A last day that is off rolls on, and the last day ends at the close of business (article 203)."""
    if due.limit < 1 or due.paused < 0 or due.extended < 0 or due.kept < 0:
        raise ValueError(f"cannot count {due.limit} {due.unit}, paused {due.paused}, extended {due.extended}")
    if due.unit in RUNNING:
        return _run_on(calendar, due)
    zero = day_zero(calendar, due.start, due.unit, due.hours)
    day = calendar.roll(last_day(calendar, zero, due.limit, due.unit))
    if due.kept + due.paused:
        day = calendar.add_working_days(day, due.kept + due.paused)
    if due.extended:
        day = calendar.roll(day + timedelta(due.extended))
    at = datetime.combine(day, due.hours.closes, LOCAL).astimezone(UTC)
    return replace(due, at=at, day=day, provisional=not calendar.is_published(zero, day))


def _run_on(calendar: Calendar, due: Due) -> Due:
    """Minutes and hours keep their time of day and know no days off (article 201, paragraph 2)."""
    ends = local(due.start.astimezone(UTC) + due.limit * RUNNING[due.unit])
    day, still = ends.date(), due.kept + due.paused
    if still:
        day = calendar.add_working_days(day, still)
    at = (ends + (day - ends.date()) + timedelta(due.extended)).astimezone(UTC)
    provisional = still > 0 and not calendar.is_published(ends.date(), day)
    return replace(due, at=at, day=local(at).date(), provisional=provisional)
