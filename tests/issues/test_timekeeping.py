"""A clock whose row was bent behind the desk's back is found, and the entry that began it is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from tests.meetings.conftest import Meetings
from tests.sealing.test_every_table import exactly, hall  # noqa: F401 - the street it bends
from workflow.issues.clocks import DEADLINES
from workflow.issues.timekeeping import clock_faults
from workflow.kernel.db import Database
from workflow.rules.model import StopDays

RUNNING, STOPPED = DEADLINES.c.stopped_at.is_(None), DEADLINES.c.stopped_at.is_not(None)


def named(db: Any) -> set[tuple[str, int, int]]:
    return {(one.noun, one.id, one.seq) for one in clock_faults(db)}


def bent(database: Database, which: Any, values: Any) -> Iterator[tuple[Any, set[tuple[str, int, int]]]]:
    """Each such clock with what is named once it is bent; nothing stays."""
    with database.reading() as db:
        rows = db.execute(select(DEADLINES).where(which)).all()
    for row in rows:
        with database.engine.connect() as db:
            this = exactly(DEADLINES, row)
            db.execute(update(DEADLINES).where(this).values(values(row)) if values else delete(DEADLINES).where(this))
            found = named(db)
            db.rollback()
        yield row, found


def test_nothing_is_said_of_what_the_desk_wrote(hall: Database) -> None:  # noqa: F811
    with hall.reading() as db:
        assert named(db) == set()


@pytest.mark.parametrize("column", ["started_at", "due_at", "amount", "closes", "extended"])
def test_a_running_clock_that_was_moved_is_found(hall: Database, column: str) -> None:  # noqa: F811
    def moved(row: Any) -> dict[str, Any]:
        value = getattr(row, column)
        return {column: value - timedelta(days=3) if column.endswith("_at") else value + 7}

    counted = RUNNING & (DEADLINES.c.noun == "issue") & DEADLINES.c.unit.in_(["working_days", "days"])
    seen = list(bent(hall, counted, moved))
    assert seen
    for row, found in seen:
        assert (row.noun, row.subject_id, row.seq) in found, (row, column)


def test_when_one_ended_is_held_against_the_entries(hall: Database) -> None:  # noqa: F811
    seen = list(bent(hall, STOPPED, lambda row: {"stopped_at": row.stopped_at - timedelta(seconds=1)}))
    assert seen
    for row, found in seen:
        assert (row.noun, row.subject_id, row.seq) in found, row


def test_the_clock_of_a_date_that_is_shown_is_missed_once_it_is_gone_or_stopped(hall: Database) -> None:  # noqa: F811
    shown = RUNNING & (DEADLINES.c.noun == "issue") & (DEADLINES.c.kind != "answer")
    seen = list(bent(hall, shown, None))
    assert seen
    for row, found in seen:
        assert (row.noun, row.subject_id) in {one[:2] for one in found}, row


def test_days_without_offices_make_no_clock_a_forgery(database: Database, peopled: None) -> None:
    """Whatever follows a new calendar was counted anew with it; what does not keeps the date it had."""
    meetings = Meetings(database)
    meeting, item = meetings.in_session(meetings.drain())
    meetings.drain()
    meetings.take("secretary", item, "decide_transfer", **meetings.transfer())
    meetings.take("secretary", meeting, "adjourn")
    with meetings.office.database.reading() as db:
        minutes = (DEADLINES.c.noun == "meeting") & RUNNING & (DEADLINES.c.unit == "working_days")
        assert db.execute(select(DEADLINES).where(minutes)).all(), "a clock that follows no calendar"
    street, days = meetings.street.orgs["street"], {"first": "2026-12-02", "last": "2026-12-04"}
    with meetings.office.desk(meetings.actor("street")) as desk:
        stopped = desk.begin(StopDays, "declare", {"org": street, **days, "reason": "台风红色预警"})
    assert meetings.again(stopped).moved
    with meetings.office.database.reading() as db:
        assert named(db) == set()
