"""`lianxi verify` finds minutes that are not those that were signed, whatever was done to the table they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from tests.kernel.forgery import bent, disarm
from tests.meetings.conftest import Meetings
from workflow.issues import Issue
from workflow.kernel.db import Database, bare
from workflow.meetings import AgendaItem, Meeting
from workflow.meetings.checking import MINUTES, minutes_faults


@pytest.fixture(scope="module")
def meetings(databases: Any) -> Iterator[Meetings]:
    """Two signed meetings with an item each, the first corrected; no triggers. Changes are undone."""
    with databases.fresh() as url:
        database = Database(url)
        found = Meetings(database)
        for _ in range(2):
            meeting, item = found.in_session(found.drain())
            found.take("secretary", item, "decide_transfer", **found.transfer())
            for step in ("adjourn", "circulate", "approve"):
                found.take("secretary", meeting, step)
            found.watch.now = found.watch.now.replace(month=11, day=23)
        found.take("secretary", Meeting(id=1), "correct_minutes", text="更正：实到 13。", reason="笔误")
        disarm(database)
        yield found
        database.close()


def named(meetings: Meetings, *these: int) -> list[tuple[str, Any, Any]]:
    with meetings.office.database.reading() as db:
        return [(one.noun, one.id, one.seq) for one in minutes_faults(db, these or None)]


def rows(meetings: Meetings) -> list[dict[str, Any]]:
    with meetings.office.database.reading() as db:
        found = select(MINUTES).order_by(MINUTES.c.meeting_id, MINUTES.c.version)
        return [dict(row) for row in db.execute(found).mappings()]


@pytest.fixture
def kept(meetings: Meetings) -> Iterator[list[dict[str, Any]]]:
    """The table as it was, before and after."""
    found = rows(meetings)
    assert named(meetings) == []
    yield found
    with meetings.office.database.writing() as db:
        db.execute(delete(MINUTES))
        db.execute(insert(MINUTES), found)


@pytest.mark.parametrize("column", ["text", "hash", "at", "signed_by_id"])
@pytest.mark.parametrize("nth", range(3))
def test_every_column_of_every_version_is_checked(meetings, kept, nth, column):
    row = kept[nth]
    value = row[column].replace(year=2020) if column == "at" else bent(row[column], 1, 1)
    this = (MINUTES.c.meeting_id == row["meeting_id"]) & (MINUTES.c.version == row["version"])
    with meetings.office.database.writing() as db:
        db.execute(update(MINUTES).where(this).values({column: value}))
    assert named(meetings) == [("minutes", row["meeting_id"], row["version"])]
    assert named(meetings, row["meeting_id"]) == named(meetings)
    assert named(meetings, 3 - row["meeting_id"]) == []


@pytest.mark.parametrize(
    ("how", "where"), [("gone", (1, 1)), ("cut", (1, 2)), ("more", (2, 2)), ("swapped", (1, 1)), ("all", (1, 1))]
)
def test_versions_that_are_gone_doubled_or_changed_places_are_named(meetings, kept, how, where):
    first, second, other = kept
    found = {
        "gone": [second, other], "cut": [first, other], "more": [*kept, other | {"version": 2}],
        "swapped": [first | {"version": 2}, second | {"version": 1}, other], "all": [],
    }[how]  # fmt: skip
    with meetings.office.database.writing() as db:
        db.execute(delete(MINUTES))
        if found:
            db.execute(insert(MINUTES), found)
    assert named(meetings)[0] == ("minutes", *where)


def test_a_time_that_is_none_is_a_finding_and_no_crash(meetings, kept):
    if not meetings.office.database.is_sqlite:  # it keeps no such time
        return
    with meetings.office.database.writing() as db:
        db.exec_driver_sql("UPDATE minutes SET at = 'what' WHERE meeting_id = 2")
    assert named(meetings) == [("minutes", 0, 0)]


def test_what_the_minutes_state_is_checked_with_them(meetings):
    """The count, a resolution, the number on the paper: all of it was hashed."""
    changes = [(Meeting, "place", "别处"), (Meeting, "number", "联席〔2026〕9号"), (Meeting, "content_hash", "0" * 64),
               (AgendaItem, "formula", "应到 20，实到 20"), (AgendaItem, "resolution", "缓办")]  # fmt: skip
    for model, column, value in changes:
        table = bare(model)
        with meetings.office.database.writing() as db:
            was = db.execute(select(table.c[column]).where(table.c.id == 2)).scalar_one()
            db.execute(update(table).where(table.c.id == 2).values({column: value}))
        assert named(meetings) == [("minutes", 2, 1)], column
        with meetings.office.database.writing() as db:
            db.execute(update(table).where(table.c.id == 2).values({column: was}))
    assert named(meetings) == []


def test_words_erased_by_the_rules_are_no_fault_but_another_hash_is(meetings, kept):
    with meetings.office.database.writing() as db:
        db.execute(update(bare(Issue)).values(erased_at=meetings.watch.now))
        db.execute(update(MINUTES).values(text="（内容已按规定清除）"))
    assert named(meetings) == []
    with meetings.office.database.writing() as db:
        db.execute(update(MINUTES).where(MINUTES.c.meeting_id == 2).values(hash="0" * 64))
    assert named(meetings) == [("minutes", 2, 1)]
    with meetings.office.database.writing() as db:
        db.execute(update(bare(Issue)).values(erased_at=None))
