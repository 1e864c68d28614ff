"""Scenario 13: an item put off, minutes in two windows, a member who objects, and a mistake found a month later."""

from __future__ import annotations

import pytest

from tests.journeys.visitor import Officer
from tests.journeys.walk import Walk
from workflow.kernel.db import bare, fetch
from workflow.meetings.model import Meeting, Minutes

MINUTES, MEETINGS = bare(Minutes), bare(Meeting)
FIRST, LAST = "下水道井盖破损", "老旧管网改造方案"


@pytest.fixture
def meeting(walk: Walk) -> str:
    """In session, with two items; its address."""
    secretary = walk.secretary
    for what in (FIRST, LAST):
        secretary.home()
        secretary.press("登记事项")
        secretary.press("登记", 反映什么=what, 在哪里="荔枝路12号")
        secretary.takes_up(what)
        secretary.press("受理", 类别="下水管网", 紧急程度="一般")
    address = walk.agenda(secretary, "支部联席会议", "2026-11-23", FIRST, LAST)
    walk.at("2026-11-23", 14, 30)
    walk.opened(secretary, address)
    return address


def minuted(walk: Walk) -> Officer:
    """The first item resolved, the last one put off, adjourned."""
    secretary = walk.secretary
    walk.resolved(secretary, "自办", 办理安排="三日内更换")
    secretary.press("暂缓")
    secretary.press("议定：暂缓", 恢复研究日期="2026-12-01", 理由="等待勘察")
    secretary.press("散会")
    return secretary


@pytest.mark.slow
def test_it_does_not_end_while_an_item_has_no_outcome(walk: Walk, meeting: str) -> None:
    walk.resolved(walk.secretary, "自办", 办理安排="三日内更换")
    walk.secretary.sees("散会", "还有 1 个议题没有结论，请议决或暂缓后再散会")
    assert not walk.secretary.can("散会")


@pytest.mark.slow
def test_what_was_put_off_is_first_on_the_next_agenda_with_its_count(walk: Walk, meeting: str) -> None:
    secretary = minuted(walk)
    walk.at("2026-12-01", 9)
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么="又一件新事", 在哪里="荔枝路12号")
    secretary.takes_up("又一件新事")
    secretary.press("受理", 类别="下水管网", 紧急程度="一般")
    walk.agenda(secretary, "支部联席会议", "2026-12-04", LAST)
    secretary.sees("第 2 次上会")
    pool = secretary.page.words.split("待议事项", 1)[1]
    assert "又一件新事" in pool


@pytest.mark.slow
def test_the_second_window_gets_both_texts(walk: Walk, meeting: str) -> None:
    minuted(walk)
    member = walk.member
    member.open(meeting)
    walk.secretary.press("保存纪要", 会议纪要="书记先写的纪要")
    member.press("保存纪要", 会议纪要="支委后写的纪要", status=409)
    member.sees("支委后写的纪要", "书记先写的纪要")
    member.press("保存纪要", 会议纪要="书记先写的纪要，支委后写的纪要")
    walk.secretary.open(meeting)
    walk.secretary.sees("书记先写的纪要，支委后写的纪要")


def test_a_member_objects_the_chair_signs_and_a_mistake_becomes_version_two(walk: Walk, meeting: str) -> None:
    secretary, member = minuted(walk), walk.member
    secretary.press("保存纪要", 会议纪要="会议研究了井盖和管网两件事，井盖周三前换好。")
    secretary.press("送阅")
    member.open(meeting)
    member.press("保留意见", 不同意见="应先勘察再定")
    secretary.open(meeting)
    secretary.sees("应先勘察再定", "未答复，不能签发")
    assert not secretary.can("签发")
    secretary.press("答复意见", 哪一条意见="吴芳：应先勘察再定", 怎么答复="勘察排在下周，结论不变")
    secretary.press("签发")
    secretary.sees("〔2026〕1号", "校验值")
    walk.at("2026-12-23", 9)
    secretary.open(meeting)
    asked = {"更正后的纪要": "会议研究了井盖和管网两件事，井盖周四前换好。", "更正理由": "日期笔误"}
    secretary.press("更正纪要", **asked)
    secretary.sees("第 2 版", "现行", "第 1 版", "周三前换好", "周四前换好", "日期笔误")
    with walk.site.office.database.reading() as db:
        first, second = fetch(db, Minutes, MINUTES.c.version > 0, order=MINUTES.c.version)
        (signed,) = fetch(db, Meeting, MEETINGS.c.id > 0)
    assert signed.content_hash == first.hash != second.hash
    assert "周三前" in first.text
    assert "周四前" in second.text
    walk.history_is_sound()
