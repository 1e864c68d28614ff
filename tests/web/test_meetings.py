"""A meeting from its agenda to its signed minutes, as it is held on a projector."""

from __future__ import annotations

import re

from tests.web.held import Held


def test_a_meeting_is_planned_and_its_agenda_filled_by_one_press(held: Held) -> None:
    issue = held.meetings.drain()
    assert "拟定会议" in held.browser.get("/meetings").text
    held.browser.get("/meetings/new")
    planned = held.browser.post("/meetings/new", kind="joint_meeting", on="2026-12-01")
    assert planned.status_code == 303
    place = planned.headers["Location"]
    assert "已受理待研究" in held.browser.get(place).text
    assert held.browser.post(f"{place}/add_item", issue=str(issue.id)).status_code == 303
    page = held.browser.get(place).text
    assert "没有待议的事项" in page
    assert issue.number in page
    item = re.search(r'name="item" value="(\d+)"', page)
    assert item
    assert held.browser.post(f"{place}/drop_item", item=item[1]).status_code == 303
    assert "议程还是空的" in held.browser.get(place).text


def test_an_empty_agenda_is_pointed_out_before_the_notice_goes_out(held: Held) -> None:
    held.meetings.drain()
    meeting = held.meetings.plan()
    assert "议程还是空的：先列入议题" in held.page(meeting)
    held.browser.post(f"/meetings/{meeting.id}/fill_agenda")
    assert "议程还是空的：先列入议题" not in held.page(meeting)


def test_a_resolution_moves_the_matter_and_writes_the_line(held: Held) -> None:
    issue = held.meetings.drain()
    meeting = held.session(issue)
    item = held.meetings.items(meeting)[0]
    page = held.page(meeting)
    assert "应到" in page
    assert "怎么定" in page
    asked = held.page(meeting, item=item.id, way="decide_transfer")
    assert "主办单位" in asked
    told = held.meetings.transfer() | {"ballot": "consensus"}
    answer = held.browser.post(f"/meetings/{meeting.id}/items/{item.id}/decide_transfer", **told)
    assert answer.status_code == 303
    page = held.page(meeting)
    assert "议题全部议完，可以散会" in page
    assert "协商一致，通过" in page
    assert held.meetings.again(issue).state == "transferred"


def test_a_refused_decision_comes_back_with_its_text(held: Held) -> None:
    meeting = held.session(held.meetings.drain())
    item = held.meetings.items(meeting)[0]
    held.page(meeting)
    way = f"/meetings/{meeting.id}/items/{item.id}/decide_transfer"
    answer = held.browser.post(way, ballot="consensus", request="疏通")
    assert answer.status_code == 422
    assert "疏通" in answer.text
    assert "请填写“主办单位”" in answer.text


def test_without_a_quorum_the_page_says_so_with_the_formula(held: Held) -> None:
    meeting = held.session(held.meetings.drain(), kind="general_meeting", expected=20, present=9, excused=8, absent=3)
    page = held.page(meeting)
    assert "不足法定人数" in page
    assert "20 ÷ 2" in page


def test_what_was_typed_into_the_minutes_is_circulated_with_one_press(held: Held) -> None:
    meeting = held.session(held.meetings.drain())
    held.meetings.take("secretary", held.meetings.items(meeting)[0], "defer", resume_on="2026-12-15", reason="等待勘察")
    held.meetings.take("secretary", meeting, "adjourn")
    page = held.page(meeting)
    assert f'action="/meetings/{meeting.id}/circulate"' not in page  # it would leave the typing behind
    assert 'name="then" value="circulate"' in page
    sent = held.browser.post(f"/meetings/{meeting.id}/draft_minutes", text="会议补记：居民到场。", then="circulate")
    assert sent.status_code == 303
    page = held.page(meeting)
    assert "征求意见" in page
    assert "会议补记：居民到场。" in page


def test_the_minutes_are_written_circulated_signed_and_printed(held: Held) -> None:
    issue = held.meetings.drain()
    meeting = held.session(issue)
    item = held.meetings.items(meeting)[0]
    held.meetings.take("secretary", item, "defer", resume_on="2026-12-15", reason="等待勘察")
    place = f"/meetings/{meeting.id}"
    held.page(meeting)
    assert held.browser.post(f"{place}/adjourn").status_code == 303
    assert "等待勘察" in held.page(meeting)
    assert held.browser.post(f"{place}/draft_minutes", text="会议听取了排水情况。").status_code == 303
    held.page(meeting)
    assert held.browser.post(f"{place}/circulate").status_code == 303
    member = held.site.browser("member")
    member.get(place)
    assert member.post(f"{place}/dissent", opinion="应先勘察再定").status_code == 303
    page = held.page(meeting)
    assert "未答复，不能签发" in page
    assert held.browser.post(f"{place}/approve").status_code == 409
    held.browser.get(f"{place}/answer_dissent")
    assert held.browser.post(f"{place}/answer_dissent", which="1", answer="勘察已排在下周").status_code == 303
    held.page(meeting)
    assert held.browser.post(f"{place}/approve").status_code == 303
    page = held.page(meeting)
    assert "〔2026〕1号" in page
    assert "应先勘察再定" in page
    paper = held.browser.get(f"{place}/paper").text
    assert "会议听取了排水情况。" in paper
    assert held.meetings.again(meeting).content_hash in paper


def test_an_older_version_of_the_minutes_does_not_overwrite_a_newer_one(held: Held) -> None:
    meeting = held.session(held.meetings.drain())
    item = held.meetings.items(meeting)[0]
    held.meetings.take("secretary", item, "defer", resume_on="2026-12-15", reason="等待勘察")
    held.meetings.take("secretary", meeting, "adjourn")
    seen = held.meetings.again(meeting).version
    held.meetings.take("member", meeting, "draft_minutes", text="支委写的纪要")
    held.page(meeting)
    answer = held.browser.post(f"/meetings/{meeting.id}/draft_minutes", text="书记写的纪要", version=str(seen))
    assert answer.status_code == 409
    assert "书记写的纪要" in answer.text
    assert "支委写的纪要" in held.page(meeting)


def test_another_branch_does_not_find_it_and_the_street_may_only_look(held: Held) -> None:
    meeting = held.session(held.meetings.drain())
    item = held.meetings.items(meeting)[0]
    assert held.site.browser("secretary_a2").get(f"/meetings/{meeting.id}").status_code == 404
    street = held.site.browser("street")
    assert "只能查看" in street.get(f"/meetings/{meeting.id}").text
    told = {"resume_on": "2026-12-15", "reason": "x"}
    assert street.post(f"/meetings/{meeting.id}/items/{item.id}/defer", **told).status_code == 403


def test_a_matter_is_escalated_with_all_its_questions(held: Held) -> None:
    issue = held.meetings.drain()
    meeting = held.session(issue)
    item = held.meetings.items(meeting)[0]
    page = held.page(meeting, item=item.id, way="decide_escalate")
    assert 'name="asked"' in page  # 请求事项: a question whose name a form must not use for itself
    told = {"ballot": "consensus", "reason": "too_complex", "facts": "涉及三个小区", "asked": "请社区协调"}
    assert held.browser.post(f"/meetings/{meeting.id}/items/{item.id}/decide_escalate", **told).status_code == 303
    assert held.meetings.again(issue).state == "escalated"


def test_people_sign_in_by_name_and_the_meeting_opens_without_numbers(held: Held) -> None:
    hands = held.meetings
    meeting = hands.plan(kind="general_meeting")
    item = hands.add(meeting, hands.drain())
    place = f"/meetings/{meeting.id}"
    held.browser.get(place)
    assert held.browser.post(f"{place}/invite_members").status_code == 303
    assert "每行一人" in held.browser.get(f"{place}/invite").text
    names = {"seat_as": "resident", "names": "居民甲\n居民乙"}
    assert held.browser.post(f"{place}/invite", **names).status_code == 303
    hands.convene(meeting)
    hands.watch.now = hands.watch.now.replace(year=2026, month=12, day=1)
    held.browser = held.site.browser("secretary")
    page = held.page(meeting)
    assert "未到 5 人" in page
    who = re.findall(r'name="who" value="(\d+)"', page)
    assert held.browser.post(f"{place}/check_in", who=who[:3]).status_code == 303
    assert 'name="expected"' not in held.page(meeting)
    assert held.browser.post(f"{place}/open").status_code == 303
    page = held.page(meeting)
    assert "应到 3，实到 3" in page
    assert "会场签到码" in page
    assert held.browser.post(f"{place}/step_out", who=who[2:3]).status_code == 303
    assert "现在在场" in held.page(meeting)
    said = [f"{who[0]}:yes", f"{who[1]}:yes"]
    voted = held.browser.post(f"{place}/items/{item.id}/decide_execute", ballot="named", named=["", *said])
    assert voted.status_code == 303
    assert hands.again(item).formula == "应到 3，实到 2，赞成 2：2 > 3 ÷ 2，通过"


def test_a_recusal_is_entered_beside_its_item_and_asks_who_presides(held: Held) -> None:
    meeting = held.session(held.meetings.drain())
    item = held.meetings.items(meeting)[0]
    assert "登记回避" in held.page(meeting)
    place = f"/meetings/{meeting.id}/items/{item.id}/recuse_item"
    held.browser.get(place)
    told = {"number": "1", "chair": "true", "reason": "亲属"}
    refused = held.browser.post(place, **told)
    assert refused.status_code == 422
    assert "请指定未回避的人代行主持" in refused.text
    acting = str(held.site.street.people["member"])
    assert held.browser.post(place, **told, acting=acting).status_code == 303
    assert "本题回避" in held.page(meeting)


def test_a_body_writes_down_how_it_votes(held: Held) -> None:
    meeting = held.meetings.plan(kind="general_meeting")
    place = f"/meetings/{meeting.id}/set_rule"
    assert "法定人数" in held.browser.get(place).text
    told = {
        "voters": "members", "quorum": "2/3", "quorum_base": "expected", "quorum_sign": "least", "threshold": "1/2",
        "threshold_base": "expected", "threshold_sign": "more", "ballots": ["hands", "secret"], "notice": "5",
    }  # fmt: skip
    assert held.browser.post(place, **told).status_code == 303
    assert held.meetings.again(meeting).rule["quorum"] == ["2/3", "expected", False]


def test_the_whole_pool_comes_on_the_agenda_and_is_put_in_order(held: Held) -> None:
    hands = held.meetings
    issues = [hands.drain(), hands.drain()]
    meeting = hands.plan()
    place = f"/meetings/{meeting.id}"
    assert "全部列入" in held.page(meeting)
    assert held.browser.post(f"{place}/fill_agenda").status_code == 303
    page = held.page(meeting)
    assert page.index(issues[0].number) < page.index(issues[1].number)
    second = str(hands.items(meeting)[1].id)
    assert held.browser.post(f"{place}/move_item", item=second, move="up").status_code == 303
    page = held.page(meeting)
    assert page.index(issues[1].number) < page.index(issues[0].number)
    assert held.browser.post(f"{place}/set_item", item=second, minutes="15", audience="members").status_code == 303
    page = held.page(meeting)
    assert "约 15 分钟" in page
    assert "仅成员" in page


def test_a_year_of_meetings_is_planned_by_one_press_and_the_page_says_who_owes(held: Held) -> None:
    street = held.site.browser("street")
    assert "本季度还有 4 个支部没有开" in street.get("/meetings").text
    assert "未拟定" in street.get("/meetings/year").text
    assert street.post("/meetings/year", year="2027", month="2", day="15").status_code == 303
    page = street.get("/meetings/year?year=2027").text
    assert "已拟定 16 次会议" in page
    assert page.count("2月15日") == 4
    street.post("/meetings/year", year="2027", month="2", day="15")
    assert "没有新增" in street.get("/meetings/year?year=2027").text
    assert street.post("/meetings/year", year="2027", month="2", day="31").status_code == 422


def test_from_the_minutes_to_the_matter_and_back(held: Held) -> None:
    issue = held.meetings.drain()
    meeting = held.session(issue)
    item = held.meetings.items(meeting)[0]
    held.meetings.take("secretary", item, "decide_transfer", **held.meetings.transfer())
    held.meetings.take("secretary", meeting, "adjourn")
    page = held.page(meeting)
    assert "移交办理中" in page, "where it stands today"
    assert f"/issues/{issue.id}" in page
    back = held.browser.get(f"/issues/{issue.id}").text
    assert f"/meetings/{meeting.id}?item={item.id}#item-{item.id}" in back
    assert "应到 20，实到 12，协商一致，通过" in back


def test_a_correction_shows_what_it_changed_and_the_public_text_who_waits_for_whom(held: Held) -> None:
    meeting = held.session()
    hands = held.meetings
    hands.take("secretary", meeting, "adjourn")
    hands.take("member", meeting, "draft_minutes", text="第一行不变\n周三前换好")
    hands.take("secretary", meeting, "circulate")
    hands.take("secretary", meeting, "approve")
    hands.take("secretary", meeting, "correct_minutes", text="第一行不变\n周四前换好", reason="笔误")
    page = held.page(meeting)
    assert "<del>周三前换好</del>" in page
    assert "<ins>周四前换好</ins>" in page
    hands.take("member", meeting, "draft_publication", kind="decision", text="议定更换井盖。")
    assert "等另一人审核发布" in held.page(meeting)
    assert held.browser.post(f"/meetings/{meeting.id}/publish_decision").status_code == 303
    assert "结果应于" in held.page(meeting)
    hands.watch.forward(days=90)
    held.browser = held.site.browser("secretary")
    assert "结果逾期未公开" in held.browser.get("/meetings").text


def test_the_wall_shows_the_item_on_the_table_and_not_what_only_members_hear(held: Held) -> None:
    first, second = held.meetings.drain(what="荔枝路排水堵塞"), held.meetings.drain(what="一件内部事项")
    meeting = held.session(first, second)
    one, two = held.meetings.items(meeting)
    held.meetings.take("secretary", meeting, "set_item", item=two.id, audience="members")
    wall = held.browser.get(f"/meetings/{meeting.id}/screen").text
    assert "荔枝路排水堵塞" in wall
    assert "应到 20，在场 12" in wall
    held.meetings.take("secretary", one, "decide_execute", ballot="consensus")
    wall = held.browser.get(f"/meetings/{meeting.id}/screen").text
    assert "自办" in wall
    assert "仅由成员讨论" in wall
    assert "内部事项" not in wall


def test_what_is_said_is_noted_beside_the_item(held: Held) -> None:
    meeting = held.session(held.meetings.drain())
    item = held.meetings.items(meeting)[0]
    place = f"/meetings/{meeting.id}/items/{item.id}/write_item"
    held.browser.get(place)
    assert held.browser.post(place, report="管线老化", discussion="两家都同意").status_code == 303
    assert "管线老化" in held.browser.get(place).text


def test_the_computation_is_read_in_the_readers_language(held: Held) -> None:
    meeting = held.session(held.meetings.drain(), kind="general_meeting")
    item = held.meetings.items(meeting)[0]
    held.meetings.take("secretary", item, "recuse_item", number=1, reason="亲属")
    held.meetings.take("secretary", item, "decide_execute", ballot="hands", yes=10)
    assert "回避 1 人后，应到 19，实到 11，赞成 10：10 &gt; 19 ÷ 2，通过" in held.page(meeting)
    held.browser.get("/lang/en")
    page = held.page(meeting)
    assert "10 &gt; 19 ÷ 2" in page
    assert "回避 1 人后" not in page


def test_the_public_reads_a_decision_once_it_is_out_and_later_its_result(held: Held) -> None:
    meeting = held.session()
    hands, public = held.meetings, held.site.browser()
    for step in ("adjourn", "circulate", "approve"):
        hands.take("secretary", meeting, step)
    hands.take("member", meeting, "draft_publication", kind="decision", text="议定更换荔枝路井盖。")
    assert "还没有公开的议决" in public.get("/decisions").text
    hands.take("secretary", meeting, "publish_decision")
    page = public.get("/decisions").text
    assert "议定更换荔枝路井盖。" in page
    assert "联席〔2026〕1号" in page
    assert "结果应于" in page
    hands.take("member", meeting, "draft_publication", kind="result", text="井盖已更换。")
    assert "井盖已更换。" not in public.get("/decisions").text
    hands.take("secretary", meeting, "publish_result")
    assert "井盖已更换。" in public.get("/decisions").text


def test_an_item_is_decided_under_its_own_meeting_only(held: Held) -> None:
    meeting, other = held.session(issue := held.meetings.drain()), held.meetings.plan(on="2026-12-15")
    (item,) = held.meetings.items(meeting)
    held.page(meeting)
    for step in ("defer", "write_item"):
        assert held.browser.post(f"/meetings/{other.id}/items/{item.id}/{step}", report="路灯").status_code == 404
        assert held.browser.get(f"/meetings/{other.id}/items/{item.id}/{step}").status_code == 404
    assert [one.state for one in held.meetings.items(meeting)] == ["open"]
    assert held.meetings.again(issue).state == "scheduled"
