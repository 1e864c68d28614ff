"""Minutes after the meeting: answered objections, numbers without gaps, versions, and the two publications."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date

import pytest

from tests.meetings.conftest import Meetings
from workflow.kernel.errors import BadAnswers, Barred, NotLegal, NotPermitted, Stale
from workflow.meetings import Meeting, queries


def circulated(meetings: Meetings, kind: str = "joint_meeting") -> Meeting:
    """A meeting without items, on its day, read by those who attended."""
    meetings.watch.now = meetings.watch.now.replace(month=11, day=23)
    meeting = meetings.open(meetings.plan(kind=kind))
    meetings.take("secretary", meeting, "adjourn")
    return meetings.take("secretary", meeting, "circulate")


def signed(meetings: Meetings, kind: str = "joint_meeting") -> Meeting:
    return meetings.take("secretary", circulated(meetings, kind), "approve")


def test_each_kind_of_meeting_counts_for_itself(meetings: Meetings) -> None:
    kinds = ("joint_meeting", "branch_committee", "joint_meeting", "general_meeting")
    assert [signed(meetings, kind).number for kind in kinds] == [
        "联席〔2026〕1号", "支委〔2026〕1号", "联席〔2026〕2号", "党员大会〔2026〕1号",
    ]  # fmt: skip


def test_two_who_sign_at_once_get_two_numbers_and_no_gap(meetings: Meetings) -> None:
    waiting = [circulated(meetings) for _ in range(4)]
    actors = [meetings.actor("secretary") for _ in waiting]
    start, told = threading.Barrier(len(waiting)), []

    def sign(nth: int) -> None:
        start.wait(20)
        with meetings.office.desk(actors[nth]) as desk:
            told.append(desk.take(Meeting, waiting[nth].id, "approve", {}).number)

    hands = [threading.Thread(target=sign, args=(nth,)) for nth in range(len(waiting))]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert sorted(told) == [f"联席〔2026〕{n}号" for n in range(1, 5)]


def test_a_signature_that_fails_uses_no_number_up(meetings: Meetings) -> None:
    meeting = circulated(meetings)
    with suppress(ZeroDivisionError), meetings.office.desk(meetings.actor("secretary")) as desk:
        desk.take(Meeting, meeting.id, "approve", {})
        raise ZeroDivisionError
    assert meetings.again(meeting).state == "circulated"
    assert meetings.take("secretary", meeting, "approve").number == "联席〔2026〕1号"


def test_minutes_go_back_to_be_changed_and_the_objection_still_waits_for_its_answer(meetings: Meetings) -> None:
    meeting = circulated(meetings)
    meetings.take("member", meeting, "dissent", opinion="时限太短")
    meetings.take("secretary", meeting, "amend", reason="采纳意见")
    meetings.take("member", meeting, "draft_minutes", text="时限改为十日。")
    meetings.take("secretary", meeting, "circulate")
    with pytest.raises(Barred, match="没有答复"):
        meetings.take("secretary", meeting, "approve")
    meetings.take("secretary", meeting, "answer_dissent", which=1, answer="已采纳，改为十日")
    with pytest.raises(BadAnswers):
        meetings.take("secretary", meeting, "answer_dissent", which=1, answer="再答一次")
    assert meetings.take("secretary", meeting, "approve").state == "signed"
    with meetings.office.database.reading() as db:
        (one,) = queries.dissents(db, meeting.id)
    assert (one.by_name, one.opinion, one.answer, one.answered_by) == ("吴芳", "时限太短", "已采纳，改为十日", "周明")


def test_of_two_recorders_the_second_is_told(meetings: Meetings) -> None:
    meeting, item = meetings.in_session(meetings.drain())
    seen = meetings.again(item).version
    meetings.take("member", item, "write_item", report="第一人写的")
    with pytest.raises(Stale), meetings.office.desk(meetings.actor("secretary")) as desk:
        desk.take(type(item), item.id, "write_item", {"report": "第二人写的"}, seen)
    assert meetings.again(item).report == "第一人写的"
    meetings.take("secretary", item, "defer", resume_on="2026-12-20", reason="待查")
    meetings.take("secretary", meeting, "adjourn")
    meetings.take("secretary", meeting, "circulate")
    with pytest.raises(Barred, match="整理纪要时"):
        meetings.take("member", item, "write_item", report="太晚")


def test_a_decision_is_published_by_another_than_who_wrote_it(meetings: Meetings) -> None:
    meeting = signed(meetings)
    with pytest.raises(Barred, match="请先拟写"):
        meetings.take("secretary", meeting, "publish_decision")
    meetings.take("secretary", meeting, "draft_publication", kind="decision", text="议定疏通下水管网。")
    with pytest.raises(NotPermitted, match="另一人审核"):
        meetings.take("secretary", meeting, "publish_decision")
    meetings.take("member", meeting, "draft_publication", kind="decision", text="议定疏通荔枝路下水管网。")
    published = meetings.take("secretary", meeting, "publish_decision")
    assert published.result_due_on == date(2027, 2, 1)
    with pytest.raises(BadAnswers) as refused:
        meetings.take("member", meeting, "draft_publication", kind="decision", text="改一改")
    assert "不能再改" in str(refused.value.fields["kind"])


def test_the_result_follows_the_decision_and_is_listed_while_overdue(meetings: Meetings) -> None:
    meeting = signed(meetings)
    for kind in ("decision", "result"):
        meetings.take("member", meeting, "draft_publication", kind=kind, text="已疏通，住户确认。")
    with pytest.raises(Barred, match="先公开议决"):
        meetings.take("secretary", meeting, "publish_result")
    meetings.take("secretary", meeting, "publish_decision")
    street = meetings.actor("street")
    with meetings.office.database.reading() as db:
        assert queries.owing_results(db, street, date(2027, 2, 1)) == []
        assert [one.id for one in queries.owing_results(db, street, date(2027, 2, 2))] == [meeting.id]
        assert queries.owing_results(db, meetings.actor("secretary_b1"), date(2027, 2, 2)) == []
    assert meetings.take("secretary", meeting, "publish_result").result_due_on is None
    with pytest.raises(Barred, match="已经发布"):
        meetings.take("secretary", meeting, "publish_result")


def test_nothing_is_published_before_the_minutes_are_signed(meetings: Meetings) -> None:
    meeting = circulated(meetings)
    with pytest.raises(NotLegal):
        meetings.take("member", meeting, "draft_publication", kind="decision", text="议定疏通。")


def test_what_is_noted_after_the_meeting_is_taken_into_the_text_on_request(meetings: Meetings) -> None:
    meeting, item = meetings.in_session(meetings.drain())
    meetings.take("secretary", item, "defer", resume_on="2026-12-20", reason="待查")
    meetings.take("secretary", meeting, "adjourn")
    meetings.take("member", item, "write_item", report="管线图还没找到")
    assert "管线图" not in meetings.again(meeting).minutes
    meetings.take("member", meeting, "assemble")
    assert "汇报：管线图还没找到" in meetings.again(meeting).minutes
