"""Whoever decides is killed (-9) at any moment: everything of the item is there, or nothing of it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from tests.meetings.conftest import Meetings
from workflow.issues import Assignment, Issue
from workflow.issues.model import Deadline, Decision
from workflow.kernel.db import Database, bare
from workflow.kernel.desk import Office
from workflow.kernel.history import EVENTS
from workflow.kernel.outbox import Message
from workflow.kernel.policy import Actor
from workflow.meetings import AgendaItem

KILLS = 200
FORK = multiprocessing.get_context("fork")
ITEMS, ISSUES, SHEETS, DECISIONS = bare(AgendaItem), bare(Issue), bare(Assignment), bare(Decision)
OUTBOX, CLOCKS = bare(Message), bare(Deadline)


def decide(url: str, actor: Actor, item: int, answers: dict[str, Any], now: Any) -> None:
    """What the killed process does: one resolution at a desk of its own."""
    office = Office(Database(url, pool_size=1), b"a key of tests, 32 bytes long..!", lambda: now)
    with office.desk(actor) as desk:
        desk.take(AgendaItem, item, "decide_transfer", answers)


def killed(how: tuple[Any, ...], after: float) -> None:
    """Let it begin, and end it so long afterwards, whatever it is doing."""
    process = FORK.Process(target=decide, args=how)
    process.start()
    time.sleep(after)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)


def traces(db: Connection, item: int, issue: int) -> dict[str, bool]:
    """By table, whether anything of the decision is there."""
    db.execute(select(ISSUES.c.id).where(ISSUES.c.id == issue).with_for_update())  # a dead client's server ends first

    def some(statement: Any) -> bool:
        return bool(db.execute(select(func.count()).select_from(statement.subquery())).scalar_one())

    def event(noun: str, id: int, step: str) -> Any:
        mine = (EVENTS.c.noun == noun) & (EVENTS.c.subject_id == id) & (EVENTS.c.step == step)
        return select(EVENTS.c.seq).where(mine)

    told = (OUTBOX.c.noun == "issue") & (OUTBOX.c.subject_id == issue) & (OUTBOX.c.topic == "issue.transfer")
    clock = (CLOCKS.c.noun == "issue") & (CLOCKS.c.subject_id == issue) & (CLOCKS.c.kind == "handle")
    row = db.execute(select(ITEMS).where(ITEMS.c.id == item)).one()
    matter = db.execute(select(ISSUES).where(ISSUES.c.id == issue)).one()
    return {
        "vote": row.formula is not None,
        "minutes line": row.resolution is not None,
        "item": row.state == "decided",
        "issue": matter.state == "transferred",
        "holder": matter.lead_id is not None,
        "assignments": some(select(SHEETS.c.id).where(SHEETS.c.issue_id == issue)),
        "decision": some(select(DECISIONS.c.seq).where(DECISIONS.c.issue_id == issue)),
        "clock": some(select(CLOCKS.c.seq).where(clock)),
        "item's event": some(event("agenda_item", item, "decide_transfer")),
        "issue's event": some(event("issue", issue, "transfer")),
        "outbox": some(select(OUTBOX.c.id).where(told)),
    }


def look(url: str, item: int, issue: int) -> dict[str, bool]:
    database = Database(url, pool_size=1)
    try:
        with database.writing() as db:
            return traces(db, item, issue)
    finally:
        database.close()


@pytest.mark.slow
def test_killed_at_any_point_it_is_decided_as_a_whole_or_not_at_all(meetings: Meetings, database_url: str) -> None:
    meeting = meetings.plan()
    issues = [meetings.drain() for _ in range(KILLS + 1)]
    items = [meetings.add(meeting, issue) for issue in issues]
    meetings.open(meeting)
    actor, now = meetings.actor("secretary"), meetings.watch()
    meetings.office.database.close()  # nobody holds a file or a socket that a child would inherit

    begun = time.monotonic()
    first = FORK.Process(target=decide, args=(database_url, actor, items[0].id, meetings.transfer(), now))
    first.start()
    first.join(120)
    whole = time.monotonic() - begun  # a life from its start to its end, on this machine, now
    assert all(look(database_url, items[0].id, issues[0].id).values())

    lots, done, halves = Random(48), 0, []
    for item, issue in zip(items[1:], issues[1:], strict=True):
        killed((database_url, actor, item.id, meetings.transfer(), now), lots.uniform(0, whole * 1.1))
        found = look(database_url, item.id, issue.id)
        done += all(found.values())
        if len(set(found.values())) > 1:
            halves.append(found)
    assert halves == []
    assert 0 < done < KILLS, "some were killed before the end and some after it"
