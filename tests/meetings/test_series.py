"""Every branch owes a joint meeting each quarter; a year of them is planned in one go, once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.meetings.conftest import Meetings
from workflow.calendar.days import Calendar
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.meetings import Meeting, series

MEETINGS = bare(Meeting)


def plan(meetings: Meetings, year: int = 2027, who: str = "street", month: int = 2, day: int = 15) -> int:
    with meetings.office.desk(meetings.actor(who)) as desk:
        return series.plan_year(desk, year, month, day)


def planned(meetings: Meetings) -> list[tuple[int, str, date]]:
    with meetings.office.database.reading() as db:
        found = select(MEETINGS.c.org_id, MEETINGS.c.series, MEETINGS.c.planned_on).order_by(MEETINGS.c.id)
        return [tuple(row) for row in db.execute(found)]


def owing(meetings: Meetings, who: str = "street", on: date = date(2026, 12, 1)) -> list[str]:
    with meetings.office.database.reading() as db:
        return [one.name for one in series.owing(db, meetings.actor(who), on)]


def test_four_meetings_for_every_branch_and_nothing_more_the_second_time(meetings: Meetings) -> None:
    assert plan(meetings) == 16
    assert plan(meetings) == 0
    assert plan(meetings, month=1, day=3) == 0, "another wish does not double them either"
    assert set(Counter(org for org, _name, _on in planned(meetings)).values()) == {4}
    assert len(set(planned(meetings))) == 16


@pytest.mark.parametrize(
    ("year", "quarter", "month", "day", "on"),
    [
        (2026, 1, 2, 15, date(2026, 2, 24)),  # a Sunday in the Spring Festival: after it
        (2026, 1, 3, 15, date(2026, 3, 16)),  # a Sunday
        (2026, 3, 2, 15, date(2026, 8, 17)),  # a Saturday
        (2026, 4, 2, 15, date(2026, 11, 16)),  # a Sunday
        (2026, 1, 2, 14, date(2026, 2, 14)),  # a Saturday that is worked to make up
        (2026, 2, 2, 15, date(2026, 5, 15)),
    ],
)
def test_the_day_respects_days_off_and_make_up_days(year: int, quarter: int, month: int, day: int, on: date) -> None:
    assert series.day_of(Calendar.seeded(), year, quarter, month, day) == on


def test_all_days_are_worked(meetings: Meetings) -> None:
    plan(meetings, day=1)
    days = [on for _org, _name, on in planned(meetings)]
    assert days
    assert all(Calendar.seeded().is_working(on) for on in days)


def test_a_running_year_keeps_what_there_is_and_leaves_past_quarters_alone(meetings: Meetings) -> None:
    meetings.plan(on="2026-12-10")  # the secretary's own, in the fourth quarter
    assert plan(meetings, 2026) == 3, "the other three branches, in the quarter that runs"
    assert {on for _org, name, on in planned(meetings) if name} == {date(2026, 11, 24)}, "its 15th of November is over"


def test_each_plans_for_the_own_side_only(meetings: Meetings) -> None:
    assert plan(meetings, who="secretary") == 4
    assert plan(meetings, who="community") == 4, "the sister branch"
    orgs = meetings.street.orgs
    assert {org for org, _name, _on in planned(meetings)} == {orgs["a1"], orgs["a2"]}
    with pytest.raises(BadAnswers), meetings.office.desk(meetings.actor("secretary")) as desk:
        desk.begin(Meeting, "plan_series", {"branch": orgs["b1"], "on": "2027-02-15", "quarter": 1})


def test_a_branch_owes_until_it_has_met(meetings: Meetings) -> None:
    assert len(owing(meetings)) == 4
    meeting = meetings.plan()
    assert len(owing(meetings)) == 4, "a date is not a meeting"
    meetings.open(meeting)
    assert owing(meetings) == ["东二网格党支部", "西一网格党支部", "西二网格党支部"]
    assert owing(meetings, on=date(2027, 1, 4)) != owing(meetings), "the next quarter is owed anew"
    assert owing(meetings, "secretary_a2") == ["东二网格党支部"]


def test_a_cancelled_meeting_is_owed_again(meetings: Meetings) -> None:
    plan(meetings, who="secretary")
    with meetings.office.database.reading() as db:
        first = db.execute(select(MEETINGS.c.id).order_by(MEETINGS.c.id)).scalars().first()
    meetings.take("secretary", Meeting(id=first), "cancel", reason="春节")
    assert plan(meetings, who="secretary") == 1


def test_a_quarter_holds_one_planned_meeting_whoever_plans(meetings: Meetings) -> None:
    told = {"branch": meetings.street.orgs["a1"], "on": "2027-02-15", "quarter": 1}
    with meetings.office.desk(meetings.actor("secretary")) as desk:
        desk.begin(Meeting, "plan_series", told)
    with pytest.raises(IntegrityError), meetings.office.desk(meetings.actor("community")) as desk:
        desk.begin(Meeting, "plan_series", told)


@pytest.mark.parametrize(("first", "owed"), [("2026-12-01", [False] * 4), ("2026-10-30", [False, False, False, True])])
def test_nobody_owes_a_quarter_that_had_begun_before_the_first_meeting_on_record(
    meetings: Meetings, first: str, owed: list[bool]
) -> None:
    meetings.watch.now = datetime(2026, 10, 8, 1, tzinfo=UTC)
    meetings.plan(on=first)
    with meetings.office.database.reading() as db:
        this = series.year_of(db, meetings.actor("street"), 2026, date(2027, 5, 1))
        last = series.year_of(db, meetings.actor("street"), 2027, date(2027, 5, 1))
    assert [one.over for one in this[0].quarters] == owed
    assert [one.over for one in last[0].quarters] == [True, False, False, False]
