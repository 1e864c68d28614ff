"""A limit is set from a day on: the street within the ceiling, others only tighter; what runs keeps its own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matters import Matters
from workflow.calendar.days import Calendar
from workflow.issues.weighing import weigh
from workflow.kernel.clock import local
from workflow.kernel.db import Database
from workflow.kernel.errors import BadAnswers, NotPermitted
from workflow.rules.book import Book, book_of
from workflow.rules.model import Rule
from workflow.rules.settable import LIMIT, SETTABLE, default_of, setting


def today(m: Matters) -> date:
    return local(m.watch.now).date()


def set_limit(m: Matters, who: str, org: str, clock: str, amount: int, ahead: int = 0) -> Rule:
    answers = {"org": m.street.orgs[org], "clock": clock, "amount": amount, "starts": today(m) + timedelta(ahead)}
    with m.office.desk(m.actor(who)) as desk:
        return desk.begin(Rule, "set_limit", answers)


def holds(m: Matters, org: str, clock: str, ahead: int = 0) -> int:
    with m.office.database.reading() as db:
        return book_of(db, 1).ruled(clock, m.street.orgs[org], today(m) + timedelta(ahead))


def test_the_streets_rule_holds_for_everybody_from_its_day_on(matters):
    set_limit(matters, "street", "street", "handle.general", 8, ahead=3)
    assert [holds(matters, org, "handle.general") for org in ("street", "a", "a1", "u1")] == [5, 5, 5, 5]
    assert [holds(matters, org, "handle.general", 3) for org in ("street", "a", "a1", "u1")] == [8, 8, 8, 8]


def test_a_branch_tightens_its_own_and_nobody_elses(matters):
    set_limit(matters, "secretary", "a1", "handle.general", 3)
    assert [holds(matters, org, "handle.general") for org in ("a1", "a2", "a", "street")] == [3, 5, 5, 5]


def test_nobody_loosens_what_is_above(matters):
    with pytest.raises(BadAnswers) as refusal:
        set_limit(matters, "secretary", "a1", "handle.general", 6)
    assert str(refusal.value.fields["amount"]) == "上级现行的是 5，下级只能更短"
    set_limit(matters, "secretary", "a1", "handle.general", 4)
    set_limit(matters, "street", "street", "handle.general", 3)  # tightened above afterwards
    assert holds(matters, "a1", "handle.general") == 3


@pytest.mark.parametrize("clock", setting(LIMIT))
def test_the_ceiling_is_never_passed(matters, clock):
    most = SETTABLE[clock].most
    with pytest.raises(BadAnswers):
        set_limit(matters, "street", "street", clock, most + 1)
    set_limit(matters, "street", "street", clock, most)
    assert holds(matters, "a1", clock) == most


@pytest.mark.parametrize(("who", "org"), [("secretary", "a2"), ("secretary", "a"), ("community", "a1")])
def test_whoever_is_below_the_street_sets_only_the_own(matters, who, org):
    with pytest.raises(BadAnswers):
        set_limit(matters, who, org, "verify", 1)


@pytest.mark.parametrize("who", ["system", "auditor", "unit", "dispatcher"])
def test_nobody_else_sets_any(matters, who):
    with pytest.raises(NotPermitted):
        set_limit(matters, who, "street", "verify", 1)


def test_a_clock_that_began_before_keeps_its_limit(matters):
    before = matters.reach("executing")
    set_limit(matters, "street", "street", "handle.general", 2)
    assert matters.again(before).due_at == before.due_at
    after = matters.reach("executing")
    assert after.due_at < before.due_at


def test_a_rule_that_was_withdrawn_holds_no_more(matters):
    rule = set_limit(matters, "street", "street", "verify", 1)
    assert holds(matters, "a1", "verify") == 1
    with matters.office.desk(matters.actor("street2")) as desk:
        desk.take(Rule, rule.id, "withdraw", {})
    assert holds(matters, "a1", "verify") == 2


def test_a_limit_is_weighed_by_what_happened(matters):
    matters.reach("executing")
    matters.watch.forward(days=4)
    with matters.office.database.reading() as db:
        street, branch = (
            weigh(db, 1, matters.street.orgs[org], "handle.general", 2, matters.watch.now) for org in ("street", "b1")
        )
    assert (street.n, street.late, street.then) == (1, 0, 1)
    assert branch.n == 0


amounts = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 60)), max_size=4)


@given(amounts, amounts, amounts, st.dates(date(2026, 1, 1), date(2027, 1, 31)))
def test_whatever_was_set_a_lower_level_is_never_looser(street, community, branch, on):
    """Rules set behind the check, in any order: what holds still only tightens downwards, below the ceiling."""
    rules = {("verify", place): tuple(sorted(found)) for place, found in ((1, street), (2, community), (3, branch))}
    book = Book("x", Calendar.seeded(), above={0: (1,), 1: (1,), 2: (1, 2), 3: (1, 2, 3)}, rules=rules)
    at_street, at_community, at_branch = (book.ruled("verify", org, on) for org in (1, 2, 3))
    assert at_branch <= at_community <= at_street <= SETTABLE["verify"].most
    if not any(starts <= on for starts, _ in street):
        assert at_street == default_of("verify")[0]


def test_limits_are_read_from_the_database_by_every_process(database: Database):
    m = Matters(database)
    set_limit(m, "street", "street", "verify", 1)
    with database.reading() as db:
        assert book_of(db, 1).limit("verify", "general", None, m.street.orgs["a1"], today(m)) == (1, "working_days")
