"""While a matter is blocked nobody works on it: the clocks of handling stand still, and go on where they stood."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.matters import Matters
from workflow.calendar.explaining import explain
from workflow.issues.clocks import DEADLINES, as_due
from workflow.issues.model import Deadline
from workflow.kernel.clock import local
from workflow.kernel.db import Database, fetch
from workflow.kernel.errors import Barred
from workflow.kernel.subject import Subject
from workflow.rules.book import book_of


@pytest.fixture
def matters(database: Database, peopled: None) -> Matters:
    return Matters(database)


def handling(m: Matters, subject: Subject) -> Deadline:
    mine = (DEADLINES.c.noun == subject.noun) & (DEADLINES.c.subject_id == subject.id) & (DEADLINES.c.kind == "handle")
    with m.office.database.reading() as db:
        return fetch(db, Deadline, mine, DEADLINES.c.stopped_at.is_(None))[0]


def day(m: Matters, subject: Subject) -> str:
    due = m.again(subject).due_at
    assert due is not None
    return f"{local(due):%m-%d %H:%M}"


BLOCK = {"who": "业主", "reason": "不让进场"}


def test_the_owners_clock_goes_on_where_it_stood(matters):
    issue = matters.reach("executing", urgency="general")  # five working days from 23 November
    assert day(matters, issue) == "11-30 17:30"
    matters.take("secretary", issue, "block", **BLOCK)
    matters.watch.forward(days=2)
    matters.take("secretary", issue, "unblock", changed="已同意进场")
    assert day(matters, issue) == "12-02 17:30"
    row = handling(matters, issue)
    assert (row.paused, row.amount, row.unit) == (2, 5, "working_days")
    with matters.office.database.reading() as db:
        told = explain(book_of(db, 1).calendar(issue.owner_id), as_due(row))
    assert "暂停 2 个工作日" in str(told.sentence)
    assert sum(one.days for one in told.rows) == 7


def test_a_second_block_adds_to_the_first(matters):
    issue = matters.reach("executing", urgency="general")
    for _ in range(2):
        matters.take("secretary", issue, "block", **BLOCK)
        matters.watch.forward(days=1)
        matters.take("secretary", issue, "unblock", changed="已同意进场")
    assert (day(matters, issue), handling(matters, issue).paused) == ("12-02 17:30", 2)


def test_a_limit_in_hours_begins_anew(matters):
    issue = matters.reach("executing", urgency="urgent")
    matters.take("secretary", issue, "block", **BLOCK)
    matters.watch.forward(hours=30)
    matters.take("secretary", issue, "unblock", changed="已同意进场")
    assert matters.again(issue).due_at == matters.watch.now + timedelta(hours=24)


def test_the_units_assignment_is_kept_its_clock_stands_still_and_goes_on(matters):
    issue = matters.reach("handling", urgency="general")
    sheet = matters.sheets(issue)[0]
    before = day(matters, sheet)
    matters.take("unit", sheet, "resist", **BLOCK)
    held = matters.again(sheet)
    assert (matters.again(issue).state, held.state, held.due_at) == ("blocked", "handling", None)
    matters.watch.forward(days=3)
    matters.take("secretary", issue, "unblock_units", changed="已同意进场")
    again = matters.again(sheet)
    assert (before, day(matters, sheet)) == ("11-30 17:30", "12-03 17:30")
    assert again.due_at == again.handle_by == handling(matters, sheet).due_at


def test_a_unit_is_not_called_to_account_for_what_is_blocked(matters):
    from workflow.supervision import Order

    issue = matters.reach("handling", urgency="general")
    sheet = matters.sheets(issue)[0]
    matters.take("unit", sheet, "resist", **BLOCK)
    matters.watch.forward(days=20)
    with pytest.raises(Barred) as refusal, matters.office.desk(matters.actor("street")) as desk:
        desk.begin(Order, "issue", {"about": "assignment", "subject": sheet.id})
    assert str(refusal.value.sentence) == "没有超过时限，不能发督办单"


def test_a_unit_that_signs_while_it_is_blocked_is_not_late_either(matters):
    issue = matters.reach("transferred", urgency="general")
    lead, co = matters.sheets(issue)
    matters.take("unit", lead, "sign")
    matters.take("unit", lead, "resist", **BLOCK)
    matters.take("unit2", co, "sign")
    assert matters.again(co).due_at is None
    matters.watch.forward(days=1)
    matters.take("secretary", issue, "unblock_units", changed="已同意进场")
    assert matters.again(co).due_at is not None


def test_one_block_of_a_day_is_no_day_more(matters):
    issue = matters.reach("handling", urgency="general")
    sheet = matters.sheets(issue)[0]
    before = day(matters, sheet)
    matters.take("unit", sheet, "resist", **BLOCK)
    matters.watch.forward(hours=1)
    matters.take("secretary", issue, "unblock_units", changed="已同意进场")
    assert day(matters, sheet) == before
