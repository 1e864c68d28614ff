"""How matters really went: counted from the rows, for those who may see them, and adding up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.matters import Matters
from workflow.issues.spans import span
from workflow.kernel.clock import local
from workflow.reports import process as reports
from workflow.reports.process import Process, process


def looked_at(matters: Matters, who: str = "auditor") -> Process:
    today = local(matters.watch.now).date()
    with matters.office.database.reading() as db:
        return process(db, matters.actor(who), span(today - timedelta(days=30), today), matters.watch.now)


def test_matters_that_went_alike_are_one_variant(matters):
    matters.reach("accepted"), matters.reach("accepted"), matters.reach("executing")
    told = looked_at(matters)
    assert [(one.path, one.n) for one in told.variants] == [
        (("registered", "accepted"), 2), (("registered", "accepted", "executing"), 1),
    ]  # fmt: skip
    assert (told.n, told.different, told.moves["registered", "accepted"]) == (3, 2, 3)


def test_a_state_that_was_come_back_to_is_a_loop(matters):
    issue = matters.reach("objected")
    matters.reach("accepted")
    loops = {state: (n, most) for state, n, most, _some in looked_at(matters).loops}
    assert loops == {"accepted": (1, 2), "executing": (1, 2), "verifying": (1, 2), "replied": (1, 2)}
    assert looked_at(matters).loops[0][3] == [(issue.id, issue.number)]


def test_work_sent_from_one_unit_to_another_is_passing(matters):
    issue = matters.reach("returned")
    matters.take("secretary", matters.sheets(issue)[0], "agree")
    again = {"lead": matters.street.orgs["u2"], "request": "请办理", "basis": "routine"}
    matters.take("secretary", issue, "transfer", **again)
    matters.reach("handling")
    ((before, after, n, some),) = looked_at(matters).passes
    assert before != after
    assert (n, some) == (1, [(issue.id, issue.number)])


def test_dwell_in_all_states_adds_up_to_the_age(matters):
    issue = matters.reach("accepted")
    matters.watch.forward(days=3)
    told = looked_at(matters)
    hours = sum(one.whole for one in told.states.values())
    assert hours == pytest.approx((matters.watch.now - issue.registered_at).total_seconds() / 3600)
    assert told.states["accepted"].middle == pytest.approx(72, abs=0.1)


def test_only_what_one_may_see_is_counted(matters):
    matters.reach("accepted")
    assert looked_at(matters, "community").n == 1
    assert looked_at(matters, "community_b").n == 0


def test_of_too_many_only_the_newest_are_looked_at(matters, monkeypatch):
    monkeypatch.setattr(reports, "MOST", 2)
    monkeypatch.setattr(reports, "BATCH", 1)
    for _ in range(4):
        matters.reach("accepted")
    told = looked_at(matters)
    assert (told.n, told.cut) == (2, True)


def test_where_nothing_was_registered_there_is_nothing_to_tell(matters):
    told = looked_at(matters)
    assert (told.n, told.variants, told.loops, told.orgs) == (0, [], [], [])
