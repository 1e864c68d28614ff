"""The papers of a meeting: who was asked, who came, how it was counted, and what was objected to."""

from __future__ import annotations

from tests.web.held import Held
from workflow.meetings import Meeting, roll

MATTER = "荔枝路排水堵塞"


def called(held: Held) -> Meeting:
    """Opened by name: the branch's three and a resident came, another resident did not."""
    hands = held.meetings
    meeting = hands.plan()
    hands.take("secretary", meeting, "invite_members")
    hands.take("secretary", meeting, "invite", seat_as="resident", names="居民甲\n居民乙")
    hands.convene(meeting)
    hands.take("member2", meeting, "excuse", who=seats(held, meeting)["郑强"], reason="出差")
    hands.watch.now = hands.watch.now.replace(year=2026, month=12, day=1)
    here = [id for name, id in seats(held, meeting).items() if name in ("周明", "吴芳", "居民甲")]
    hands.take("secretary", meeting, "check_in", who=here)
    opened = hands.take("secretary", meeting, "open")
    held.browser = held.site.browser("secretary")
    return opened


def seats(held: Held, meeting: Meeting) -> dict[str, int]:
    with held.site.office.database.reading() as db:
        return {one.name: one.id for one in roll.attendees(db, meeting.id)}


def test_the_paper_says_by_name_who_came_who_was_excused_and_who_was_a_guest(held: Held) -> None:
    meeting = called(held)
    held.meetings.take("secretary", meeting, "adjourn")
    for page in (held.page(meeting), held.browser.get(f"/meetings/{meeting.id}/paper").text):
        words = " ".join(page.split())
        assert "周明、吴芳" in words
        assert "居民甲（居民代表）" in words
        assert "郑强" in words
        assert "居民乙" not in words, "a guest who did not come is nobody's absence"


def test_who_left_early_was_there(held: Held) -> None:
    meeting = called(held)
    held.meetings.take("secretary", meeting, "step_out", who=[seats(held, meeting)["吴芳"]])
    held.meetings.take("secretary", meeting, "adjourn")
    assert "周明、吴芳" in held.browser.get(f"/meetings/{meeting.id}/paper").text


def test_quorum_and_threshold_are_printed_to_be_reckoned_again(held: Held) -> None:
    meeting = held.session(held.meetings.drain(what=MATTER), kind="general_meeting")
    item = held.meetings.items(meeting)[0]
    held.meetings.take("secretary", item, "decide_execute", ballot="hands", yes=11)
    held.meetings.take("secretary", meeting, "adjourn")
    paper = held.browser.get(f"/meetings/{meeting.id}/paper").text
    assert "法定人数：应到 20，实到 12：12 ≥ 20 ÷ 2，可以表决" in paper, "in the text of the minutes"
    assert paper.count("12 ≥ 20 ÷ 2") == 2, "and beside the vote"
    assert paper.count("应到 20，实到 12，赞成 11：11 &gt; 20 ÷ 2，通过") == 2


def test_a_meeting_without_items_says_that_nothing_was_resolved(held: Held) -> None:
    meeting = held.session()
    held.meetings.take("secretary", meeting, "adjourn")
    assert held.meetings.again(meeting).minutes == "本次会议没有议定事项。"
    held.meetings.take("secretary", meeting, "circulate")


def test_an_objection_leads_to_its_answer_and_both_are_printed(held: Held) -> None:
    meeting = held.session()
    hands = held.meetings
    hands.take("secretary", meeting, "adjourn")
    hands.take("secretary", meeting, "circulate")
    for opinion in ("应先勘察", "时限偏紧"):
        hands.take("member", meeting, "dissent", opinion=opinion)
    place = f"/meetings/{meeting.id}/answer_dissent?which=2"
    assert place in held.page(meeting)
    assert 'value="2" checked' in held.browser.get(place).text
    assert held.browser.post(place, which="2", answer="放宽到两周").status_code == 303
    assert place not in held.page(meeting)
    paper = held.browser.get(f"/meetings/{meeting.id}/paper").text
    for words in ("吴芳：应先勘察", "吴芳：时限偏紧", "放宽到两周"):
        assert words in paper


def test_whoever_may_only_read_the_minutes_is_offered_no_answer(held: Held) -> None:
    meeting = held.session()
    for step in ("adjourn", "circulate"):
        held.meetings.take("secretary", meeting, step)
    held.meetings.take("member", meeting, "dissent", opinion="应先勘察")
    page = held.site.browser("street").get(f"/meetings/{meeting.id}").text
    assert "应先勘察" in page
    assert "answer_dissent" not in page


def test_the_notice_on_paper_names_everybody_asked_and_of_a_matter_no_more_than_its_number(held: Held) -> None:
    hands = held.meetings
    meeting, heard, inner = hands.plan(), hands.drain(what=MATTER), hands.drain(what="一件内部事项")
    hands.add(meeting, heard)
    hands.take("secretary", meeting, "set_item", item=hands.add(meeting, inner).id, audience="members")
    hands.take("secretary", meeting, "invite_members")
    hands.take("secretary", meeting, "invite", seat_as="resident", names="居民甲")
    place = f"/meetings/{meeting.id}/notice"
    assert "未发通知，草稿" in held.browser.get(place).text
    hands.convene(meeting)
    assert place in held.page(meeting)
    paper = held.browser.get(place).text
    for words in ("2026年12月1日 14:30", "党群服务中心", "居民代表", "居民甲", "周明", f"{heard.number} 下水管网"):
        assert words in paper
    for words in (MATTER, inner.number, "未发通知"):
        assert words not in paper


def test_the_code_of_the_room_is_shown_by_those_who_keep_the_roll_alone(held: Held) -> None:
    meeting = called(held)
    wall = f"/meetings/{meeting.id}/screen"
    assert "会场签到码" in held.browser.get(wall).text
    for account in ("community", "street", "auditor"):
        assert "会场签到码" not in held.site.browser(account).get(wall).text


def test_a_meeting_nobody_named_is_called_by_its_kind_in_the_readers_language(held: Held) -> None:
    meeting = held.session()
    assert "<h1>支部联席会议</h1>" in held.page(meeting)
    held.browser.get("/lang/en")
    assert "<h1>Joint meeting of the branch</h1>" in held.page(meeting)


def test_whoever_may_only_watch_is_told_so_once(held: Held) -> None:
    meeting = held.session(held.meetings.drain(what=MATTER))
    page = held.site.browser("member2").get(f"/meetings/{meeting.id}").text
    assert "您在本次会议中只能查看" in page
    assert "您不能进行这一步" not in page


def test_a_unit_that_is_asked_to_nothing_is_offered_nothing(held: Held) -> None:
    unit = held.site.browser("unit")
    page = unit.get("/meetings").text
    assert "邀请您参加的会议会列在这里" in page
    assert "/meetings/year" not in page
    assert "/receptions/schedule" not in unit.get("/receptions").text


def test_a_meeting_nobody_adjourned_is_flagged_the_day_after(held: Held) -> None:
    meeting = held.session()
    assert "还没有散会" not in held.page(meeting)
    held.meetings.watch.now = held.meetings.watch.now.replace(day=2)
    held.browser = held.site.browser("secretary")
    for page in (held.page(meeting), held.browser.get("/meetings").text):
        assert "已过当天，还没有散会" in page
