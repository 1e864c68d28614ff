"""Clocks act when their time comes: once per stage, whatever the clock on the wall does."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

import workflow
from tests.emergency.conftest import Storm
from tests.matters import Matters
from tests.meetings.conftest import Meetings
from tests.receptions.sittings import Receptions
from tests.street import lend
from workflow.issues import ladder
from workflow.issues.clocks import DEADLINES
from workflow.issues.entitled import entitled
from workflow.issues.model import Deadline
from workflow.jobs.sweep import Swept, earliest, sweep
from workflow.jobs.terms import end_terms
from workflow.kernel.clock import LOCAL, local
from workflow.kernel.db import fetch
from workflow.kernel.errors import Barred
from workflow.kernel.flow import Guard
from workflow.kernel.history import EVENTS
from workflow.kernel.outbox import Message
from workflow.kernel.subject import SUBJECTS, Subject
from workflow.kernel.verify import verify
from workflow.notices import Notice
from workflow.notices.dispatching import dispatch


def at(day: str, hour: int = 9, minute: int = 1) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=LOCAL).astimezone(UTC)


def steps(m: Matters, subject: Subject) -> list[str]:
    """What stands in the subject's history."""
    mine = (EVENTS.c.noun == subject.noun) & (EVENTS.c.subject_id == subject.id)
    with m.office.database.reading() as db:
        return list(db.execute(select(EVENTS.c.step).where(mine).order_by(EVENTS.c.seq)).scalars())


def said(m: Matters, subject: Subject) -> list[str]:
    """What of the ladder stands in the subject's history."""
    return [step for step in steps(m, subject) if step in ladder.STEPS]


def clock_of(m: Matters, subject: Subject, kind: str) -> Any:
    mine = (DEADLINES.c.noun == subject.noun) & (DEADLINES.c.subject_id == subject.id) & (DEADLINES.c.kind == kind)
    with m.office.database.reading() as db:
        return fetch(db, Deadline, mine, DEADLINES.c.stopped_at.is_(None))[0]


@pytest.fixture
def matters(database, peopled) -> Matters:
    return Matters(database)


# -- states that end by themselves ---------------------------------------------------------------


def test_a_reporter_who_says_nothing_is_not_rated(matters) -> None:
    issue = matters.reach("replied", reporter_name="何女士")
    due = issue.due_at
    matters.watch.now = due - timedelta(minutes=1)
    assert sweep(matters.office) == Swept()
    matters.watch.now = due
    assert sweep(matters.office).fired >= 1
    assert matters.again(issue).state == "closed"


@pytest.mark.parametrize("state", ["closed", "withdrawn", "not_accepted", "voided"])
def test_what_is_settled_is_archived(matters, state: str) -> None:
    issue = matters.reach(state)
    matters.watch.now = issue.due_at
    sweep(matters.office)
    assert matters.again(issue).state == "archived"


def test_what_was_put_aside_comes_back_on_its_day(matters) -> None:
    issue = matters.reach("suspended")
    matters.watch.now = issue.due_at
    sweep(matters.office)
    assert matters.again(issue).state == "accepted"


def test_a_pause_fires_nothing_and_ends_by_itself_after_fifteen_working_days(matters) -> None:
    issue = matters.reach("executing", urgency="general")
    matters.take("secretary", issue, "ask_pause", why="outside_window", days=15, reason="等雨停")
    matters.take("community", matters.asked(issue), "approve")
    due = matters.again(issue).due_at
    matters.watch.now = due + timedelta(days=5)
    sweep(matters.office)
    assert said(matters, issue) == []
    matters.watch.now = at("2026-12-14", 17, 31)  # the fifteenth working day after 23 November
    sweep(matters.office)
    paused = matters.again(issue)
    assert paused.paused_at is None
    assert steps(matters, issue)[-1] == "unpause"
    assert clock_of(matters, issue, "handle").paused == 15


def test_a_month_nobody_held_is_missed_once_it_is_over(database) -> None:
    receptions = Receptions(database)
    reception = receptions.plan("2026-11-28")
    receptions.watch.now = at("2026-11-30", 23, 59)
    sweep(receptions.office)
    assert receptions.again(reception).state == "planned"
    receptions.watch.now = at("2026-12-01", 17, 31)
    sweep(receptions.office)
    assert receptions.again(reception).state == "missed"


def test_a_request_nobody_answers_lapses_and_the_matter_goes_on(matters) -> None:
    issue = matters.reach("executing", urgency="complex")
    matters.take("secretary", issue, "ask_extension", days=10, reason="材料未到")
    asked = matters.asked(issue)
    matters.watch.now = asked.due_at - timedelta(minutes=1)
    sweep(matters.office)
    assert matters.again(asked).state == "pending"
    matters.watch.now = asked.due_at
    sweep(matters.office)
    assert matters.again(asked).state == "lapsed"
    assert matters.again(issue).state == "executing"


def test_a_post_and_what_was_lent_from_it_end_in_their_history_too(matters) -> None:
    with matters.office.desk(matters.actor("secretary")) as desk:
        first, last = local(desk.now).date(), local(desk.now).date() + timedelta(days=3)
        made = lend(desk, matters.street, "secretary", "member2", first, last, kind="deputy")
    assert end_terms(matters.office) == 0
    matters.watch.forward(days=4)
    assert end_terms(matters.office) == 1
    assert end_terms(matters.office) == 0
    assert steps(matters, made)[-1] == "run_out"


# -- the ladder ----------------------------------------------------------------------------------


def test_a_limit_in_working_days_is_spoken_of_before_it_and_ever_louder_after_it(matters) -> None:
    issue = matters.reach("executing", urgency="general")  # Monday 23 November and five working days: the 30th
    for day, heard in (
        ("2026-11-25", []),
        ("2026-11-26", ["warn"]),
        ("2026-11-30", ["warn"]),
        ("2026-12-01", ["warn", "urge"]),
        ("2026-12-04", ["warn", "urge"]),
        ("2026-12-07", ["warn", "urge", "supervise"]),
        ("2026-12-14", ["warn", "urge", "supervise", "circular"]),
        ("2027-01-04", ["warn", "urge", "supervise", "circular"]),
    ):
        matters.watch.now = at(day)
        sweep(matters.office)
        sweep(matters.office)
        assert said(matters, issue) == heard, day


def test_a_limit_in_hours_climbs_by_shares_of_itself(matters) -> None:
    issue = matters.reach("executing", urgency="danger")
    start, due = (clock := clock_of(matters, issue, "handle")).started_at, clock.due_at
    assert due - start == timedelta(hours=2)
    for minutes, heard in ((95, 0), (96, 1), (119, 1), (120, 2), (239, 2), (240, 3), (359, 3), (360, 4), (9999, 4)):
        matters.watch.now = start + timedelta(minutes=minutes)
        sweep(matters.office)
        assert len(said(matters, issue)) == heard, minutes


def test_each_stage_is_told_once(matters) -> None:
    issue = matters.reach("executing", urgency="general")
    matters.watch.now = at("2026-12-01")
    for _ in range(3):
        sweep(matters.office)
    with matters.office.database.reading() as db:
        told = fetch(db, Message, Message.__table__.c.topic == "issue.urge")
    assert [message.subject_id for message in told] == [issue.id]


def test_whatever_the_ladder_says_of_a_matter_and_of_its_order_reaches_people(matters) -> None:
    matters.register()
    while (due := earliest(matters.office)) and due < at("2027-02-01"):
        matters.watch.now = max(matters.watch.now, due)
        sweep(matters.office)
        dispatch(matters.office, matters.office.clock())
    with matters.office.database.reading() as db:
        told = {(one.noun, one.letter) for one in fetch(db, Notice)}
    assert {noun for noun, _letter in told} == {"issue", "supervision_order"}
    assert len(told) >= 4


def test_a_unit_that_does_not_sign_is_reminded_in_its_own_history(matters) -> None:
    issue = matters.reach("transferred", urgency="urgent")
    sheet = matters.sheets(issue)[0]
    matters.watch.forward(minutes=31)
    sweep(matters.office)
    assert said(matters, sheet) == ["urge"]


def test_minutes_that_are_late_are_urged(database) -> None:
    meetings = Meetings(database)
    meeting, item = meetings.in_session(meetings.drain())
    meetings.take("secretary", item, "decide_execute", ballot="consensus", days=1)
    meetings.take("secretary", meeting, "adjourn")
    meetings.watch.now = at("2026-12-09")  # five working days after the 1st, and one more
    sweep(meetings.office)
    assert said(meetings, meeting) == ["urge"]


def test_a_meeting_nobody_opened_gives_its_items_back(database) -> None:
    meetings = Meetings(database)
    meeting = meetings.plan()
    issue = meetings.drain()
    meetings.add(meeting, issue)
    meetings.watch.now = at("2026-12-02", 17, 31)
    sweep(meetings.office)
    assert meetings.again(issue).state == "accepted"
    assert sweep(meetings.office) == Swept()


# -- a clock that jumps --------------------------------------------------------------------------


def test_after_a_long_night_the_latest_word_stands_for_the_earlier_and_no_order_is_lost(matters) -> None:
    issue = matters.reach("executing", urgency="general")
    matters.watch.now = at("2026-12-23")
    sweep(matters.office)
    assert said(matters, issue) == ["supervise", "circular"]
    matters.watch.now = at("2026-12-24")
    sweep(matters.office)
    assert said(matters, issue) == ["supervise", "circular"]


def test_a_clock_put_back_an_hour_says_nothing_twice(matters) -> None:
    issue = matters.reach("executing", urgency="general")
    matters.watch.now = at("2026-12-01", 9, 30)
    sweep(matters.office)
    matters.watch.now = at("2026-12-01", 8, 30)
    sweep(matters.office)
    matters.watch.now = at("2026-12-01", 9, 30)
    sweep(matters.office)
    assert said(matters, issue) == ["urge"]
    assert verify(matters.office, entitled).status == 0


def test_a_later_due_date_is_announced_again_and_nothing_else_is(matters) -> None:
    issue = matters.reach("executing", urgency="general")
    matters.watch.now = at("2026-11-27")
    sweep(matters.office)
    matters.take("secretary", issue, "ask_extension", days=10, reason="材料未到")
    matters.take("community", matters.asked(issue), "approve")
    assert clock_of(matters, issue, "handle").next_at == at("2026-12-08", 9, 0)  # two working days before the 10th
    matters.watch.now = at("2026-12-08")
    sweep(matters.office)
    assert said(matters, issue) == ["warn", "warn"]


@pytest.mark.parametrize("day", ["2027-12-30", "2028-02-25"])
def test_over_a_year_end_and_a_leap_day_every_stage_comes_in_its_order(matters, day: str) -> None:
    matters.watch.now = at(day)
    issue = matters.reach("executing", urgency="general")
    while (due := earliest(matters.office)) and local(due).year < 2029 and len(said(matters, issue)) < 4:
        matters.watch.now = max(matters.watch.now, due)
        sweep(matters.office)
    assert said(matters, issue) == ["warn", "urge", "supervise", "circular"]


# -- a step that a rule forbids -------------------------------------------------------------------


def test_a_step_that_a_rule_forbids_is_tried_again_tomorrow_and_not_at_once(matters, monkeypatch) -> None:
    def never(_case: object) -> None:
        raise Barred("督办单尚未办结")

    issue = matters.reach("closed")
    step = type(issue).flow.find("archive")
    monkeypatch.setitem(vars(step), "guards", (Guard("order_open", "督办单", never),))
    matters.watch.now = issue.due_at
    assert sweep(matters.office) == Swept(fired=0, put_off=1)
    assert sweep(matters.office) == Swept()
    monkeypatch.undo()
    matters.watch.forward(days=1, minutes=1)
    assert sweep(matters.office).fired == 1
    assert matters.again(issue).state == "archived"


def test_a_matter_that_moved_on_is_left_alone(matters) -> None:
    issue = matters.reach("executing", urgency="general")
    matters.take("secretary", issue, "report_done", result="已清理")
    stopped = (DEADLINES.c.subject_id == issue.id) & (DEADLINES.c.kind == "handle")
    matters.watch.now = at("2026-12-30")
    sweep(matters.office)
    with matters.office.database.reading() as db:
        assert fetch(db, Deadline, stopped)[0].stage == 0
    assert clock_of(matters, issue, "verify").stage == 4


KNOWN = "import workflow.jobs.sweep; from workflow.kernel.subject import SUBJECTS; print(*sorted(SUBJECTS))"


def test_a_worker_knows_every_noun_there_is() -> None:
    """A clock of a noun whose room was never imported could not act."""
    for room in pkgutil.walk_packages(workflow.__path__, "workflow."):
        if room.name.endswith(".model"):
            importlib.import_module(room.name)
    told = subprocess.run([sys.executable, "-c", KNOWN], capture_output=True, text=True, check=True)
    assert told.stdout.split() == sorted(SUBJECTS)


def test_emergency_mode_ends_by_itself(database) -> None:
    storm = Storm(database)
    mode = storm.declare()
    storm.watch.forward(hours=47)
    sweep(storm.office)
    assert storm.again(mode).state == "emergency"
    storm.watch.forward(hours=1, minutes=1)
    sweep(storm.office)
    assert storm.again(mode).state == "normal"
