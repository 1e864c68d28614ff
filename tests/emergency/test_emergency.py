"""Emergency mode: who declares it, where and how long it holds, what it changes, and that it ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from workflow.emergency.queries import ground
from workflow.issues import Issue, acts
from workflow.issues.basis import bases
from workflow.issues.clocks import DEADLINES
from workflow.issues.details import running
from workflow.issues.entitled import entitled
from workflow.issues.model import Deadline, Decision
from workflow.jobs.sweep import sweep
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import BadAnswers, Barred, NotLegal, NotPermitted
from workflow.kernel.policy import Case
from workflow.kernel.verify import verify
from workflow.rules.book import book_of
from workflow.supervision.model import Order

DECISIONS = bare(Decision)


def drain(storm, **data) -> Issue:
    """Accepted, not routine: without emergency only a meeting could decide."""
    return storm.reach("accepted", category="drain", **data)


def may_act_first(storm, issue, who: str = "secretary") -> bool:
    with storm.office.database.reading() as db:
        return "emergency" in bases(Case(db, storm.actor(who), storm.again(issue), storm.watch.now))


def limit_of(storm, subject) -> tuple[int, str]:
    with storm.office.database.reading() as db:
        clock = next(one for one in running(db, subject, book_of(db, 1)) if one.kind == "handle")
        return clock.due.limit, clock.due.unit


def test_it_holds_in_its_grids_and_nowhere_else(storm):
    mode = storm.declare()
    with storm.office.database.reading() as db:
        assert [row.name for row in ground(db, mode.id)] == ["东一第一网格", "东一第二网格", "东二第一网格"]
    assert may_act_first(storm, drain(storm))
    elsewhere = storm.register("secretary_b1", place="迳口广场")
    assert not may_act_first(storm, elsewhere, "secretary_b1")


def test_without_it_a_meeting_decides(storm):
    issue = drain(storm)
    assert not may_act_first(storm, issue)
    with pytest.raises(Barred):
        storm.take("secretary", issue, "execute", basis="emergency")


def test_it_is_over_when_its_time_is_over_although_no_clock_has_rung(storm):
    mode, issue = storm.declare(), drain(storm)
    storm.watch.now = mode.ends_at - timedelta(minutes=1)
    assert may_act_first(storm, issue)
    storm.watch.now = mode.ends_at
    assert not may_act_first(storm, issue)
    assert storm.again(mode).state == "emergency"  # nobody has swept yet


def test_its_clock_brings_normal_mode_back(storm):
    mode = storm.declare()
    storm.watch.now = mode.ends_at - timedelta(minutes=1)
    sweep(storm.office)
    assert storm.again(mode).state == "emergency"
    storm.watch.now = mode.ends_at
    sweep(storm.office)
    over = storm.again(mode)
    assert (over.state, over.ended_at) == ("normal", mode.ends_at)


def test_whoever_declared_it_or_the_street_ends_it_before_its_time(storm):
    mode, issue = storm.declare("community"), drain(storm)
    with pytest.raises(NotPermitted):
        storm.take("community_b", mode, "stand_down", reason="风停了")
    storm.take("street", mode, "stand_down", reason="风停了")
    assert not may_act_first(storm, issue)
    with pytest.raises(NotLegal):
        storm.take("street", mode, "stand_down", reason="再停一次")


def test_a_branch_declares_nothing(storm):
    with pytest.raises(NotPermitted):
        storm.declare("secretary")


def test_a_community_declares_it_for_its_own_grids_only(storm):
    with pytest.raises(BadAnswers):
        storm.declare("community_b")
    assert storm.declare("community").org_id == storm.street.orgs["a"]


@pytest.mark.parametrize("wrong", [{"hours": 0}, {"hours": 169}, {"branches": [], "grids": []}, {"orders": ""}])
def test_what_cannot_be_meant_is_refused_and_changes_nothing(storm, wrong):
    with pytest.raises(BadAnswers):
        storm.declare(**wrong)
    with storm.office.database.reading() as db:
        assert book_of(db, 1).modes == ()


def test_clocks_that_start_in_it_are_urgent_and_those_told_before_stay(storm):
    before = storm.reach("executing", urgency="complex")
    storm.declare()
    meanwhile = storm.reach("executing", urgency="general")
    assert limit_of(storm, before) == (15, "working_days")
    assert limit_of(storm, meanwhile) == (24, "hours")
    assert storm.again(meanwhile).urgency == "general"


def test_a_unit_works_to_the_same_urgent_clock(storm):
    storm.declare()
    issue = storm.reach("handling", urgency="general")
    lead = storm.sheets(issue)[0]
    assert limit_of(storm, lead) == limit_of(storm, issue) == (24, "hours")
    assert lead.handle_by - lead.dispatched_at == timedelta(hours=24)


def test_a_correction_afterwards_counts_with_the_urgency_of_then(storm):
    mode = storm.declare()
    issue = storm.reach("executing", urgency="general")
    storm.watch.now = mode.ends_at + timedelta(hours=1)
    storm.take("secretary", issue, "correct", urgency="complex", reason="更复杂")
    assert limit_of(storm, issue) == (24, "hours")


def test_every_act_in_it_is_marked_and_listed_until_a_meeting_ratified_it(storm):
    mode, issue = storm.declare(), drain(storm)
    storm.take("secretary", issue, "execute", basis="emergency")
    actor = storm.actor("street")
    with storm.office.database.reading() as db:
        assert [(row.id, row.ratified) for row in acts.of_emergency(db, actor, mode.id)] == [(issue.id, False)]
        assert [row.id for row in acts.unratified(db, actor)] == [issue.id]
        assert acts.of_emergency(db, storm.actor("secretary_b1"), mode.id) == []


def test_an_act_for_danger_belongs_to_no_declaration(storm):
    issue = drain(storm, urgency="danger")
    storm.take("secretary", issue, "execute", basis="emergency")
    with storm.office.database.reading() as db:
        assert db.execute(select(DECISIONS.c.emergency_id)).scalar_one() is None


def test_a_matter_is_not_archived_before_its_act_was_ratified(storm):
    storm.declare()
    issue = drain(storm)
    storm.take("secretary", issue, "execute", basis="emergency")
    storm.take("secretary", issue, "report_done", result="已清障")
    storm.take("member", issue, "verify", outcome="solved", answer="已清障")
    storm.take(storm.reporter(issue), issue, "confirm", contacted=True, solved=True)
    with pytest.raises(Barred) as refusal:
        storm.take(storm.clock(), issue, "archive")
    assert "还没有经会议追认" in str(refusal.value.sentence)
    with storm.office.database.writing() as db:
        db.execute(DECISIONS.update().values(ratified=True))
    storm.take(storm.clock(), issue, "archive")
    assert storm.again(issue).state == "archived"


def acted(storm) -> Issue:
    storm.declare()
    issue = drain(storm)
    storm.take("secretary", issue, "execute", basis="emergency")
    return issue


def orders(storm, issue) -> list[tuple[str, str, str]]:
    with storm.office.database.reading() as db:
        found = fetch(db, Order, bare(Order).c.about_id == issue.id, bare(Order).c.clock == "ratify")
        names = {id: name for name, id in storm.street.orgs.items()}
        return [(names[one.issuer_id], names[one.org_id], one.state) for one in found]


def ratification(storm, issue) -> Deadline | None:
    mine = (DEADLINES.c.subject_id == issue.id) & (DEADLINES.c.kind == "ratify") & DEADLINES.c.stopped_at.is_(None)
    with storm.office.database.reading() as db:
        return next(iter(fetch(db, Deadline, DEADLINES.c.noun == "issue", mine)), None)


def test_an_act_no_meeting_ratified_in_thirty_days_is_called_to_account_by_the_level_above_once(storm):
    issue = acted(storm)
    clock = ratification(storm, issue)
    assert clock is not None
    assert (clock.due_at - clock.started_at).days >= 29
    storm.watch.now = clock.due_at - timedelta(minutes=1)
    sweep(storm.office)
    assert orders(storm, issue) == []
    storm.watch.now = clock.due_at + timedelta(minutes=1)
    sweep(storm.office)
    storm.watch.forward(days=3)
    sweep(storm.office)
    assert orders(storm, issue) == [("a", "a1", "issued")]


def test_neither_a_pause_nor_the_end_of_the_matter_holds_that_clock(storm):
    issue = acted(storm)
    due = ratification(storm, issue).due_at
    storm.take("secretary", issue, "report_done", result="已清障")
    storm.take("member", issue, "verify", outcome="solved", answer="已清障")
    storm.take(storm.reporter(issue), issue, "confirm", contacted=True, solved=True)
    assert storm.again(issue).state == "closed"
    storm.watch.now = due + timedelta(minutes=1)
    sweep(storm.office)
    assert (storm.again(issue).state, orders(storm, issue)) == ("closed", [("a", "a1", "issued")])


def test_a_matter_that_is_paused_meanwhile_stays_paused_and_is_called_to_account(storm):
    issue = acted(storm)
    due = ratification(storm, issue).due_at
    storm.watch.now = due - timedelta(days=5)
    storm.take("secretary", issue, "ask_pause", why="outside_window", days=15, reason="等雨停")
    storm.take("community", storm.asked(issue), "approve")
    storm.watch.now = due + timedelta(minutes=1)
    sweep(storm.office)
    assert storm.again(issue).paused_at is not None
    assert orders(storm, issue) == [("a", "a1", "issued")]


def test_several_acts_of_a_matter_have_one_clock_that_of_the_first(storm):
    issue = acted(storm)
    first = ratification(storm, issue)
    storm.watch.forward(hours=3)
    storm.take("secretary", issue, "escalate", basis="emergency", reason="too_major", facts="积水", tried="清障",
               asked="请社区处置", recommendation="抽排")  # fmt: skip
    assert ratification(storm, issue).started_at == first.started_at


def test_what_was_decided_in_it_on_another_basis_is_listed_as_well(storm):
    mode = storm.declare()
    issue = storm.reach("accepted", category="lamp")
    storm.take("secretary", issue, "execute", basis="routine")
    with storm.office.database.reading() as db:
        assert [(row.id, row.basis) for row in acts.of_emergency(db, storm.actor("street"), mode.id)] == [
            (issue.id, "routine")
        ]
        assert acts.unratified(db, storm.actor("street")) == []


def test_history_holds_with_emergencies_in_it(storm):
    mode = storm.declare()
    storm.take("street", mode, "stand_down", reason="风停了")
    report = verify(storm.office.database, entitled)
    assert (report.status, report.first_bad) == (0, None)
