"""Why a limit runs out on that day: a table that adds up, and one sentence that says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from workflow.calendar.counting import RUNNING, Due, day_zero, last_day
from workflow.calendar.days import Calendar
from workflow.calendar.wording import reason, summary, unpublished
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence

DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Row:
    """Some days in a row, from the first to the last, and how many of them count towards the limit."""

    start: date
    end: date
    days: int
    why: Sentence


@dataclass(frozen=True, slots=True)
class Explanation:
    """Rows that join without a gap from the day of receipt to the due day; their days add up to the limit.

    A limit in months adds up to its days, one in hours or minutes to the midnights passed.
    """

    rows: tuple[Row, ...]
    sentence: Sentence
    note: Sentence | None  # said of a provisional date


def explain(calendar: Calendar, due: Due) -> Explanation:
    """How the date was reached, under the calendar it was counted with."""
    if due.unit in RUNNING:
        zero, made_up, rows = local(due.start).date(), 0, tuple(_running(calendar, due))
    else:
        zero = day_zero(calendar, due.start, due.unit, due.hours)
        made_up, rows = _made_up(calendar, due, zero), tuple(_by_day(calendar, due, zero))
    sentence = summary(due, zero, sum(row.days for row in rows), made_up)
    years = range(rows[0].start.year, due.day.year + 1)
    missing = [year for year in years if calendar.is_provisional(date(year, 1, 1))]
    return Explanation(rows, sentence, unpublished(missing[-1]) if due.provisional and missing else None)


def _by_day(calendar: Calendar, due: Due, zero: date) -> Iterator[Row]:
    """Receipt, the limit itself, a roll off days off, then what was put on later."""
    named = last_day(calendar, zero, due.limit, due.unit)
    yield _receipt(calendar, due, zero)
    if due.unit == "working_days":
        yield from _stretches(calendar, zero, named)
    else:
        yield Row(zero + DAY, named, (named - zero).days, Sentence(N_("逐日计算，含休息日")))
    rolled = calendar.roll(named)
    yield from _roll(calendar, named, rolled)
    yield from _later(calendar, due, rolled)


def _running(calendar: Calendar, due: Due) -> Iterator[Row]:
    first = local(due.start).date()
    last = local(due.start + due.limit * RUNNING[due.unit]).date()
    yield Row(first, last, (last - first).days, Sentence(N_("连续计时，昼夜和休息日不停")))
    yield from _later(calendar, due, last)


def _later(calendar: Calendar, due: Due, day: date) -> Iterator[Row]:
    """What a told date, pauses and extensions put after the day the bare limit ends on."""
    told = calendar.add_working_days(day, due.kept) if due.kept else day
    yield from _stretches(calendar, day, told, Sentence(N_("已告知的期限不提前，保留")))
    resumed = calendar.add_working_days(told, due.paused) if due.paused else told
    yield from _stretches(calendar, told, resumed, Sentence(N_("暂停，顺延")))
    if due.extended:
        granted = resumed + timedelta(due.extended)
        yield Row(resumed + DAY, granted, due.extended, Sentence(N_("延期，逐日计算")))
        yield from _roll(calendar, granted, due.day)


def _receipt(calendar: Calendar, due: Due, zero: date) -> Row:
    received = local(due.start).date()
    values = {"zero": zero.isoformat(), "close": f"{due.hours.receives:%H:%M}"}
    if received == zero:
        why = Sentence(N_("收到当日不计"))
    elif calendar.is_working(received):
        why = Sentence(N_("%(close)s 下班后收到，视为 %(zero)s 收到，当日不计"), values)
    else:
        why = Sentence(N_("休息日收到，视为 %(zero)s 收到，当日不计"), values)
    return Row(received, zero, 0, why)


def _stretches(calendar: Calendar, after: date, last: date, worked: Sentence | None = None) -> Iterator[Row]:
    """The days after one and up to another, put together by kind; `worked` says what the working days are for."""
    days = (after + timedelta(ahead) for ahead in range(1, (last - after).days + 1))
    for (working, name, stopped), run in groupby(days, lambda day: _kind(calendar, day)):
        stretch = list(run)
        why = worked if working and worked else reason(working, name, stopped=stopped)
        yield Row(stretch[0], stretch[-1], len(stretch) if working else 0, why)


def why_of(calendar: Calendar, day: date) -> Sentence:
    """What kind of day it is, in words."""
    working, name, stopped = _kind(calendar, day)
    return reason(working, name, stopped=stopped)


def _kind(calendar: Calendar, day: date) -> tuple[bool, str | None, bool]:
    return calendar.is_working(day), calendar.name_of(day), calendar.is_stopped(day)


def _roll(calendar: Calendar, named: date, rolled: date) -> Iterator[Row]:
    """From a last day that is off to the working day that takes its place: nothing of it counts."""
    for row in _stretches(calendar, named, rolled, Sentence(N_("期满日为休息日，顺延至此"))):
        yield Row(row.start, row.end, 0, row.why)


def _made_up(calendar: Calendar, due: Due, zero: date) -> int:
    """How many of the working days counted were weekend days worked for a festival."""
    if due.unit != "working_days":
        return 0
    span = (last_day(calendar, zero, due.limit, due.unit) - zero).days
    days = (zero + timedelta(ahead) for ahead in range(1, span + 1))
    return sum(calendar.is_working(day) and calendar.name_of(day) is not None for day in days)
