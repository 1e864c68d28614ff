"""A due date recomputed from what happened equals the stored one, and its reason sums to it, whatever the order."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.matters import Matters
from workflow.calendar.counting import count, shifted
from workflow.calendar.days import Calendar
from workflow.calendar.explaining import explain
from workflow.issues import Assignment, Issue
from workflow.issues.details import running
from workflow.kernel.clock import local, parse_stamp
from workflow.kernel.errors import Refusal
from workflow.kernel.history import EVENTS
from workflow.rules.book import book_of
from workflow.rules.limits import limit_for

MOVES = st.one_of(
    st.tuples(st.just("wait"), st.integers(0, 96)),
    st.tuples(st.just("pause"), st.integers(1, 15)),
    st.tuples(st.just("unpause"), st.just(0)),
    st.tuples(st.just("extend"), st.integers(1, 30)),
    st.tuples(st.just("correct"), st.sampled_from(["general", "complex", "urgent", "danger"])),
)


def follow(m: Matters, issue: Issue, units: bool, move: str, value: int | str) -> None:
    """One thing happens; what a rule refuses, leaves no trace."""
    who, of = ("unit", m.sheets(issue)[0]) if units else ("secretary", issue)
    answered_by = "secretary" if units else "community"
    try:
        if move == "wait":
            m.watch.forward(hours=value)
        elif move == "unpause":
            m.take("secretary", issue, "unpause")
        elif move == "correct":
            m.take("secretary", issue, "correct", urgency=value, reason="看错")
        else:
            more = {"why": "appraisal"} if move == "pause" else {}
            m.take(who, of, "ask_extension" if move == "extend" else "ask_pause", days=value, reason="等待", **more)
            m.take(answered_by, m.asked(issue), "approve")
    except Refusal:
        return


def reckoned(events: list[tuple[str, dict[str, object], datetime]]) -> tuple[datetime, int]:
    """The date and the days paused, from the events alone: when it began, how urgent, what moved it."""
    calendar = Calendar.seeded()
    begun = next(at for step, _answers, at in events if step in ("execute", "transfer"))
    urgency = next(str(answers["urgency"]) for step, answers, _at in events if step == "accept")
    paused = extended = granted = 0
    since = begun
    for step, answers, at in events:
        if step == "correct" and answers.get("urgency"):
            urgency = str(answers["urgency"])
        elif step == "extend":
            extended += int(str(answers["days"]))
        elif step == "pause":
            since, granted = at, int(str(answers["days"]))
        elif step == "unpause":
            paused += min(granted, calendar.working_days_between(local(since).date(), local(at).date()))
    due = count(calendar, begun, *limit_for("handle", urgency))
    return shifted(calendar, due, paused=paused, extended=extended).at, paused


@pytest.mark.parametrize("units", [False, True])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVES, max_size=8))
def test_the_date_recomputed_from_the_events_is_the_stored_one(matters, units, moves):
    issue = matters.reach("handling" if units else "executing")
    for move, value in moves:
        follow(matters, issue, units, move, value)
    with matters.office.database.reading() as db:
        mine = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == issue.id)
        rows = db.execute(select(EVENTS.c.step, EVENTS.c.payload, EVENTS.c.at).where(mine).order_by(EVENTS.c.seq))
        events = [(row.step, json.loads(row.payload)["answers"], parse_stamp(row.at)) for row in rows]
        clock = next(one for one in running(db, issue, book_of(db, 1)) if one.kind == "handle")
    due, paused = reckoned(events)
    assert (matters.again(issue).due_at, clock.due.at, clock.due.paused) == (due, due, paused)
    assert clock.due.paused <= 15
    table = explain(Calendar.seeded(), clock.due)
    assert table.rows[-1].end == clock.due.day
    assert [after.start for after in table.rows[1:]] == sorted(after.start for after in table.rows[1:])
    if units:
        lead: Assignment = matters.sheets(issue)[0]
        assert abs((lead.handle_by - due).total_seconds()) < 60
