"""A meeting may sit when offices are closed: what is on its table stays there until the day is over."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from tests.meetings.conftest import Meetings
from workflow.issues.way import way
from workflow.jobs.sweep import sweep
from workflow.kernel.clock import LOCAL
from workflow.kernel.db import Database


def test_what_is_on_the_agenda_of_an_evening_goes_back_only_when_the_day_is_over(
    database: Database, peopled: None
) -> None:
    street = Meetings(database)
    issue, meeting = street.drain(), street.plan()
    item = street.add(meeting, issue)
    street.watch.now = datetime.combine(meeting.planned_on, time(21), LOCAL).astimezone(UTC)
    sweep(street.office)
    assert (street.again(item).state, street.again(issue).state) == ("open", "scheduled")
    street.watch.forward(hours=3, minutes=1)
    sweep(street.office)
    assert (street.again(item).state, street.again(issue).state) == ("dropped", "accepted")


def test_what_waits_for_an_evening_meeting_is_late_only_when_the_day_is_over(database: Database, peopled: None) -> None:
    street = Meetings(database)
    issue, meeting = street.drain(), street.plan()
    street.add(meeting, issue)
    painted = []
    for hour in (21, 24):
        now = datetime.combine(meeting.planned_on, time(0), LOCAL).astimezone(UTC) + timedelta(hours=hour)
        with database.reading() as db:
            painted.append([bool(stay.late) for stay in way(db, street.again(issue), now).stays][-1])
    assert painted == [False, True]


def test_what_is_put_on_the_agenda_in_the_evening_of_the_meeting_stays_there(database: Database, peopled: None) -> None:
    street = Meetings(database)
    issue, meeting = street.drain(), street.plan()
    street.watch.now = datetime.combine(meeting.planned_on, time(18), LOCAL).astimezone(UTC)
    item = street.add(meeting, issue)
    street.watch.forward(minutes=1)
    sweep(street.office)
    assert street.again(item).state == "open"
