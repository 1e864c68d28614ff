"""What people try that a meeting does not allow: each is told why, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.meetings.conftest import Meetings
from workflow.issues import Issue
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import BadAnswers, Barred, NotLegal, Refusal
from workflow.meetings import AgendaItem, Meeting

CONSENSUS = {"ballot": "consensus"}


def standing(meetings: Meetings) -> list[Any]:
    """Every meeting, item and issue with its state and the number of its entries."""
    with meetings.office.database.reading() as db:
        return [
            (model.noun, one.id, one.state, one.version)
            for model in (Meeting, AgendaItem, Issue)
            for one in fetch(db, model, order=bare(model).c.id)
        ]


@pytest.fixture
def refused(meetings: Meetings) -> Callable[..., str]:
    """Take a step that is refused; the sentence. What there was is there as it was."""

    def take(kind: type[Refusal], who: str, subject: Any, step: str, /, **answers: Any) -> str:
        before = standing(meetings)
        with pytest.raises(kind) as caught:
            meetings.take(who, subject, step, **answers)
        assert standing(meetings) == before
        refusal = caught.value
        fields = refusal.fields.values() if isinstance(refusal, BadAnswers) else (refusal.sentence,)
        return " ".join(map(str, fields))

    return take


def test_deciding_before_it_is_opened(meetings: Meetings, refused: Callable[..., str]) -> None:
    meeting = meetings.plan()
    item = meetings.add(meeting, meetings.drain())
    meetings.convene(meeting)
    assert "会议不在进行中" in refused(Barred, "secretary", item, "decide_execute", **CONSENSUS)


def test_deciding_after_it_was_adjourned(meetings: Meetings, refused: Callable[..., str]) -> None:
    meeting, item = meetings.in_session(meetings.drain())
    meetings.take("secretary", item, "defer", resume_on="2026-12-20", reason="待查")
    meetings.take("secretary", meeting, "adjourn")
    assert "已暂缓" in refused(NotLegal, "secretary", item, "decide_execute", **CONSENSUS)


def test_an_item_decided_twice(meetings: Meetings, refused: Callable[..., str]) -> None:
    _meeting, item = meetings.in_session(meetings.drain())
    meetings.take("secretary", item, "decide_execute", **CONSENSUS)
    assert "已议定" in refused(NotLegal, "secretary", item, "decide_transfer", **meetings.transfer())


def test_an_issue_on_the_same_agenda_twice_or_on_two(meetings: Meetings, refused: Callable[..., str]) -> None:
    issue, first, second = meetings.drain(), meetings.plan(), meetings.plan(on="2026-12-08")
    meetings.add(first, issue)
    for meeting in (first, second):
        assert "不在可选范围内" in refused(BadAnswers, "secretary", meeting, "add_item", issue=issue.id)


def test_adjourning_with_an_open_item(meetings: Meetings, refused: Callable[..., str]) -> None:
    meeting, _item = meetings.in_session(meetings.drain())
    assert "还有 1 个议题没有结论" in refused(Barred, "secretary", meeting, "adjourn")


def test_a_resume_date_in_the_past_or_one_that_does_not_exist(meetings: Meetings, refused: Callable[..., str]) -> None:
    _meeting, item = meetings.in_session(meetings.drain())
    told = {"resume_on": "2026-11-30", "reason": "待查"}
    assert "日期不能早于今天" in refused(BadAnswers, "secretary", item, "defer", **told)
    told["resume_on"] = "2027-02-29"
    assert "请按" in refused(BadAnswers, "secretary", item, "defer", **told)


def test_more_votes_than_people(meetings: Meetings, refused: Callable[..., str]) -> None:
    _meeting, item = meetings.in_session(meetings.drain())
    vote = {"ballot": "hands", "yes": 500, "no": 0}
    assert "超过实到人数 12" in refused(BadAnswers, "secretary", item, "decide_execute", **vote)
    for wrong in ({"yes": -1}, {"yes": "十二"}, {"yes": 1.5}, {"ballot": "dice", "yes": 1}, {"yes": 10**30}):
        refused(BadAnswers, "secretary", item, "decide_execute", **({"ballot": "hands"} | wrong))


def test_signing_with_an_unanswered_objection(meetings: Meetings, refused: Callable[..., str]) -> None:
    meeting = meetings.open(meetings.plan())
    meetings.take("secretary", meeting, "adjourn")
    meetings.take("secretary", meeting, "circulate")
    meetings.take("member", meeting, "dissent", opinion="时限太短")
    assert "没有答复" in refused(Barred, "secretary", meeting, "approve")


def test_opening_a_meeting_on_another_day(meetings: Meetings, refused: Callable[..., str]) -> None:
    meeting = meetings.convene(meetings.plan())
    assert "2026年12月1日" in refused(Barred, "secretary", meeting, "open", expected=3, present=3)
    meetings.watch.forward(days=20)
    assert "2026年12月1日" in refused(Barred, "secretary", meeting, "open", expected=3, present=3)


def test_more_present_than_should_attend(meetings: Meetings, refused: Callable[..., str]) -> None:
    meeting = meetings.convene(meetings.plan())
    meetings.watch.now = meetings.watch.now.replace(year=2026, month=12, day=1)
    assert "请核对" in refused(BadAnswers, "secretary", meeting, "open", expected=3, present=4)


def test_everybody_recused_leaves_nobody_to_decide(meetings: Meetings, refused: Callable[..., str]) -> None:
    _meeting, item = meetings.in_session(meetings.drain())
    assert "全体回避" in refused(Barred, "secretary", item, "recuse_item", number=20, reason="亲属")
    assert refused(BadAnswers, "secretary", item, "recuse_item", who=[1], reason="亲属")


def test_a_meeting_cancelled_with_items_on_it_gives_them_back(meetings: Meetings) -> None:
    meeting, issues = meetings.plan(), [meetings.drain() for _ in range(3)]
    for issue in issues:
        meetings.add(meeting, issue)
    meetings.convene(meeting)
    meetings.take("secretary", meeting, "cancel", reason="台风")
    assert {meetings.again(issue).state for issue in issues} == {"accepted"}
    again = meetings.plan(on="2026-12-08")
    meetings.take("secretary", again, "fill_agenda")
    assert [item.issue_id for item in meetings.items(again)] == [issue.id for issue in issues]
    assert all(meetings.again(issue).counts["unschedule"] == 1 for issue in issues)


def test_a_meeting_moved_to_another_day_is_the_same_meeting(meetings: Meetings) -> None:
    meeting = meetings.convene(meetings.plan())
    moved = meetings.take("secretary", meeting, "reschedule", on="2026-12-09", reason="会场冲突")
    assert (moved.id, moved.state, str(moved.planned_on)) == (meeting.id, "convened", "2026-12-09")


def test_a_date_that_passed_unopened_gives_the_items_back_and_waits_for_a_new_date(meetings: Meetings) -> None:
    meeting, issue = meetings.plan(), meetings.drain()
    meetings.add(meeting, issue)
    meetings.convene(meeting)
    meetings.watch.now = meetings.watch.now.replace(month=12, day=2)
    left = meetings.take(meetings.clock(), meeting, "pass_over")
    assert (left.state, meetings.again(issue).state) == ("convened", "accepted")
    moved = meetings.take("secretary", meeting, "reschedule", on="2026-12-09", reason="补开")
    assert moved.id == meeting.id
