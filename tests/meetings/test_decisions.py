"""A resolution and the matter's step are one transaction."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.meetings.conftest import Meetings
from workflow.issues.model import Decision, Issue
from workflow.issues.recounting import due_of
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import BadAnswers, Barred, NotPermitted, Refusal
from workflow.kernel.explain import explain
from workflow.kernel.history import EVENTS
from workflow.meetings import AgendaItem

DECISIONS = bare(Decision)


def decisions(meetings: Meetings, issue: Issue) -> list[Decision]:
    with meetings.office.database.reading() as db:
        return fetch(db, Decision, DECISIONS.c.issue_id == issue.id, order=DECISIONS.c.seq)


def ticking(meetings: Meetings, issue: Issue) -> set[str]:
    """The clocks of an issue that run."""
    with meetings.office.database.reading() as db:
        return set(due_of(db, issue))


def deeds(meetings: Meetings, issue: Issue) -> list[str]:
    mine = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == issue.id)
    with meetings.office.database.reading() as db:
        return list(db.execute(select(EVENTS.c.step).where(mine).order_by(EVENTS.c.seq)).scalars())


def test_a_meeting_transfers_an_issue_with_its_assignments(meetings: Meetings) -> None:
    issue = meetings.drain()
    _meeting, item = meetings.in_session(issue)
    assert meetings.again(issue).state == "scheduled"
    decided = meetings.take("secretary", item, "decide_transfer", **meetings.transfer())
    assert (decided.state, decided.outcome, decided.resolution) == ("decided", "transfer", "疏通并回复")
    assert decided.formula == "应到 20，实到 12，协商一致，通过"
    moved = meetings.again(issue)
    assert (moved.state, moved.lead_id, moved.days) == ("transferred", meetings.street.orgs["u1"], 10)
    assert [(s.role, s.state) for s in meetings.sheets(issue)] == [("lead", "pending"), ("co", "pending")]
    assert [(d.basis, d.step) for d in decisions(meetings, issue)] == [("meeting", "transfer")]


def test_a_refused_resolution_leaves_no_trace(meetings: Meetings) -> None:
    issue = meetings.drain()
    _meeting, item = meetings.in_session(issue)
    same = [meetings.street.orgs["u1"]]
    with pytest.raises(BadAnswers):  # found by the issue's step, after the item's was taken
        meetings.take("secretary", item, "decide_transfer", **meetings.transfer(co=same))
    assert meetings.again(item).state == "open"
    assert meetings.again(item).outcome is None
    assert meetings.again(issue).state == "scheduled"
    assert meetings.sheets(issue) == []
    assert decisions(meetings, issue) == []


def test_the_body_does_it_itself_or_answers_or_escalates(meetings: Meetings) -> None:
    told = {"reason": "too_major", "facts": "涉及两栋楼"}
    for step, data, state in (
        ("decide_execute", {"plan": "周六清理"}, "executing"),
        ("decide_conclude", {"outcome": "explained", "answer": "已说明"}, "verifying"),
        ("decide_escalate", told, "escalated"),
    ):
        meetings.watch.now = meetings.watch.now.replace(month=11, day=23)
        issue = meetings.drain()
        _meeting, item = meetings.in_session(issue)
        meetings.take("secretary", item, step, ballot="consensus", **data)
        assert meetings.again(issue).state == state
        assert meetings.again(item).state == "decided"


@pytest.mark.parametrize(("yes", "carried"), [(11, True), (10, False)])
def test_a_party_meeting_needs_more_than_half_of_those_who_should_attend(
    meetings: Meetings, yes: int, carried: bool
) -> None:
    issue = meetings.drain()
    _meeting, item = meetings.in_session(issue, kind="general_meeting")
    answers = {"ballot": "hands", "yes": yes, "no": 12 - yes}
    if carried:
        meetings.take("secretary", item, "decide_execute", **answers)
        assert meetings.again(item).formula == "应到 20，实到 12，赞成 11：11 > 20 ÷ 2，通过"
    else:
        with pytest.raises(Barred, match="10 ≤ 20 ÷ 2，未通过。未通过的议题只能暂缓或不采纳"):
            meetings.take("secretary", item, "decide_execute", **answers)
        assert meetings.again(issue).state == "scheduled"


def test_without_a_quorum_nothing_is_voted_but_may_be_deferred(meetings: Meetings) -> None:
    issue = meetings.drain()
    _meeting, item = meetings.in_session(issue, kind="branch_committee", present=9, excused=11, absent=0)
    with pytest.raises(Barred, match="9 < 20 ÷ 2"):
        meetings.take("secretary", item, "decide_execute", ballot="hands", yes=9)
    meetings.take("secretary", item, "defer", resume_on="2026-12-20", reason="人数不足")
    assert meetings.again(item).state == "deferred"


def test_a_lost_motion_may_be_answered_as_not_adopted(meetings: Meetings) -> None:
    issue = meetings.drain()
    _meeting, item = meetings.in_session(issue, kind="general_meeting")
    vote = {"ballot": "hands", "yes": 4, "no": 8}
    with pytest.raises(Barred):
        meetings.take("secretary", item, "decide_conclude", outcome="explained", answer="已说明", **vote)
    meetings.take("secretary", item, "decide_conclude", outcome="declined", answer="经费不具备", **vote)
    assert meetings.again(issue).outcome == "declined"
    assert "未通过" in meetings.again(item).formula


def test_votes_cannot_exceed_who_is_there_and_must_be_counted(meetings: Meetings) -> None:
    issue = meetings.drain()
    _meeting, item = meetings.in_session(issue, kind="general_meeting")
    for vote in ({"yes": 12, "no": 1}, {}):
        with pytest.raises(BadAnswers):
            meetings.take("secretary", item, "decide_execute", ballot="hands", **vote)
    with pytest.raises(BadAnswers):  # a party meeting does not decide by consensus
        meetings.take("secretary", item, "decide_execute", ballot="consensus")


def test_an_item_is_decided_in_session_only(meetings: Meetings) -> None:
    meeting = meetings.plan()
    item = meetings.add(meeting, meetings.drain())
    with pytest.raises(Barred, match="会议不在进行中"):
        meetings.take("secretary", item, "decide_execute", ballot="consensus")


def test_deferring_is_counted_and_comes_back(meetings: Meetings) -> None:
    issue = meetings.drain()
    meeting, item = meetings.in_session(issue)
    meetings.take("secretary", item, "defer", resume_on="2026-12-20", reason="待查")
    back = meetings.again(issue)
    assert (back.state, back.counts["unschedule"], str(back.resume_on)) == ("accepted", 1, "2026-12-20")
    assert meetings.take("secretary", meeting, "adjourn").state == "minuting"


def test_an_item_whose_issue_moves_on_by_another_basis_is_dropped(meetings: Meetings) -> None:
    issue = meetings.reach("accepted")  # routine
    _meeting, item = meetings.in_session(issue)
    meetings.take("secretary", issue, "execute", basis="routine")
    assert meetings.again(item).state == "dropped"
    assert meetings.again(issue).state == "executing"


def test_the_clock_that_takes_an_issue_off_the_agenda_drops_its_item(meetings: Meetings) -> None:
    issue = meetings.drain()
    item = meetings.add(meetings.plan(), issue)
    meetings.take(meetings.clock(), issue, "unschedule")
    assert meetings.again(item).state == "dropped"
    assert meetings.again(issue).counts["unschedule"] == 1


def test_somebody_recused_decides_nothing_in_that_item(meetings: Meetings) -> None:
    issue = meetings.drain()
    meetings.take("secretary", issue, "declare_recusal", reason="与诉求人是亲属")
    _meeting, item = meetings.in_session(issue)
    with pytest.raises(NotPermitted, match="回避"):
        meetings.take("secretary", item, "decide_execute", ballot="consensus")


def test_an_emergency_act_is_ratified(meetings: Meetings) -> None:
    issue = meetings.drain(urgency="danger")
    meetings.take("secretary", issue, "execute", basis="emergency")
    _meeting, item = meetings.in_session(issue)
    assert item.kind == "ratify"
    assert "ratify" in ticking(meetings, issue)
    meetings.take("secretary", item, "ratify", ballot="consensus")
    assert [d.ratified for d in decisions(meetings, issue)] == [True]
    assert "ratify" not in ticking(meetings, issue)
    assert meetings.again(issue).state == "executing"


def test_a_refused_emergency_act_is_decided_anew(meetings: Meetings) -> None:
    issue = meetings.drain(urgency="danger")
    meetings.take("secretary", issue, "execute", basis="emergency")
    _meeting, item = meetings.in_session(issue)
    meetings.take("secretary", item, "refuse_ratification", ballot="consensus", reason="应先移交")
    assert meetings.again(issue).state == "accepted"
    assert deeds(meetings, issue)[-1] == "annul"
    assert [d.ratified for d in decisions(meetings, issue)] == [None]
    assert "ratify" not in ticking(meetings, issue)


def test_an_unfinished_resolution_is_followed_up(meetings: Meetings) -> None:
    issue = meetings.drain()
    meeting, item = meetings.in_session(issue)
    meetings.take("secretary", item, "decide_execute", ballot="consensus", days=1)
    meetings.take("secretary", meeting, "adjourn")
    meetings.watch.forward(days=10)
    later = meetings.plan(on="2026-12-20")
    noted = meetings.add(later, issue)
    assert noted.kind == "follow_up"
    meetings.convene(later)
    meetings.watch.now = meetings.watch.now.replace(day=20)
    meetings.take("secretary", later, "open", expected=3, present=3)
    with pytest.raises(Barred, match="跟进"):
        meetings.take("secretary", noted, "decide_execute", ballot="consensus")
    meetings.take("secretary", noted, "take_note", noted="材料已到，本周完成")
    assert meetings.again(issue).state == "executing"
    assert meetings.again(noted).outcome == "take_note"


@pytest.mark.parametrize("kind", ["joint_meeting", "general_meeting"])
@pytest.mark.parametrize("account", ["secretary", "member", "community", "street", "auditor"])
def test_explain_and_desk_agree(meetings: Meetings, kind: str, account: str) -> None:
    issue = meetings.drain()
    _meeting, item = meetings.in_session(issue, kind=kind, present=9, excused=11, absent=0)
    actor = meetings.actor(account)
    with meetings.office.database.reading() as db:
        told = {v.step.name: v.allowed for v in explain(db, actor, item, meetings.office.clock())}
    answers = {
        "decide_execute": {}, "decide_transfer": meetings.transfer(), "ratify": {}, "take_note": {"noted": "好"},
        "decide_escalate": {"reason": "too_major", "facts": "涉及两栋楼"}, "refuse_ratification": {"reason": "无"},
        "decide_conclude": {"outcome": "explained", "answer": "已说明"},
        "defer": {"resume_on": "2026-12-20", "reason": "待查"}, "recuse_item": {"number": 1, "reason": "亲属"},
        "write_item": {"report": "已到现场"},
    }  # fmt: skip
    assert told.keys() == answers.keys()
    for step, data in answers.items():
        assert _allowed(meetings, actor, item, step, {"ballot": "consensus", "yes": 9} | data) is told[step]


def _allowed(meetings: Meetings, actor: object, item: AgendaItem, step: str, data: dict[str, object]) -> bool:
    """Try it for real, and take it back."""

    class Undo(Exception):
        pass

    try:
        with meetings.office.desk(actor) as desk:  # type: ignore[arg-type]
            desk.take(AgendaItem, item.id, step, data)
            raise Undo
    except Undo:
        return True
    except Refusal:
        return False


def test_nothing_is_resolved_in_an_empty_room(meetings: Meetings) -> None:
    meeting, item = meetings.in_session(meetings.drain())
    meetings.take("secretary", meeting, "step_out", number=12)
    with pytest.raises(Barred, match="没有表决人在场"):
        meetings.take("secretary", item, "decide_transfer", **meetings.transfer())
    assert meetings.take("secretary", item, "defer", resume_on="2026-12-20", reason="人已散").state == "deferred"
