"""A meeting from its draft to its signed minutes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.meetings.conftest import ROLL, Meetings
from workflow.issues.timeline import timeline
from workflow.kernel.errors import BadAnswers, Barred, NotFound, NotLegal, NotPermitted
from workflow.meetings import Meeting, queries
from workflow.meetings.pool import morning, pool, size
from workflow.reports.ahead import ahead


def signed(meetings: Meetings) -> Meeting:
    """A meeting without items, on its day, signed."""
    meeting = meetings.open(meetings.plan())
    meetings.take("secretary", meeting, "adjourn")
    meetings.take("secretary", meeting, "circulate")
    return meetings.take("secretary", meeting, "approve")


def test_minutes_start_from_what_was_resolved_and_are_signed_with_number_and_hash(meetings: Meetings) -> None:
    issue = meetings.drain()
    meeting, item = meetings.in_session(issue)
    meetings.take("secretary", item, "decide_transfer", **meetings.transfer())
    meetings.take("member", item, "write_item", report="李工介绍了管线", discussion="两家物业都到场")
    meetings.take("secretary", meeting, "adjourn")
    text = meetings.again(meeting).minutes
    assert text.splitlines() == [
        f"1. {issue.number} 下水管网",
        "汇报：李工介绍了管线",
        "讨论：两家物业都到场",
        "议定：移交。疏通并回复",
        "责任单位：城管中队（主办）、市政所（协办）",
        "时限：2026年12月15日前",
        "表决：应到 20，实到 12，协商一致，通过",
    ]
    meetings.take("member", meeting, "draft_minutes", text=text + "\n周明主持。")
    meetings.take("secretary", meeting, "circulate")
    meetings.take("member", meeting, "dissent", opinion="工期偏短")
    with pytest.raises(Barred, match="还有 1 条保留意见没有答复"):
        meetings.take("secretary", meeting, "approve")
    meetings.take("secretary", meeting, "answer_dissent", which=1, answer="已与单位商定，维持")
    done = meetings.take("secretary", meeting, "approve")
    assert (done.state, done.number) == ("signed", "联席〔2026〕1号")
    assert len(done.content_hash) == 64
    with pytest.raises(NotLegal):
        meetings.take("secretary", meeting, "draft_minutes", text="改一改")


def test_numbers_have_no_gaps(meetings: Meetings) -> None:
    first = signed(meetings)
    meetings.watch.now = meetings.watch.now.replace(month=11, day=23)
    meetings.take("secretary", meetings.plan(), "cancel", reason="并入下次")
    second = signed(meetings)
    assert [first.number, second.number] == ["联席〔2026〕1号", "联席〔2026〕2号"]


def test_a_correction_stands_beside_what_was_signed(meetings: Meetings) -> None:
    meeting = signed(meetings)
    meetings.take("secretary", meeting, "correct_minutes", text="更正：实到 13。", reason="笔误")
    with meetings.office.database.reading() as db:
        second, first = queries.minutes(db, meeting.id)
    assert (first.version, first.hash) == (1, meeting.content_hash)
    assert (second.version, second.text) == (2, "更正：实到 13。")
    assert meetings.again(meeting).minutes == first.text


@pytest.mark.parametrize("wrong", [{"absent": 2}, {"present": 16}, {"excused": 9}])
def test_a_roll_must_add_up(meetings: Meetings, wrong: dict[str, int]) -> None:
    meeting = meetings.plan()
    with pytest.raises(BadAnswers):
        meetings.open(meeting, **wrong)
    assert meetings.again(meeting).state == "convened"


def test_who_is_not_named_is_absent(meetings: Meetings) -> None:
    meeting = meetings.open(meetings.plan(), absent=None)
    assert meeting.absent == 3


def test_a_meeting_opens_on_its_day_only(meetings: Meetings) -> None:
    meeting = meetings.plan()
    meetings.convene(meeting)
    with pytest.raises(Barred, match="2026年12月1日"):
        meetings.take("secretary", meeting, "open", **ROLL)


def test_it_is_not_adjourned_while_an_item_is_open(meetings: Meetings) -> None:
    meeting, _item = meetings.in_session(meetings.drain())
    with pytest.raises(Barred, match="还有 1 个议题没有结论"):
        meetings.take("secretary", meeting, "adjourn")


@pytest.mark.parametrize("step", ["cancel", "pass_over", "drop_item"])
def test_items_go_back_to_the_pool(meetings: Meetings, step: str) -> None:
    issue, meeting = meetings.drain(), meetings.plan()
    item = meetings.add(meeting, issue)
    if step == "pass_over":
        with pytest.raises(Barred, match="未过"):
            meetings.take(meetings.clock(), meeting, step)
        meetings.watch.forward(days=9)
        meetings.take(meetings.clock(), meeting, step)
    else:
        meetings.take("secretary", meeting, step, reason="并入下次", item=item.id)
    assert meetings.again(item).state == "dropped"
    assert meetings.again(issue).state == "accepted"
    with meetings.office.database.reading() as db:
        assert [one.id for one in pool(db, meeting.org_id, date(2026, 12, 5))] == [issue.id]


@pytest.mark.parametrize(("step", "why"), [("cancel", "会议取消"), ("pass_over", "会议逾期未开")])
def test_the_history_of_a_matter_says_why_it_left_the_agenda(meetings: Meetings, step: str, why: str) -> None:
    issue, meeting = meetings.drain(), meetings.plan()
    meetings.add(meeting, issue)
    if step == "pass_over":
        meetings.watch.forward(days=9)
    meetings.take("secretary" if step == "cancel" else meetings.clock(), meeting, step, reason="并入下次")
    with meetings.office.database.reading() as db:
        told = timeline(db, issue.id)[-1].told
    assert [(label.message, said.message) for label, said in told] == [("原因", why)]


def test_items_follow_a_meeting_to_its_new_date(meetings: Meetings) -> None:
    issue, meeting = meetings.drain(), meetings.plan()
    item = meetings.add(meeting, issue)
    meetings.take("secretary", meeting, "reschedule", on="2026-12-08", reason="会场冲突")
    assert meetings.again(item).state == "open"
    moved = meetings.again(issue)
    assert (moved.state, moved.resume_on, f"{moved.due_at:%F}") == ("scheduled", date(2026, 12, 8), "2026-12-08")


def test_an_issue_is_on_one_agenda_at_a_time(meetings: Meetings) -> None:
    issue = meetings.drain()
    meetings.add(meetings.plan(), issue)
    with pytest.raises(BadAnswers):
        meetings.add(meetings.plan(on="2026-12-08"), issue)


def test_late_items_are_the_chairs_and_marked(meetings: Meetings) -> None:
    meeting = meetings.plan("member")
    meetings.add(meeting, meetings.drain(), "member")
    meetings.convene(meeting)
    with pytest.raises(NotPermitted, match="临时议题"):
        meetings.add(meeting, meetings.drain(), "member")
    assert [meetings.add(meeting, meetings.drain()).late, meetings.items(meeting)[0].late] == [True, False]


def test_short_notice_is_flagged(meetings: Meetings) -> None:
    assert meetings.convene(meetings.plan(on="2026-11-25")).short_notice
    assert not meetings.convene(meetings.plan(on="2026-11-26")).short_notice


def test_a_member_drafts_but_convenes_and_signs_nothing(meetings: Meetings) -> None:
    meeting = meetings.plan("member2")
    with pytest.raises(NotPermitted, match="不能"):
        meetings.convene(meeting, "member2")


def test_a_body_holds_its_own_kinds_of_meetings(meetings: Meetings) -> None:
    with pytest.raises(BadAnswers):
        meetings.plan(kind="street_committee")
    assert meetings.plan("street", "street_committee").org_id == meetings.street.orgs["street"]


def test_only_issues_of_the_body_are_in_its_pool(meetings: Meetings) -> None:
    issue, above = meetings.drain(), meetings.reach("taken_up")
    orgs = meetings.street.orgs
    with meetings.office.database.reading() as db:
        assert [(w.id, w.reason) for w in pool(db, orgs["a1"], date(2026, 11, 24))] == [(issue.id, "accepted")]
        assert ahead(db, orgs["a1"], orgs["a1"], date(2026, 11, 24)).waiting == 1
        assert [(w.id, w.reason) for w in pool(db, orgs["a"], date(2026, 11, 24))] == [(above.id, "taken_up")]
        assert pool(db, orgs["a2"], date(2026, 11, 24)) == []


def test_a_large_pool_is_counted_only_so_far(meetings: Meetings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.meetings.pool.COUNTED", 2)
    for _ in range(3):
        meetings.drain()
    with meetings.office.database.reading() as db:
        start = morning(date(2026, 11, 24))
        counted = select(size(meetings.street.orgs["a1"], date(2026, 11, 24), start))
        assert db.execute(counted).scalar_one() == 2


def test_what_was_deferred_waits_for_its_day(meetings: Meetings) -> None:
    issue = meetings.drain()
    meeting, item = meetings.in_session(issue)
    meetings.take("secretary", item, "defer", resume_on="2026-12-20", reason="待查")
    with meetings.office.database.reading() as db:
        assert pool(db, meeting.org_id, date(2026, 12, 19)) == []
        assert [w.reason for w in pool(db, meeting.org_id, date(2026, 12, 20))] == ["deferred"]


def test_unfinished_resolutions_come_first_with_days_late(meetings: Meetings) -> None:
    issue = meetings.drain()
    meeting, item = meetings.in_session(issue)
    meetings.take("secretary", item, "decide_execute", ballot="consensus", days=1)
    waiting = meetings.drain()
    with meetings.office.database.reading() as db:
        found = pool(db, meeting.org_id, date(2026, 12, 10))
    assert [(w.id, w.reason, w.kind) for w in found] == [
        (issue.id, "unfinished", "follow_up"),
        (waiting.id, "accepted", "decide"),
    ]
    assert found[0].days_late == 8


def test_lists_show_what_one_may_see(meetings: Meetings) -> None:
    issue, meeting = meetings.drain(), meetings.plan()
    meetings.add(meeting, issue)
    seen = {}
    with meetings.office.database.reading() as db:
        for who in ("member", "community", "street", "auditor", "community_b", "secretary_a2", "unit", "dispatcher"):
            seen[who] = len(queries.listed(db, meetings.actor(who)))
        (row,) = queries.listed(db, meetings.actor("secretary"))
        (item,) = queries.items(db, meetings.actor("secretary"), meeting.id)
        (once,) = queries.of_issue(db, meetings.actor("secretary"), issue.id)
        following = ahead(db, meeting.org_id, None, date(2026, 11, 24))
    assert [who for who, n in seen.items() if n] == ["member", "community", "street", "auditor"]
    assert (row.org_name, row.items) == ("东一网格党支部", 1)
    assert (item.number, item.issue_state, item.kind) == (issue.number, "scheduled", "decide")
    assert once.title == "支部联席会议"
    assert (following.meeting, following.items, following.waiting) == (meeting.id, 1, 0)
    with pytest.raises(NotFound):
        meetings.take("secretary_b1", meeting, "cancel", reason="无关")


def test_lists_page_by_key(meetings: Meetings) -> None:
    ids = [meetings.plan(on=f"2026-12-0{n}").id for n in (1, 2, 2, 3)]
    actor, cursor, walked = meetings.actor("secretary"), None, []
    with meetings.office.database.reading() as db:
        while page := queries.listed(db, actor, cursor=cursor, limit=2):
            walked += [row.id for row in page]
            cursor = (page[-1].planned_on, page[-1].id)
    assert walked == [ids[3], ids[2], ids[1], ids[0]]
