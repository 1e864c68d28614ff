"""When limits run out: the golden cases of WORKFLOWS section 7, and what holds for every other."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendar.counting import Hours, Unit, count, recounted, shifted
from workflow.calendar.days import Calendar, Notice
from workflow.kernel.clock import LOCAL, local

calendar = Calendar.seeded()
units = st.sampled_from(["working_days", "days", "months"])
starts = st.datetimes(datetime(2004, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
limits = st.integers(1, 60)


def at(text: str) -> datetime:
    """A wall clock reading of the street, as the instant that is stored."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "limit", "unit", "day"),
    [
        ("2026-02-13", 3, "working_days", "2026-02-25"),  # over a made-up Saturday and the Spring Festival
        ("2026-09-18", 5, "working_days", "2026-09-24"),  # a made-up Sunday counts
        ("2026-09-30", 5, "working_days", "2026-10-13"),  # so does a made-up Saturday, the Sunday after it does not
        ("2026-10-03", 3, "days", "2026-10-08"),  # the 6th is off
        ("2026-09-20", 10, "working_days", "2026-10-10"),  # the 20th is itself a made-up Sunday, and day 0
        ("2026-08-31", 1, "months", "2026-09-30"),  # no 31 September
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2025-11-30", 3, "months", "2026-02-28"),  # over the year, onto a made-up Saturday
        ("2026-07-10", 3, "months", "2026-10-10"),
    ],
)
def test_golden(start: str, limit: int, unit: Unit, day: str):
    due = count(calendar, at(f"{start} 10:00"), limit, unit)
    assert due.day == date.fromisoformat(day)
    assert due.at == at(f"{day} 17:30")
    assert due.at.tzinfo is UTC
    assert not due.provisional


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-03-02 17:30", "2026-03-03"),  # Monday, at the close: still Monday
        ("2026-03-02 17:31", "2026-03-04"),  # after it: received on Tuesday
        ("2026-03-06 18:00", "2026-03-10"),  # Friday evening is Monday
        ("2026-03-07 09:00", "2026-03-10"),  # and so is Saturday
        ("2026-03-08 23:59", "2026-03-10"),
        ("2026-10-01 09:00", "2026-10-09"),
    ],
)
def test_what_comes_after_hours_is_received_on_the_next_working_day(start: str, day: str):
    assert count(calendar, at(start), 1, "working_days").day == date.fromisoformat(day)


def test_the_close_of_business_is_a_rule_of_the_organisation():
    due = count(calendar, at("2026-03-02 17:10"), 1, "working_days", Hours(time(17, 0), time(17, 0)))
    assert due.at == at("2026-03-04 17:00")
    assert shifted(calendar, due, paused=1).at == at("2026-03-05 17:00")


def test_after_hours_does_not_move_calendar_days():
    assert count(calendar, at("2026-03-02 20:00"), 3, "days").day == date(2026, 3, 5)


def test_the_local_day_counts_not_the_utc_day():
    assert count(calendar, datetime(2026, 3, 2, 23, 0, tzinfo=UTC), 1, "days").day == date(2026, 3, 4)


def test_hours_and_minutes_run_through_nights_and_festivals():
    due = count(calendar, at("2026-10-01 22:00"), 24, "hours")
    assert (due.at, due.day) == (at("2026-10-02 22:00"), date(2026, 10, 2))
    assert count(calendar, at("2026-10-01 23:50"), 15, "minutes").at == at("2026-10-02 00:05")


def test_pauses_add_working_days_and_extensions_add_days():
    due = count(calendar, at("2026-09-30 10:00"), 5, "working_days")  # 10-13
    assert shifted(calendar, due, paused=3).day == date(2026, 10, 16)
    assert shifted(calendar, due, extended=5).day == date(2026, 10, 19)  # the 18th is a Sunday
    assert shifted(calendar, due, paused=3, extended=5).day == date(2026, 10, 21)


def test_a_running_clock_keeps_its_time_of_day_when_shifted():
    due = shifted(calendar, count(calendar, at("2026-03-06 15:00"), 2, "hours"), paused=1)
    assert due.at == at("2026-03-09 17:00")


def test_a_year_without_a_notice_is_marked_and_counted_again_later():
    due = count(calendar, at("2027-02-04 10:00"), 3, "working_days")
    assert (due.day, due.provisional) == (date(2027, 2, 9), True)
    assert count(calendar, at("2026-12-30 10:00"), 3, "working_days").provisional
    assert not count(calendar, at("2027-02-04 10:00"), 24, "hours").provisional
    festival = [Notice(date(2027, 2, 8) + timedelta(n), "off", "春节") for n in range(5)]
    published = calendar.with_notices([*festival, Notice(date(2027, 10, 1), "off", "国庆节")])
    again = shifted(published, due)
    assert (again.day, again.provisional) == (date(2027, 2, 16), False)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_is_at_least_one(limit: int):
    with pytest.raises(ValueError, match="cannot count"):
        count(calendar, at("2026-03-02 10:00"), limit, "days")


def test_a_pause_cannot_take_time_away():
    with pytest.raises(ValueError, match="cannot count"):
        shifted(calendar, count(calendar, at("2026-03-02 10:00"), 5, "days"), paused=-1)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        count(calendar, datetime(2026, 3, 2, 10, 0), 1, "days")  # noqa: DTZ001


@given(starts, limits, units, st.integers(0, 15), st.integers(0, 30))
def test_no_limit_ends_on_a_day_off_or_before_it_began(start, limit, unit, paused, extended):
    due = shifted(calendar, count(calendar, start, limit, unit), paused, extended)
    assert calendar.is_working(due.day)
    assert due.at > start
    assert local(due.at) == datetime.combine(due.day, time(17, 30), LOCAL)
    assert due.provisional == any(calendar.is_provisional(day) for day in (local(start).date(), due.day))


@given(starts, st.timedeltas(timedelta(0), timedelta(30)), limits, units)
def test_what_comes_later_is_never_due_earlier(start, later, limit, unit):
    assert count(calendar, start, limit, unit).at <= count(calendar, start + later, limit, unit).at
    assert count(calendar, start, limit, unit).at <= count(calendar, start, limit + 1, unit).at


@given(starts, limits, units, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_pauses_and_extensions_add_up_in_any_order(start, limit, unit, a, b, x, y):
    due = count(calendar, start, limit, unit)
    step_by_step = shifted(calendar, shifted(calendar, due, a, x), b, y)
    assert step_by_step == shifted(calendar, due, a + b, x + y)
    assert shifted(calendar, shifted(calendar, due, b, y), a, x) == step_by_step


spring = [Notice(date(2027, 2, day), "off", "春节") for day in range(5, 14)]
worked = [Notice(date(2027, 2, day), "work", "春节") for day in (14, 20, 21)]
october = [Notice(date(2027, 10, day), "off", "国庆节") for day in range(1, 8)]
published = calendar.with_notices([*spring, *worked, *october])


def test_a_notice_moves_a_provisional_date_on():
    due = count(calendar, at("2027-02-03 10:00"), 3, "working_days")
    assert (due.day, due.provisional) == (date(2027, 2, 8), True)
    anew = recounted(published, due)
    assert (anew.day, anew.kept, anew.provisional) == (date(2027, 2, 15), 0, False)


def test_a_date_that_was_told_never_comes_earlier():
    due = count(calendar, at("2027-02-19 10:00"), 5, "working_days")
    assert due.day == date(2027, 2, 26)
    anew = recounted(published, due)
    assert count(published, due.start, 5, "working_days").day == date(2027, 2, 24)
    assert (anew.day, anew.kept, anew.provisional) == (date(2027, 2, 26), 2, False)


def test_a_pause_still_adds_its_days_to_a_date_that_was_kept():
    kept = recounted(published, count(calendar, at("2027-02-19 10:00"), 5, "working_days"))
    assert shifted(published, kept, paused=1).day == date(2027, 3, 1)


@given(
    st.datetimes(datetime(2026, 11, 1), datetime(2027, 10, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    limits, units, st.integers(0, 15), st.integers(0, 30),
)  # fmt: skip
def test_recounting_shortens_nothing_and_twice_is_once(start, limit, unit, paused, extended):
    due = shifted(calendar, count(calendar, start, limit, unit), paused=paused, extended=extended)
    anew = recounted(published, due)
    assert anew.at >= due.at
    assert recounted(published, anew) == anew
    assert recounted(calendar, due) == due
