"""A due date explains itself in a table and a sentence, and both add up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendar.counting import RUNNING, count, shifted
from workflow.calendar.days import Calendar
from workflow.calendar.explaining import explain
from workflow.calendar.remaining import remaining
from workflow.kernel.clock import LOCAL, local

calendar = Calendar.seeded()
starts = st.datetimes(datetime(2004, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
units = st.sampled_from(["working_days", "days", "months", "hours", "minutes"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL).astimezone(UTC)


def test_a_limit_over_national_day_says_where_every_day_went():
    told = explain(calendar, count(calendar, at("2026-09-30 10:00"), 5, "working_days"))
    assert [(f"{row.start:%m-%d}", f"{row.end:%m-%d}", row.days, str(row.why)) for row in told.rows] == [
        ("09-30", "09-30", 0, "收到当日不计"),
        ("10-01", "10-07", 0, "国庆节放假"),
        ("10-08", "10-09", 2, "工作日"),
        ("10-10", "10-10", 1, "国庆节调休上班"),
        ("10-11", "10-11", 0, "周末"),
        ("10-12", "10-13", 2, "工作日"),
    ]
    assert str(told.sentence) == (
        "2026-09-30 10:00 收到，2026-09-30 当日不计；此后 13 天 = 5 个工作日（含调休上班 1 天）"
        " + 休息日及顺延 8 天；2026-10-13 17:30 截止。"
    )
    assert told.note is None


@pytest.mark.parametrize(
    ("start", "limit", "unit", "words"),
    [
        ("2026-03-06 18:00", 1, "working_days", "17:30 下班后收到，视为 2026-03-09 收到，当日不计"),
        ("2026-03-07 09:00", 1, "working_days", "休息日收到，视为 2026-03-09 收到，当日不计"),
        ("2026-10-03 09:00", 3, "days", "期满日为休息日，顺延至此"),
        ("2026-08-31 09:00", 1, "months", "逐日计算，含休息日"),
        ("2026-08-31 09:00", 2, "hours", "连续计时，昼夜和休息日不停"),
    ],
)
def test_each_rule_that_was_used_is_named(start, limit, unit, words):
    told = explain(calendar, count(calendar, at(start), limit, unit))
    assert words in [str(row.why) for row in told.rows]


def test_pause_and_extension_have_their_rows_and_their_words():
    told = explain(calendar, shifted(calendar, count(calendar, at("2026-09-30 10:00"), 5, "working_days"), 3, 5))
    assert [(row.days, str(row.why)) for row in told.rows[-2:]] == [(3, "暂停，顺延"), (5, "延期，逐日计算")]
    assert "暂停 3 个工作日 + 延期 5 天" in str(told.sentence)


def test_a_provisional_date_says_which_notice_is_missing():
    told = explain(calendar, count(calendar, at("2026-12-30 10:00"), 3, "working_days"))
    assert str(told.note) == "2027 年放假安排尚未公布，此期限为暂定，公布后重新计算。"


def test_names_of_festivals_reach_the_translator():
    told = explain(calendar, count(calendar, at("2026-09-30 10:00"), 5, "working_days"))
    english = {"国庆节": "National Day", "%(festival)s放假": "off for %(festival)s"}
    assert told.rows[1].why.render(lambda text: english.get(text, text)) == "off for National Day"


@given(starts, st.integers(1, 60), units, st.integers(0, 15), st.integers(0, 30), st.integers(0, 9))
def test_every_explanation_adds_up_to_the_date(start, limit, unit, paused, extended, kept):
    due = shifted(calendar, replace(count(calendar, start, limit, unit), kept=kept), paused, extended)
    told = explain(calendar, due)
    assert (told.rows[0].start, told.rows[-1].end) == (local(start).date(), due.day)
    assert all(after.start - before.end == timedelta(1) for before, after in pairwise(told.rows))
    said = told.sentence.values
    counted = sum(row.days for row in told.rows)
    assert counted == said["limit"].values["days"] + paused + extended + kept
    if unit in ("working_days", "days"):
        assert counted == limit + paused + extended + kept
    if unit not in RUNNING:
        assert said["span"] == counted + said["off"] == (due.day - datetime.fromisoformat(said["zero"]).date()).days
    assert (told.note is not None) == due.provisional
    assert "%(" not in str(told.sentence)


@pytest.mark.parametrize(
    ("now", "words", "working_days", "days_late"),
    [
        ("2026-09-30 10:00", "还剩 5 个工作日", 5, 0),
        ("2026-10-12 17:00", "还剩 1 个工作日", 1, 0),
        ("2026-10-12 18:00", "还剩 23 小时", 1, 0),
        ("2026-10-13 16:31", "还剩 59 分钟", 0, 0),
        ("2026-10-13 17:30", "还剩 0 分钟", 0, 0),
        ("2026-10-13 17:31", "逾期 1 分钟", 0, 0),
        ("2026-10-14 09:00", "逾期 15 小时", -1, 1),
        ("2026-10-16 09:00", "逾期 3 天", -3, 3),
        ("2026-10-19 09:00", "逾期 6 天", -4, 6),
    ],
)
def test_what_is_left_is_said_as_people_say_it(now, words, working_days, days_late):
    left = remaining(calendar, at(now), at("2026-10-13 17:30"))
    assert (str(left.text), left.working_days, left.days_late) == (words, working_days, days_late)
    assert left.late == words.startswith("逾期")


def test_a_weekend_is_no_working_day_but_still_time():
    assert str(remaining(calendar, at("2026-03-06 10:00"), at("2026-03-08 10:00")).text) == "还剩 48 小时"


@given(starts, st.integers(1, 60))
def test_a_fresh_limit_has_all_its_working_days(start, limit):
    day_zero = calendar.roll(local(start).date())
    due = count(calendar, datetime.combine(day_zero, datetime.min.time(), LOCAL).astimezone(UTC), limit, "working_days")
    assert remaining(calendar, due.start, due.at).working_days == limit
