"""When a limit runs out: Civil Code articles 201 to 203, with working days and the close of business."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from workflow.calendar.days import Calendar
from workflow.kernel.clock import LOCAL, local

Unit = Literal["minutes", "hours", "working_days", "days", "months"]

CLOSE = time(17, 30)
RUNNING = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}  # these run round the clock


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
    business_end: time = CLOSE


def count(calendar: Calendar, start: datetime, limit: int, unit: Unit, business_end: time = CLOSE) -> Due:
    """When `limit` units, counted from an aware instant, run out."""
    return _reckon(calendar, start, limit, unit, business_end, 0, 0)


def shifted(calendar: Calendar, due: Due, paused: int = 0, extended: int = 0) -> Due:
    """Counted anew with more working days of pause and more calendar days of extension.

    Both add to earlier ones, and pauses are laid out first, so the order they came in does not matter.
    With neither, the same clock under a newer calendar: for the batch that follows a published notice.
    """
    return _reckon(
        calendar, due.start, due.limit, due.unit, due.business_end, due.paused + paused, due.extended + extended
    )


def day_zero(calendar: Calendar, start: datetime, unit: Unit, business_end: time = CLOSE) -> date:
    """The local day that is not counted (article 201).

    Working days: what comes on a day off or after the close of business counts as received on the next working day.
    """
    wall = local(start)
    day = wall.date()
    if unit != "working_days":
        return day
    return calendar.next_working(day) if wall.time() > business_end else calendar.roll(day)


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


def _reckon(
    calendar: Calendar, start: datetime, limit: int, unit: Unit, business_end: time, paused: int, extended: int
) -> Due:
    """A last day that is off rolls on, and the last day ends at the close of business (article 203)."""
    if start.tzinfo is None:
        raise ValueError("a limit is counted from an aware instant")
    if limit < 1 or paused < 0 or extended < 0:
        raise ValueError(f"cannot count {limit} {unit}, paused {paused}, extended {extended}")
    if unit in RUNNING:
        return _run_on(calendar, start, limit, unit, business_end, paused, extended)
    zero = day_zero(calendar, start, unit, business_end)
    day = calendar.roll(last_day(calendar, zero, limit, unit))
    if paused:
        day = calendar.add_working_days(day, paused)
    if extended:
        day = calendar.roll(day + timedelta(extended))
    at = datetime.combine(day, business_end, LOCAL).astimezone(UTC)
    provisional = not calendar.is_published(zero, day)
    return Due(at, day, provisional, unit, limit, start, paused, extended, business_end)


def _run_on(
    calendar: Calendar, start: datetime, limit: int, unit: Unit, business_end: time, paused: int, extended: int
) -> Due:
    """Minutes and hours keep their time of day and know no days off (article 201, paragraph 2)."""
    ends = local(start.astimezone(UTC) + limit * RUNNING[unit])
    day = ends.date()
    if paused:
        day = calendar.add_working_days(day, paused)
    at = (ends + (day - ends.date()) + timedelta(extended)).astimezone(UTC)
    provisional = paused > 0 and not calendar.is_published(ends.date(), day)
    return Due(at, local(at).date(), provisional, unit, limit, start, paused, extended, business_end)
