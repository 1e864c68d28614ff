"""A notice is imported: it holds at once, what runs is counted anew, and nothing is shortened in silence."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tests.matters import Matters
from tests.rules.notices import SOURCE, TEXT, bring
from workflow.issues.details import running
from workflow.issues.entitled import entitled
from workflow.issues.model import Deadline
from workflow.jobs import ledger
from workflow.kernel.db import bare, fetch, fetch_one
from workflow.kernel.errors import BadAnswers, NotPermitted
from workflow.kernel.history import EVENTS
from workflow.kernel.verify import verify
from workflow.rules.book import book_of
from workflow.rules.model import HolidayNotice
from workflow.rules.publishing import recount_once_more

DEADLINES, NOTICES = bare(Deadline), bare(HolidayNotice)


def late_in(m: Matters, year: int, month: int, day: int) -> None:
    """Nine in the morning of that day."""
    m.watch.now = datetime(year, month, day, 1, tzinfo=UTC)


def book(m: Matters):
    with m.office.database.reading() as db:
        return book_of(db, 1)


def clocks(m: Matters, noun: str, id: int) -> dict[str, Deadline]:
    mine = (DEADLINES.c.noun == noun) & (DEADLINES.c.subject_id == id) & DEADLINES.c.stopped_at.is_(None)
    with m.office.database.reading() as db:
        return {row.kind: row for row in fetch(db, Deadline, mine)}


def steps_of(m: Matters, noun: str, id: int) -> list[tuple[str, dict]]:
    mine = (EVENTS.c.noun == noun) & (EVENTS.c.subject_id == id)
    with m.office.database.reading() as db:
        rows = db.execute(select(EVENTS.c.step, EVENTS.c.payload).where(mine).order_by(EVENTS.c.seq))
        return [(row.step, json.loads(row.payload)["answers"]) for row in rows]


def test_a_year_is_provisional_until_its_notice_is_imported(matters):
    assert book(matters).calendar().is_provisional(date(2027, 6, 1))
    bring(matters)
    assert not book(matters).calendar().is_provisional(date(2027, 6, 1))
    assert not book(matters).calendar().is_working(date(2027, 2, 8))
    assert book(matters).calendar().is_working(date(2027, 2, 14))


def test_every_process_sees_it_at_once_and_a_refused_one_changes_nothing(matters):
    before = book(matters)
    with pytest.raises(BadAnswers):
        bring(matters, TEXT.replace("2027-02-08", "2027-02-07"))
    assert book(matters) is before
    bring(matters)
    assert book(matters).edition != before.edition


def test_a_limit_over_the_spring_festival_moves_on_and_history_says_so(matters):
    late_in(matters, 2027, 2, 3)
    issue = matters.reach("handling")
    sheet = matters.sheets(issue)[0]
    told = clocks(matters, "assignment", sheet.id)["handle"]
    assert (told.due_at, told.provisional) == (datetime(2027, 2, 10, 9, 30, tzinfo=UTC), True)
    notice = bring(matters)
    anew = clocks(matters, "assignment", sheet.id)["handle"]
    assert (anew.due_at, anew.provisional, anew.kept) == (datetime(2027, 2, 17, 9, 30, tzinfo=UTC), False, 0)
    sheet = matters.again(sheet)
    assert (sheet.due_at, sheet.handle_by) == (anew.due_at, anew.due_at)
    assert steps_of(matters, "assignment", sheet.id)[-1] == (
        "recount", {"moved": ["handle 2027-02-10 2027-02-17 0"]}
    )  # fmt: skip
    assert matters.again(notice).moved >= 2


def test_a_date_that_was_told_is_kept_where_the_notice_would_shorten_it(matters):
    late_in(matters, 2027, 2, 18)
    issue = matters.reach("executing")
    assert issue.due_at == datetime(2027, 2, 25, 9, 30, tzinfo=UTC)
    notice = bring(matters)
    row = clocks(matters, "issue", issue.id)["handle"]
    assert (row.due_at, row.kept, row.provisional) == (issue.due_at, 1, False)
    assert matters.again(issue).due_at == issue.due_at
    assert ("recount", {"moved": ["handle 2027-02-25 2027-02-25 1"]}) in steps_of(matters, "issue", issue.id)
    assert matters.again(notice).kept == 1


def test_a_clock_that_started_while_it_was_imported_is_counted_once_more(matters):
    """On PostgreSQL somebody may still have read the old calendar, and commit after the import."""
    late_in(matters, 2027, 2, 3)
    issue = matters.reach("handling")
    before = clocks(matters, "issue", issue.id)["handle"]
    notice = bring(matters)
    counted = clocks(matters, "issue", issue.id)["handle"].due_at
    assert counted != before.due_at
    mine = (DEADLINES.c.noun == "issue") & (DEADLINES.c.subject_id == issue.id) & (DEADLINES.c.kind == "handle")
    with matters.office.database.writing() as db:  # as that step would have left it
        db.execute(DEADLINES.update().where(mine).values(due_at=before.due_at, provisional=True))
    waiting = ledger.tasks(matters.office.database, ledger.WAITING)
    assert [(one.name, one.key) for one in waiting] == [("recount", f"{notice.id}")]
    recount_once_more(matters.office, {"street": 1, "notice": notice.id})
    assert clocks(matters, "issue", issue.id)["handle"].due_at == counted


def test_one_that_was_replaced_meanwhile_is_not_counted_once_more(matters):
    first = bring(matters)
    bring(matters, TEXT.replace("2027-05-08", "2027-05-09"))
    recount_once_more(matters.office, {"street": 1, "notice": first.id})
    assert matters.again(first).state == "replaced"


def test_the_explanation_of_a_kept_date_still_adds_up(matters):
    late_in(matters, 2027, 2, 18)
    issue = matters.reach("executing")
    bring(matters)
    with matters.office.database.reading() as db:
        one = next(clock for clock in running(db, issue, book_of(db, 1)) if clock.kind == "handle")
    assert sum(row.days for row in one.explanation.rows) == 5 + 1
    assert one.explanation.rows[-1].end == date(2027, 2, 25)
    assert "已告知期限保留 1 个工作日" in str(one.explanation.sentence)
    assert one.explanation.note is None


def test_history_names_the_file_and_stays_sound(matters):
    late_in(matters, 2027, 2, 3)
    matters.reach("handling")
    notice = bring(matters)
    assert [step for step, _ in steps_of(matters, "holiday_notice", notice.id)] == ["publish", "recount"]
    assert steps_of(matters, "holiday_notice", notice.id)[0][1] == {"year": 2027, "days": TEXT}
    report = verify(matters.office, entitled)
    assert (report.status, report.first_bad) == (0, None)


def test_a_later_notice_replaces_the_earlier_one_of_its_year_alone(matters):
    first = bring(matters)
    second = bring(matters, TEXT.replace("2027-05-08", "2027-05-09"))
    assert matters.again(first).state == "replaced"
    assert matters.again(second).state == "in_force"
    assert book(matters).calendar().is_working(date(2027, 5, 9))
    assert not book(matters).calendar().is_working(date(2027, 5, 8))
    assert not book(matters).calendar().is_working(date(2026, 10, 1))


def test_the_same_notice_twice_is_refused(matters):
    bring(matters)
    with pytest.raises(BadAnswers) as refusal:
        bring(matters)
    assert str(refusal.value.fields["days"]) == "与施行中的通知完全相同，没有变化"


def test_counting_once_more_changes_nothing(matters):
    late_in(matters, 2027, 2, 3)
    issue = matters.reach("handling")
    notice = bring(matters)
    before = dates(matters, issue.id), matters.again(notice).moved
    with matters.office.desk(matters.actor("system")) as desk:
        desk.take(HolidayNotice, notice.id, "recount", {})
    assert (dates(matters, issue.id), matters.again(notice).moved) == before


def dates(m: Matters, id: int) -> dict[str, datetime]:
    return {kind: row.due_at for kind, row in clocks(m, "issue", id).items()}


@pytest.mark.parametrize("who", ["secretary", "community", "street_head", "auditor", "security", "unit"])
def test_only_the_system_administrator_imports(matters, who):
    with pytest.raises(NotPermitted):
        bring(matters, who=who)


def test_the_operator_of_the_server_imports_too(matters):
    notice = bring(matters, who="operator")
    with matters.office.database.reading() as db:
        found = fetch_one(db, HolidayNotice, NOTICES.c.id == notice.id)
    assert found is not None
    assert found.source == SOURCE
