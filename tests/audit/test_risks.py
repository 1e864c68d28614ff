"""A risk is a question to the record: it asks about the matters that show something, and about no others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.street import operator
from workflow.audit.risks import RISKS, counts, listed
from workflow.issues.consent import current
from workflow.issues.spans import span
from workflow.kernel.clock import local
from workflow.kernel.policy import REPORTER, Actor, Capacity


def asked_about(matters, name: str, who: str = "auditor", days: int = 30) -> set[int]:
    today = local(matters.watch.now).date()
    with matters.office.database.reading() as db:
        times = span(today - timedelta(days=days), today)
        found = listed(db, matters.actor(who), times, name, matters.watch.now, None, 50)
        assert counts(db, matters.actor(who), times, matters.watch.now)[name] == len(found)
    return {row.id for row in found}


def test_a_quiet_matter_is_asked_about_by_no_risk(matters):
    issue = matters.reach("verifying")
    matters.watch.forward(days=1)
    matters.take("member", issue, "verify", outcome="solved", answer="已清理干净")
    matters.watch.forward(days=1)
    matters.take(matters.reporter(issue), issue, "confirm", contacted=True, solved=True, satisfied=5)
    assert {name: asked_about(matters, name) for name in RISKS} == {name: set() for name in RISKS}


def test_an_answer_after_the_answer_clock_is_late(matters):
    late, good = matters.reach("executing"), matters.reach("executing")
    matters.watch.forward(days=5)
    for issue in (good,):
        matters.take("secretary", issue, "report_done", result="已清理")
        matters.take("member", issue, "verify", outcome="solved", answer="已清理")
    matters.watch.forward(days=70)
    assert asked_about(matters, "late_answer", days=100) == {late.id}


def test_two_objections_are_reopened_twice(matters):
    issue, once = matters.reach("objected"), matters.reach("objected")
    assert asked_about(matters, "reopened_twice") == set()
    matters.take(matters.reporter(issue), issue, "object_again", remains="还在")
    assert asked_about(matters, "reopened_twice") == {issue.id}
    assert once.id not in asked_about(matters, "reopened_twice")


def test_a_return_by_a_unit_is_shown(matters):
    issue = matters.reach("returned")
    matters.reach("handling")
    assert asked_about(matters, "given_back") == {issue.id}


@pytest.mark.parametrize(("minutes", "asked"), [(3, True), (30, False)])
def test_a_confirmation_minutes_after_the_answer_is_shown(matters, minutes, asked):
    issue = matters.reach("replied")
    matters.watch.forward(minutes=minutes)
    matters.take(matters.reporter(issue), issue, "confirm", contacted=True, solved=True, satisfied=5)
    assert (issue.id in asked_about(matters, "closed_at_once")) is asked


def test_an_objection_minutes_after_the_answer_is_not_a_quick_closing(matters):
    issue = matters.reach("replied")
    matters.watch.forward(minutes=1)
    matters.take(matters.reporter(issue), issue, "object", remains="没清")
    assert asked_about(matters, "closed_at_once") == set()


def test_one_person_who_registers_and_verifies_is_shown(matters):
    issue = matters.register("member")
    matters.take("secretary", issue, "accept", category=matters.street.categories["clutter"], urgency="general")
    matters.take("secretary", issue, "execute", basis="routine")
    matters.take("secretary", issue, "report_done", result="已清理")
    matters.take("member", issue, "verify", outcome="solved", answer="已清理")
    matters.reach("replied")
    assert asked_about(matters, "one_hand") == {issue.id}


def test_an_emergency_act_without_ratification_is_shown(matters):
    issue = matters.register(urgency="danger")
    matters.take("secretary", issue, "accept", category=matters.street.categories["clutter"], urgency="danger")
    matters.take("secretary", issue, "execute", basis="emergency")
    assert asked_about(matters, "not_ratified") == {issue.id}


def test_a_complex_matter_on_a_routine_basis_is_shown(matters):
    issue = matters.reach("accepted", urgency="complex")
    matters.take("secretary", issue, "execute", basis="routine")
    matters.reach("executing")
    assert asked_about(matters, "routine_but_large") == {issue.id}


def test_matters_outside_the_days_are_not_asked_about(matters):
    matters.reach("returned")
    matters.watch.forward(days=40)
    assert asked_about(matters, "given_back") == set()
    assert asked_about(matters, "given_back", days=60) != set()


def test_the_days_are_those_of_the_street():
    times = span(date(2026, 11, 23), date(2026, 11, 23))
    assert (times.since.isoformat(), times.until.isoformat()) == (
        "2026-11-23T00:00:00+08:00", "2026-11-24T00:00:00+08:00",
    )  # fmt: skip


def test_nobody_without_a_post_is_shown_anything(matters):
    matters.reach("returned")
    today = local(matters.watch.now).date()
    with matters.office.database.reading() as db:
        found = listed(db, operator(), span(today, today), "given_back", matters.watch.now, None, 50)
    assert found == []


def test_counting_stops_where_more_would_tell_nothing(matters, monkeypatch):
    for _ in range(3):
        matters.reach("returned")
    monkeypatch.setattr("workflow.audit.risks.COUNTED", 2)
    today = local(matters.watch.now).date()
    with matters.office.database.reading() as db:
        found = counts(db, matters.actor("auditor"), span(today, today), matters.watch.now)
    assert found["given_back"] == 2


def test_a_matter_that_four_more_have_joined_is_large(matters):
    issue = matters.reach("executing")
    neighbour = Actor(0, "", (Capacity(REPORTER, issue.id, issue.street_id),))
    for asked in (set(), set(), set(), {issue.id}):
        matters.take(neighbour, issue, "join", more="也反映", notice=current().version)
        assert asked_about(matters, "routine_but_large") == asked
