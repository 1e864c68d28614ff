"""Each guard of an issue and of an assignment: it refuses where its rule says so, and nothing else would.

The planted fault is the step without its guard: were the guard forgotten, the step would be permitted, and the first
of the two tests would fail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import update

from tests.matters import Matters
from workflow.issues import Assignment, Issue
from workflow.kernel.db import bare
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import GUARDS
from workflow.kernel.policy import CLOCK, REPORTER, Case, permit
from workflow.kernel.subject import Subject
from workflow.rules.limits import REVEALS_A_DAY
from workflow.supervision import Order

ISSUES = bare(Issue)
Story = Callable[[Matters], Subject]


@dataclass(frozen=True)
class Refused:
    """Who is refused which step, after which story."""

    who: str
    step: str
    after: Story


def sheet(story: str, nth: int = 0) -> Story:
    """The nth assignment of the matter in this story."""
    return lambda m: m.sheets(m.reach(story))[nth]


def reached(story: str, **data: Any) -> Story:
    return lambda m: m.reach(story, **data)


def then(story: str, who: str, step: str, **data: Any) -> Story:
    """The story, and one step more."""

    def told(m: Matters) -> Subject:
        issue = m.reach(story)
        return m.take(m.reporter(issue) if who == REPORTER else who, issue, step, **data)  # type: ignore[no-any-return]

    return told


def restricted_and_closed(m: Matters) -> Issue:
    issue = m.reach("replied")
    m.take("secretary", issue, "restrict", reason="涉及个人")
    return m.take(m.clock(), issue, "lapse")


def unroutine(m: Matters) -> Issue:
    return m.reach("accepted", category="drain")


def of_no_branch(m: Matters) -> Issue:
    issue = m.register("street", place="没有网格的地方")
    return m.take("street", issue, "accept", category=m.street.categories["clutter"], urgency="general")


def remanded_before(m: Matters) -> Issue:
    issue = m.reach("taken_up")
    m.take("community", issue, "remand", reason="支部可办", guidance="先清理")
    m.take("secretary", issue, "escalate", reason="too_major", facts="涉及两栋楼", basis="routine")
    return m.take("community", issue, "take_up")


def objected_twice(m: Matters) -> Issue:
    issue = m.reach("objected")
    m.take(m.reporter(issue), issue, "object_again", remains="角落还有")
    return m.take("community", issue, "take_up")


def with_an_accused_branch_on_its_path(m: Matters) -> Issue:
    """No step leads here: a matter about staff loses its branch. The guard holds should one ever forget to."""
    issue = m.reach("about_staff")
    m.take("community", issue, "accept", category=m.street.categories["clutter"], urgency="general")
    with m.office.database.writing() as db:
        db.execute(update(ISSUES).where(ISSUES.c.id == issue.id).values(branch_id=m.street.orgs["a1"]))
    return issue


def contested(m: Matters) -> Issue:
    issue = m.reach("not_accepted")
    m.take(m.reporter(issue), issue, "contest", why="属于支部职责")
    m.take("community", issue, "take_up")
    m.take("community", issue, "route", org=m.street.orgs["a1"], reason="由支部办理")
    return m.take("secretary", issue, "decline", reason="statutory", channel="人民法院", answer="请依法提起诉讼")


def routed_twice(m: Matters) -> Issue:
    issue = m.register()
    m.take("secretary", issue, "route", org=m.street.orgs["a2"], reason="在东二")
    return m.take("secretary_a2", issue, "route", org=m.street.orgs["a1"], reason="在东一")


def answered_to_two(m: Matters) -> Issue:
    issue = m.reach("leading")
    m.take("secretary", issue, "execute", basis="routine")
    m.take("secretary", issue, "report_done", result="已清理")
    return m.take("member", issue, "verify", outcome="solved", answer="已清理干净")


def long_closed(m: Matters) -> Issue:
    issue = m.reach("closed")
    m.watch.forward(days=31)
    return issue


def reviewed(m: Matters) -> Issue:
    issue = m.reach("under_review")
    m.take("community", issue, "uphold", finding="属实", answer="维持原答复")
    return m.take(m.reporter(issue), issue, "confirm", contacted=True, solved=True)


def acted_first(m: Matters) -> Issue:
    """Danger: decided at once, answered and closed before any meeting could ratify it."""
    issue = m.take("secretary", m.reach("accepted", category="drain", urgency="danger"), "execute", basis="emergency")
    m.take("secretary", issue, "report_done", result="已清障")
    m.take("member", issue, "verify", outcome="solved", answer="已清障")
    return m.take(m.reporter(issue), issue, "confirm", contacted=True, solved=True)


def alone(m: Matters) -> Issue:
    """At the street two must be left: one to act, one to verify; the third has gone, the second would be too many."""
    issue = of_no_branch(m)
    return m.take("street2", issue, "declare_recusal", reason="亲属")


def handed_over_late(m: Matters) -> Assignment:
    lead = m.sheets(m.reach("handling"))[0]
    m.watch.forward(days=10)
    return lead


def asked_again(m: Matters) -> Assignment:
    """The unit gave it back once, and the matter came to it a second time."""
    issue = m.reach("returned")
    m.take("secretary", m.sheets(issue)[0], "agree")
    m.take("secretary", issue, "transfer", lead=m.street.orgs["u1"], request="仍请办理", basis="routine")
    return m.sheets(issue)[-1]


def named_by_a_ruling(m: Matters) -> Assignment:
    issue = m.reach("disputed")
    m.take("street", m.sheets(issue)[0], "rule_move", unit=m.street.orgs["u3"], reason="管网归其管理")
    m.take("secretary", issue, "transfer", lead=m.street.orgs["u3"], request="请办理", basis="ruling")
    return m.sheets(issue)[-1]


def with_an_open_order(m: Matters) -> Issue:
    issue = m.register()
    m.watch.forward(days=8)
    with m.office.desk(m.actor("community")) as desk:
        desk.begin(Order, "issue", {"about": "issue", "subject": issue.id})
    told = {"reason": "statutory", "channel": "人民法院", "answer": "请依法提起诉讼"}
    return m.take("secretary", issue, "decline", **told)


def blocked_under(nth: int) -> Story:
    return sheet("resisted", nth)


SUSPENSION = {"explanation": "等待管网改造", "review_on": "2026-12-15"}


def asking(story: str, step: str, **data: Any) -> Story:
    """The owner has asked, and nobody has answered yet."""
    return then(story, "secretary", step, reason="等材料", **data)


def extended(m: Matters) -> Issue:
    issue = m.take("secretary", m.reach("executing"), "ask_extension", days=5, reason="等材料")
    m.take("community", m.asked(issue), "approve")
    return issue


def too_late(m: Matters) -> Issue:
    issue = m.reach("executing")
    m.watch.forward(days=10)
    return issue


def waited_out(m: Matters) -> Issue:
    issue = m.take("secretary", m.reach("executing"), "ask_pause", why="appraisal", days=15, reason="等待鉴定")
    m.take("community", m.asked(issue), "approve")
    m.watch.forward(days=40)
    return m.take(m.clock(), issue, "unpause")


def unit_asked(step: str, answered: str = "", **data: Any) -> Story:
    """The lead unit has asked; the branch answered, or not yet."""

    def told(m: Matters) -> Assignment:
        issue = m.reach("handling")
        lead = m.take("unit", m.sheets(issue)[0], step, reason="等材料", **data)
        if answered:
            m.take("secretary", m.asked(issue), answered)
        return lead

    return told


def unit_waited_out(m: Matters) -> Assignment:
    lead = unit_asked("ask_pause", "approve", why="appraisal", days=15)(m)
    m.watch.forward(days=40)
    m.take(m.clock(), Issue(id=lead.issue_id), "unpause")
    return lead


def erased(m: Matters) -> Issue:
    """Two people have agreed to what its reporter asked for."""
    issue = m.reach("closed")
    m.take(m.reporter(issue), issue, "ask_erasure")
    m.take("secretary", m.asked(issue), "propose", result="approve", opinion="已删除")
    m.take("community", m.asked(issue), "approve")
    return issue


HELD = then("closed", "street_head", "place_hold", reason="法院调取")


def looked_all_day(m: Matters) -> Issue:
    issue = m.register(reporter_phone="13800000000")
    for _ in range(REVEALS_A_DAY):
        m.take("secretary", issue, "reveal", claim=1, purpose="learn", words="核对地点")
    return issue


def unveiled(m: Matters) -> Assignment:
    lead = m.sheets(m.reach("handling"))[0]
    return m.take("secretary", lead, "unveil", reason="须约住户开门")


CASES: dict[str, Refused] = {
    "has_basis": Refused("secretary", "execute", unroutine),
    "below_top": Refused("street", "escalate", reached("at_the_street")),
    "above_branch": Refused("street", "remand", of_no_branch),
    "remand_once": Refused("community", "remand", remanded_before),
    "not_after_second_objection": Refused("community", "remand", objected_twice),
    "not_to_accused": Refused("community", "remand", with_an_accused_branch_on_its_path),
    "not_about_staff": Refused("community_head", "merge", reached("about_staff")),
    "not_leading": Refused("secretary", "merge", reached("leading")),
    "not_registrar": Refused("secretary", "void", reached("registered")),
    "may_contest": Refused(REPORTER, "contest", contested),
    "route_twice": Refused("secretary", "route", routed_twice),
    "only_claim": Refused(REPORTER, "withdraw", reached("leading")),
    "several_claims": Refused(REPORTER, "leave", reached("registered")),
    "last_to_answer": Refused(REPORTER, "confirm", answered_to_two),
    "not_last_to_answer": Refused(REPORTER, "rate", reached("replied")),
    "not_from_staff": Refused("staff", "confirm", reached("replied")),
    "reached_by_call": Refused("member", "confirm", reached("replied", reporter_phone="13812345678")),
    "somebody_to_call": Refused("member", "call_back", reached("replied")),
    "no_objection_left": Refused(REPORTER, "still_unsolved", reached("replied")),
    "changeable": Refused(REPORTER, "revise", reached("replied")),
    "many_reporters": Refused("secretary", "represent", reached("accepted")),
    "seat_free": Refused(REPORTER, "stand", then("leading", REPORTER, "stand")),
    "seated": Refused(REPORTER, "stand_down", reached("leading")),
    "doubted": Refused("community", "look_into", reached("replied")),
    "first_objection": Refused(REPORTER, "object", reached("objected")),
    "second_objection": Refused(REPORTER, "object_again", reached("replied")),
    "within_thirty_days": Refused(REPORTER, "object", long_closed),
    "review_once": Refused(REPORTER, "seek_review", reviewed),
    "final_review_once": Refused(REPORTER, "seek_final_review", reached("closed")),
    "block_by_worker": Refused("secretary", "block", reached("handling")),
    "may_leave_units": Refused("secretary", "escalate", reached("transferred")),
    "ratified_first": Refused(CLOCK, "archive", acted_first),
    "nothing_pending": Refused(CLOCK, "archive", with_an_open_order),
    "from_executing": Refused("member", "redo", reached("units_reported")),
    "from_transferred": Refused("community", "redo_units", reached("verifying")),
    "from_decision": Refused("community", "redo_decision", reached("verifying")),
    "remind_daily": Refused("community", "remind", then("registered", "community", "remind")),
    "running": Refused("secretary", "ask_extension", reached("paused")),
    "paused": Refused("community", "unpause", reached("executing")),
    "extend_once": Refused("secretary", "ask_extension", extended),
    "asked_in_time": Refused("secretary", "ask_extension", too_late),
    "pause_left": Refused("secretary", "ask_pause", waited_out),
    "no_extension_asked": Refused("secretary", "ask_extension", asking("executing", "ask_extension", days=5)),
    "no_pause_asked": Refused("secretary", "ask_pause", asking("executing", "ask_pause", why="appraisal", days=5)),
    "no_suspension_asked": Refused("secretary", "ask_suspension", asking("accepted", "ask_suspension", **SUSPENSION)),
    "claim_lasts": Refused(REPORTER, "correct_contact", then("leading", REPORTER, "leave")),
    "not_erased": Refused(REPORTER, "ask_erasure", erased),
    "no_erasure_asked": Refused(REPORTER, "ask_erasure", then("closed", REPORTER, "ask_erasure")),
    "no_hold": Refused(REPORTER, "erase_contact", HELD),
    "not_held": Refused("street_head", "place_hold", HELD),
    "is_held": Refused("street_head", "lift_hold", reached("closed")),
    "nothing_keeps": Refused(CLOCK, "erase", HELD),
    "may_be_told": Refused("secretary", "draft_public", restricted_and_closed),
    "not_told_yet": Refused("secretary", "draft_public", then("closed", "secretary", "draft_public", text="已清理")),
    "has_contact": Refused("secretary", "reveal", reached("accepted")),
    "reveals_left": Refused("secretary", "reveal", looked_all_day),
    "somebody_left": Refused("street", "declare_recusal", alone),
    "lead_shown": Refused("secretary", "unveil", sheet("handling", 1)),
    "not_unveiled": Refused("secretary", "unveil", unveiled),
    "issue_transferred": Refused("unit2", "finish", blocked_under(1)),
    "give_back_in_time": Refused("unit", "give_back", handed_over_late),
    "once_per_unit": Refused("unit", "give_back", asked_again),
    "not_after_ruling": Refused("unit3", "give_back", named_by_a_ruling),
    "lead_only": Refused("unit2", "resist", sheet("handling", 1)),
    "co_only": Refused("unit", "finish", sheet("handling")),
    "co_units_done": Refused("unit", "report", sheet("handling")),
    "lead_asks": Refused("unit2", "ask_extension", sheet("handling", 1)),
    "sheet_running": Refused("unit", "ask_extension", unit_asked("ask_pause", "approve", why="appraisal", days=5)),
    "sheet_extend_once": Refused("unit", "ask_extension", unit_asked("ask_extension", "approve", days=5)),
    "sheet_asked_in_time": Refused("unit", "ask_extension", handed_over_late),
    "sheet_pause_left": Refused("unit", "ask_pause", unit_waited_out),
    "sheet_no_extension_asked": Refused("unit", "ask_extension", unit_asked("ask_extension", days=5)),
    "sheet_no_pause_asked": Refused("unit", "ask_pause", unit_asked("ask_pause", why="appraisal", days=5)),
}


def test_every_guard_has_its_case():
    used = {rule.name for flow in (Issue.flow, Assignment.flow) for step in flow.steps.values() for rule in step.guards}
    assert used == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_guard_refuses_and_without_it_the_step_would_be_permitted(matters, name):
    refused = CASES[name]
    subject = matters.again(refused.after(matters))
    nobody = {REPORTER: matters.reporter, CLOCK: lambda _subject: matters.clock(), "staff": matters.at_an_office}
    actor = nobody[refused.who](subject) if refused.who in nobody else matters.actor(refused.who)
    step = subject.flow.find(refused.step)
    forgetful = replace(step, guards=tuple(rule for rule in step.guards if rule.name != name))
    with matters.office.database.reading() as db:
        case = Case(db, actor, subject, matters.watch.now)
        with pytest.raises((Barred, NotPermitted)) as said:
            permit(case, step)
        with pytest.raises((Barred, NotPermitted)) as by_rule:
            GUARDS[name].rule(case)
        assert str(said.value.sentence) == str(by_rule.value.sentence)
        permit(case, forgetful)
