"""Scenario 9, afterwards: the branch acted first, and the next meeting says whether the act stands."""

from __future__ import annotations

import pytest

from tests.journeys.visitor import Officer
from tests.journeys.walk import Walk
from workflow.issues.model import Decision
from workflow.kernel.db import bare, fetch

DECISIONS = bare(Decision)
TREE = "台风刮倒的树压着电线"


def waits(walk: Walk) -> list[bool | None]:
    """Whether each decision is ratified; False while it waits for a meeting."""
    with walk.site.office.database.reading() as db:
        return [one.ratified for one in fetch(db, Decision, DECISIONS.c.basis == "emergency")]


@pytest.fixture
def meeting(walk: Walk) -> str:
    """In session, with an act nobody has authorised yet on its agenda; its address."""
    secretary = walk.secretary
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=TREE, 在哪里="荔枝路12号")
    secretary.takes_up(TREE)
    secretary.press("受理", 类别="下水管网", 紧急程度="危险")
    secretary.press("自办", 办理安排="立即断电清障", 依据="紧急处置（会后追认）")
    assert waits(walk) == [False]
    secretary.home()
    secretary.press("联席会议")
    secretary.press("拟定会议", 会议类型="支部联席会议", 拟开日期="2026-11-24")
    address = secretary.page.address
    secretary.sees("紧急处置待追认", TREE)
    secretary.press("列入", near=TREE)
    secretary.press("发通知", 时间="14:30", 地点="会议室")
    walk.at("2026-11-24", 14, 30)
    walk.opened(secretary, address)
    return address


def item(walk: Walk) -> Officer:
    walk.secretary.sees("追认", "协商性会议，不设法定人数")
    return walk.secretary


def test_the_act_stands_once_it_is_ratified(walk: Walk, meeting: str) -> None:
    secretary = item(walk)
    secretary.press("追认")
    secretary.press("议定：追认", 表决方式="协商一致")
    secretary.sees("议题全部议完，可以散会")
    assert waits(walk) == [True]
    walk.signed(secretary)
    secretary.sees("自办中")
    walk.history_is_sound()


@pytest.mark.slow
def test_an_act_that_is_not_ratified_is_decided_anew(walk: Walk, meeting: str) -> None:
    secretary = item(walk)
    secretary.press("不予追认")
    secretary.press("议定：不予追认", 表决方式="协商一致", 理由="应当先移交供电单位")
    assert waits(walk) == [None]
    walk.signed(secretary)
    secretary.sees("已受理")
    walk.history_is_sound()
