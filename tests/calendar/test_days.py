"""Which days are worked, held against two libraries that do not know each other."""

import time
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendar.days import LAST, Calendar, Notice, read_notices
from workflow.calendar.wording import FESTIVALS

calendar = Calendar.seeded()
days = st.dates(date(2004, 1, 1), date(2030, 12, 31))
few = st.integers(1, 400)


def every_day(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_two_libraries_agree_on_every_day(year):
    china = holidays.country_holidays("CN", years=year)
    ours = [calendar.is_working(day) for day in every_day(year)]
    assert ours == [china.is_working_day(day) for day in every_day(year)]
    missed = {date(2005, 12, 31)}  # chinesecalendar forgets that the notice for 2006 had it worked
    assert ours == [day in missed or chinese_calendar.is_workday(day) for day in every_day(year)]


@pytest.mark.parametrize("year", range(2018, 2027))
def test_every_count_of_a_year_agrees(year):
    first, last = date(year, 1, 1), date(year, 12, 31)
    expected = 0
    for day in every_day(year)[1:]:
        expected += chinese_calendar.is_workday(day)
        assert calendar.working_days_between(first, day) == expected
        if chinese_calendar.is_workday(day):
            assert calendar.add_working_days(first, expected) == day
    assert calendar.working_days_between(last, first) == -expected


def test_a_day_carries_the_name_of_its_festival():
    assert calendar.name_of(date(2026, 10, 3)) == "国庆节"
    assert calendar.name_of(date(2026, 9, 20)) == "国庆节"  # worked for it
    assert calendar.is_working(date(2026, 9, 20))
    assert calendar.name_of(date(2026, 9, 19)) is None


def test_every_festival_can_be_translated():
    named = {calendar.name_of(day) for year in range(2004, 2027) for day in every_day(year)}
    assert named - {None} == set(FESTIVALS)


def test_a_year_without_a_notice_is_provisional_and_knows_what_the_law_fixes():
    assert [year for year in range(2003, 2029) if calendar.is_provisional(date(year, 6, 1))] == [2003, 2027, 2028]
    assert not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2027, 2, 8))  # the Spring Festival of 2027 needs the notice


def test_a_notice_makes_a_new_calendar_and_leaves_the_old_one():
    notice = read_notices(["date,kind,name", "2026-12-26,work,元旦", "2027-02-08,off,春节", "2027-10-01,off,国庆节"])
    newer = calendar.with_notices(notice)
    assert newer.is_working(date(2026, 12, 26))
    assert not newer.is_working(date(2027, 2, 8))
    assert not newer.is_provisional(date(2027, 2, 8))
    assert calendar.is_provisional(date(2027, 2, 8))
    assert calendar.is_working(date(2027, 2, 8))


def test_december_alone_does_not_publish_a_year():
    assert calendar.with_notices([Notice(date(2027, 12, 25), "work", "元旦")]).is_provisional(date(2027, 12, 25))


def test_a_later_notice_replaces_an_earlier_one():
    assert calendar.with_notices([Notice(date(2026, 10, 8), "off", "国庆节")]).next_working(date(2026, 9, 30)) == date(
        2026, 10, 9
    )


@pytest.mark.parametrize("row", ["2027-01-01,holiday,元旦", "2027-01-01,off,", "1 January,off,元旦", "2027-01-01"])
def test_a_row_that_is_none_is_refused(row):
    with pytest.raises(ValueError, match=r"notice|isoformat"):
        read_notices(["date,kind,name", row])


def test_a_date_outside_the_calendar_is_refused_not_guessed():
    for day in (date(1991, 12, 31), date(2100, 1, 1), date.max):
        with pytest.raises(ValueError, match="outside"):
            calendar.is_working(day)
    for n in (1, -40_000):
        with pytest.raises(ValueError, match="outside"):
            calendar.add_working_days(LAST, n)


@given(days, few)
def test_adding_and_then_counting_gives_the_number_added(day, n):
    assert calendar.working_days_between(day, calendar.add_working_days(day, n)) == n


@given(days.map(calendar.roll), few)
def test_going_forward_and_back_returns(day, n):
    assert calendar.add_working_days(calendar.add_working_days(day, n), -n) == day


@given(days, few, few)
def test_adding_twice_is_adding_the_sum(day, n, m):
    assert calendar.add_working_days(calendar.add_working_days(day, n), m) == calendar.add_working_days(day, n + m)


@given(days, days, few)
def test_a_later_day_never_ends_earlier(a, b, n):
    early, late = sorted((a, b))
    assert calendar.add_working_days(early, n) <= calendar.add_working_days(late, n)
    assert calendar.roll(early) <= calendar.roll(late)


@given(days, st.integers(-400, 400))
def test_no_step_ends_on_a_day_off(day, n):
    assert calendar.is_working(calendar.add_working_days(day, n))
    assert calendar.roll(day) == calendar.add_working_days(day, 0)
    assert calendar.next_working(day) == calendar.add_working_days(day, 1) > day


def test_five_working_days_are_added_in_a_few_microseconds():
    day = date(2026, 9, 30)
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(2000):
            calendar.add_working_days(day, 5)
        best = min(best, time.perf_counter() - begun)
    assert best / 2000 < 20e-6  # measured 0.3 µs; a walk from day to day takes longer
