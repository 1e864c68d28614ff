"""A meeting nobody adjourned loses nothing: resolutions may be entered on the next working day, the rest goes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from tests.meetings.conftest import Meetings
from workflow.issues import Issue
from workflow.issues.timeline import timeline, timeline_of
from workflow.jobs.sweep import sweep
from workflow.kernel.clock import LOCAL
from workflow.kernel.db import Database
from workflow.meetings import AgendaItem, Meeting
from workflow.meetings.pool import pool

TUESDAY, WEDNESDAY, FRIDAY = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 4)


@pytest.fixture
def street(database: Database, peopled: None) -> Meetings:
    return Meetings(database)


def at(street: Meetings, day: date, hour: int, minute: int = 0) -> None:
    street.watch.now = datetime.combine(day, time(hour, minute), LOCAL).astimezone(UTC)
    sweep(street.office)


def left_open(street: Meetings) -> tuple[Meeting, AgendaItem, Issue]:
    """A meeting that is in session on its day, with one matter on its table."""
    issue = street.drain()
    meeting, item = street.in_session(issue)
    return meeting, item, issue


def test_what_lies_on_the_table_lies_there_after_midnight(street: Meetings) -> None:
    _meeting, item, issue = left_open(street)
    at(street, WEDNESDAY, 9)
    assert (street.again(item).state, street.again(issue).state) == ("open", "scheduled")
    street.take("secretary", item, "decide_transfer", **street.transfer())
    assert street.again(issue).state == "transferred"


def test_what_is_not_decided_by_the_next_evening_goes_back_and_says_why(street: Meetings) -> None:
    meeting, item, issue = left_open(street)
    at(street, WEDNESDAY, 17, 31)
    assert (street.again(item).state, street.again(issue).state) == ("unreached", "accepted")
    with street.office.database.reading() as db:
        assert [one.id for one in pool(db, meeting.org_id, WEDNESDAY)] == [issue.id]
        last = timeline(db, issue.id)[-1]
    assert (last.label.message, last.told[0][1].message) == ("移出议题", "会上未议")
    assert last.who.message == "系统（期限届满）"


def test_a_weekend_does_not_take_anything_from_the_table(street: Meetings) -> None:
    meeting = street.plan(on=f"{FRIDAY}")
    item = street.add(meeting, street.drain())
    street.convene(meeting)
    at(street, FRIDAY, 19)
    street.take("secretary", meeting, "open", expected=20, present=12, excused=5, absent=3)
    at(street, date(2026, 12, 7), 17)
    assert street.again(item).state == "open"
    at(street, date(2026, 12, 7), 18)
    assert street.again(item).state == "unreached"


def test_it_is_adjourned_afterwards_and_its_minutes_name_what_it_did_not_come_to(street: Meetings) -> None:
    meeting, _item, issue = left_open(street)
    at(street, WEDNESDAY, 18)
    street.take("secretary", meeting, "adjourn")
    assert street.again(meeting).minutes == f"未议：{issue.number} 下水管网，退回待议。"


def test_a_matter_not_reached_is_put_on_the_next_agenda(street: Meetings) -> None:
    _meeting, _item, issue = left_open(street)
    at(street, WEDNESDAY, 18)
    again = street.add(street.plan(on="2026-12-08"), issue)
    assert (again.state, street.again(issue).state) == ("open", "scheduled")


def test_who_does_not_adjourn_is_reminded_of_the_minutes(street: Meetings) -> None:
    meeting, _item, _issue = left_open(street)
    for day in range(2, 19):
        at(street, date(2026, 12, day), 18)
    with street.office.database.reading() as db:
        told = [one.step for one in timeline_of(db, meeting, street.actor("secretary"))]
    assert told[told.index("run_over") :] == ["run_over", "warn", "urge", "supervise"]
