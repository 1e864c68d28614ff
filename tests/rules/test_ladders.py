"""When somebody is reminded, urged, supervised and named is a rule, and so is how long a reporter may speak."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.matters import Matters
from tests.rules.test_limits import holds, set_limit
from workflow.calendar.days import Calendar
from workflow.issues.ladder import LADDER, Rung, holding
from workflow.issues.weighing import weigh, weigh_rung
from workflow.jobs.sweep import sweep
from workflow.kernel.clock import LOCAL
from workflow.kernel.errors import BadAnswers
from workflow.kernel.history import EVENTS
from workflow.kernel.subject import Subject
from workflow.rules.book import Book
from workflow.rules.settable import RUNG, SETTABLE, setting


def said(m: Matters, subject: Subject) -> list[str]:
    mine = (EVENTS.c.noun == subject.noun) & (EVENTS.c.subject_id == subject.id)
    with m.office.database.reading() as db:
        found = db.execute(select(EVENTS.c.step).where(mine).order_by(EVENTS.c.seq)).scalars()
        return [step for step in found if step in ("warn", "urge", "supervise", "circular")]


def on(m: Matters, day: str) -> None:
    m.watch.now = datetime.fromisoformat(f"2026-{day} 09:01").replace(tzinfo=LOCAL)
    sweep(m.office)


def test_where_nobody_set_any_the_ladder_is_the_usual_one():
    assert (
        Rung("warn", -2, 80),
        Rung("urge", 1, 100),
        Rung("supervise", 5, 200),
        Rung("circular", 10, 300),
    ) == LADDER


def test_the_ladder_of_the_street_is_climbed_by_clocks_that_start_under_it(matters):
    before = matters.reach("executing", urgency="general")  # Monday 23 November and five working days: the 30th
    set_limit(matters, "street", "street", "supervise", 3, ahead=1)
    matters.watch.forward(days=1)
    after = matters.reach("executing", urgency="general")  # 1 December
    on(matters, "12-04")  # four and three working days late
    assert (said(matters, before), said(matters, after)[-1]) == (["urge"], "supervise")
    on(matters, "12-07")
    assert said(matters, before)[-1] == "supervise"
    assert said(matters, after).count("supervise") == 1


def test_a_branch_that_wants_to_hear_earlier_is_reminded_earlier(matters):
    set_limit(matters, "secretary", "a1", "warn", 4)
    issue = matters.reach("executing", urgency="general")
    on(matters, "11-24")
    assert said(matters, issue) == ["warn"]


def test_of_a_limit_in_hours_a_share_is_set(matters):
    set_limit(matters, "street", "street", "urge.share", 150)
    issue = matters.reach("executing", urgency="urgent")  # 24 hours
    matters.watch.forward(hours=30)
    sweep(matters.office)
    assert said(matters, issue) == ["warn"]
    matters.watch.forward(hours=7)
    sweep(matters.office)
    assert said(matters, issue) == ["warn", "urge"]


@pytest.mark.parametrize(("clock", "amount"), [("warn", 1), ("urge", 2), ("supervise", 6), ("warn.share", 85)])
def test_nobody_below_is_called_to_account_later(matters, clock, amount):
    held = holds(matters, "a", clock)
    with pytest.raises(BadAnswers) as refusal:
        set_limit(matters, "secretary", "a1", clock, amount)
    assert str(refusal.value.fields["amount"]) == f"上级现行的是 {held}，下级只能更早"


@pytest.mark.parametrize(
    ("clock", "amount", "told"),
    [
        ("supervise", 11, "不能晚于“逾期通报：期满后”的 10"),
        ("circular", 4, "不能早于“逾期督办：期满后”的 5"),
        ("circular", 31, "只能设为 3 至 30"),
        ("reporter", 6, "只能设为 7 至 30"),
        ("archive", 29, "只能设为 30 至 90"),
    ],
)
def test_a_rung_keeps_its_place_and_a_window_its_least(matters, clock, amount, told):
    with pytest.raises(BadAnswers) as refusal:
        set_limit(matters, "street", "street", clock, amount)
    assert str(refusal.value.fields["amount"]) == told


def test_a_reporter_has_as_long_as_the_street_says_and_below_never_less(matters):
    set_limit(matters, "street", "street", "reporter", 10)
    with pytest.raises(BadAnswers) as refusal:
        set_limit(matters, "secretary", "a1", "reporter", 8)
    assert str(refusal.value.fields["amount"]) == "上级现行的是 10，下级只能更长"
    set_limit(matters, "secretary", "a1", "reporter", 14)
    assert [holds(matters, org, "reporter") for org in ("street", "a", "a1")] == [10, 10, 14]
    issue = matters.reach("replied", reporter_name="何女士")
    left = issue.due_at - matters.watch.now
    assert timedelta(days=14) <= left < timedelta(days=17)


def test_after_closing_there_is_as_long_to_object_as_the_street_says(matters):
    set_limit(matters, "street", "street", "archive", 60)
    issue = matters.reach("closed")
    assert issue.due_at - matters.watch.now >= timedelta(days=60)


def test_a_rung_and_a_window_are_weighed_by_what_happened(matters):
    matters.reach("executing", urgency="general")
    matters.reach("replied", reporter_name="何女士")
    on(matters, "12-04")  # four working days late; the window of the reporter is over
    street = matters.street.orgs["street"]
    with matters.office.database.reading() as db:
        rung = weigh_rung(db, 1, street, "supervise", 3, matters.watch.now)
        window = weigh(db, 1, street, "reporter", 20, matters.watch.now)
    assert (rung.late, rung.then > 0) == (0, True)
    assert (window.n, window.late, window.then) == (1, 1, 0)


amounts = st.dictionaries(
    st.tuples(st.sampled_from(sorted(setting(RUNG))), st.integers(1, 3)),
    st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(1, 600)), min_size=1, max_size=2),
    max_size=8,
)


@given(amounts)
def test_whatever_was_set_no_rung_overtakes_another_and_none_comes_later_below(found):
    """Rules set behind the check, in any order."""
    rules = {key: tuple(sorted(mine)) for key, mine in found.items()}
    book = Book("x", Calendar.seeded(), above={0: (1,), 1: (1,), 2: (1, 2), 3: (1, 2, 3)}, rules=rules)
    start = datetime(2026, 11, 23, 10, tzinfo=LOCAL)
    above: tuple[Rung, ...] = ()
    for org in (1, 2, 3):
        rungs = holding(book, org, start)
        assert [rung.days for rung in rungs] == sorted(rung.days for rung in rungs)
        assert [rung.percent for rung in rungs] == sorted(rung.percent for rung in rungs)
        assert all(
            one.days <= other.days and one.percent <= other.percent for one, other in zip(rungs, above, strict=False)
        )
        above = rungs
    assert SETTABLE["warn"].least <= -above[0].days <= SETTABLE["warn"].most
