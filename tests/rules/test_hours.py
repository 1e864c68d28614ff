"""The close of business is a rule: the street's for all, earlier below, and never for a date that was told already."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matters import Matters
from workflow.calendar.counting import USUAL, Hours, count
from workflow.calendar.days import Calendar
from workflow.calendar.explaining import explain
from workflow.issues.details import running
from workflow.issues.promises import promises
from workflow.issues.weighing import weigh_hours
from workflow.kernel.clock import LOCAL, local
from workflow.kernel.errors import BadAnswers, NotPermitted
from workflow.kernel.subject import Subject
from workflow.rules.book import Book, book_of
from workflow.rules.model import Rule

calendar = Calendar.seeded()
FIVE, SIX = time(17), time(18)


def today(m: Matters) -> date:
    return local(m.watch.now).date()


def set_hours(m: Matters, who: str, org: str, closes: str, ahead: int = 0) -> Rule:
    answers = {"org": m.street.orgs[org], "closes": closes, "starts": today(m) + timedelta(ahead)}
    with m.office.desk(m.actor(who)) as desk:
        return desk.begin(Rule, "set_hours", answers)


def hours(m: Matters, org: str, ahead: int = 0) -> Hours:
    with m.office.database.reading() as db:
        return book_of(db, 1).hours(m.street.orgs[org], today(m) + timedelta(ahead))


def ends(m: Matters, subject: Subject) -> str:
    due = m.again(subject).due_at
    assert due is not None
    return f"{local(due):%H:%M}"


def test_where_nobody_set_any_business_ends_at_half_past_five(matters):
    assert hours(matters, "a1") == USUAL == Hours(time(17, 30), time(17, 30))


def test_the_streets_hours_hold_for_everybody_from_their_day_on(matters):
    set_hours(matters, "street", "street", "18:00", ahead=2)
    assert hours(matters, "a1") == USUAL
    assert [hours(matters, org, 2) for org in ("street", "a", "a1", "u1")] == [Hours(SIX, SIX)] * 4


def test_a_branch_ends_its_last_day_earlier_and_receives_as_long_as_the_street(matters):
    set_hours(matters, "secretary", "a1", "17:00")
    assert hours(matters, "a1") == Hours(receives=time(17, 30), closes=FIVE)
    assert hours(matters, "a2") == USUAL


def test_nobody_below_closes_later(matters):
    with pytest.raises(BadAnswers) as refusal:
        set_hours(matters, "secretary", "a1", "18:00")
    assert str(refusal.value.fields["closes"]) == "上级 17:30 下班，下级只能更早"


@pytest.mark.parametrize("closes", ["", "15:00", "20:30", "17:31", "25:00", "午夜"])
def test_only_a_close_of_business_that_can_be_is_set(matters, closes):
    with pytest.raises(BadAnswers):
        set_hours(matters, "street", "street", closes)
    assert hours(matters, "street") == USUAL


@pytest.mark.parametrize("who", ["system", "auditor", "unit", "dispatcher"])
def test_nobody_else_sets_them(matters, who):
    with pytest.raises(NotPermitted):
        set_hours(matters, who, "street", "17:00")


def test_a_date_that_was_told_never_comes_earlier(matters):
    before = matters.reach("executing")
    told = matters.again(before).due_at
    set_hours(matters, "street", "street", "17:00")
    assert matters.again(before).due_at == told
    assert ends(matters, matters.reach("executing")) == "17:00"
    matters.take("secretary", before, "correct", urgency="complex", reason="比看上去复杂")
    assert ends(matters, before) == "17:30"  # counted anew by the hours it was started with


def test_the_date_told_first_is_the_one_that_was_told(matters):
    """Moved later by an extension, the page still says what was promised at first: by the hours of then."""
    set_hours(matters, "street", "street", "17:00")
    issue = matters.reach("executing")
    told = matters.again(issue).due_at
    matters.take("secretary", issue, "ask_extension", days=3, reason="等待材料")
    matters.take("community", matters.asked(issue), "approve")
    with matters.office.database.reading() as db:
        known = promises(db, book_of(db, 1), matters.again(issue), matters.again(issue), 1, matters.watch.now)
    assert [one.first for one in known if one.first] == [told]


def test_why_a_date_says_until_when_the_street_receives(matters):
    set_hours(matters, "street", "street", "17:00")
    matters.watch.now = datetime.combine(today(matters), time(17, 10), LOCAL)
    issue = matters.reach("registered")
    with matters.office.database.reading() as db:
        (clock,) = running(db, issue, book_of(db, 1))
    told = clock.explanation
    assert told is not None
    assert str(told.rows[0].why) == f"17:00 下班后收到，视为 {told.rows[0].end} 收到，当日不计"
    assert str(told.sentence).endswith("17:00 截止。")


def test_other_hours_are_weighed_by_what_happened(matters):
    issue = matters.reach("executing")
    due = matters.again(issue).due_at
    matters.watch.now = due - timedelta(minutes=10)
    matters.take("secretary", issue, "report_done", result="已修好", evidence="照片")
    with matters.office.database.reading() as db:
        found = weigh_hours(db, 1, matters.street.orgs["street"], FIVE, matters.watch.now)
    assert (found.late, found.then) == (0, 1)


GOLDEN = [("2026-02-13", 3, "2026-02-25"), ("2026-09-18", 5, "2026-09-24"), ("2026-09-30", 5, "2026-10-13")]


@pytest.mark.parametrize(("start", "limit", "day"), GOLDEN)
@pytest.mark.parametrize("closes", [FIVE, SIX])
def test_the_golden_days_stand_whenever_business_ends(start, limit, day, closes):
    due = count(calendar, datetime.fromisoformat(f"{start} 10:00").replace(tzinfo=LOCAL), limit, "working_days",
                Hours(closes, closes))  # fmt: skip
    assert local(due.at) == datetime.combine(date.fromisoformat(day), closes, LOCAL)
    assert str(explain(calendar, due).sentence).endswith(f"{closes:%H:%M} 截止。")


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(LOCAL))  # noqa: DTZ001
closing = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from(range(960, 1201, 30))))


@given(closing, closing, moments, st.integers(1, 20))
def test_whatever_is_set_below_nobody_waits_longer_there(street, branch, start, limit):
    rules = {("close", place): tuple(sorted(found)) for place, found in ((1, street), (2, branch)) if found}
    book = Book("x", calendar, above={0: (1,), 1: (1,), 2: (1, 2)}, rules=rules)
    on = local(start).date()
    above, below = (count(calendar, start, limit, "working_days", book.hours(org, on)) for org in (1, 2))
    assert below.at <= above.at
    assert below.day == above.day
