"""Scenario 9: a typhoon; branches act first for 48 hours, and a meeting says afterwards whether it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.walk import Walk
from workflow.jobs.sweep import sweep

TREE = "台风刮倒大树，压住三户出入口"
LATER = "台风过后围墙开裂"


def registered(walk: Walk, what: str) -> None:
    secretary = walk.secretary
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=what, 在哪里="荔枝路12号")
    secretary.takes_up(what)
    secretary.press("受理", 类别="下水管网", 紧急程度="一般")


def declared(walk: Walk) -> str:
    """By the street for three grids and 48 hours; the address of the declaration."""
    street = walk.street
    street.open("/emergencies")
    street.press(
        "宣布进入应急状态", 事由="台风", 要求="先清障断电，再补手续", 持续小时数=48,
        支部=["东一网格党支部"], 网格=["东二第一网格"],
    )  # fmt: skip
    street.sees("应急状态", "东一第一网格", "东一第二网格", "东二第一网格", "应急期间还没有决定")
    return street.page.address


def test_branches_act_first_each_act_is_listed_and_normal_mode_comes_back_by_itself(walk: Walk) -> None:
    street, secretary, mode = walk.street, walk.secretary, declared(walk)
    secretary.home()
    secretary.sees("应急状态：台风")
    walk.secretary_b1.home()
    walk.secretary_b1.sees_no("应急状态：台风")
    walk.system.home()  # has a post at the street, but matters are not its business
    walk.system.sees_no("应急状态：台风")
    registered(walk, TREE)
    secretary.press("自办", 办理安排="连夜清障", 依据="紧急处置（会后追认）")
    secretary.sees("连续计时，昼夜和休息日不停")
    street.open(mode)
    street.sees(TREE, "待追认", "1 件待追认")
    walk.at("2026-11-25", 9, 5)
    secretary.home()
    secretary.sees_no("应急状态：台风")
    sweep(walk.site.office)
    street.open(mode)
    street.sees("已恢复常态")
    registered(walk, LATER)
    assert "紧急处置" not in secretary.page.words
    walk.history_is_sound()


@pytest.mark.slow
def test_a_meeting_ratifies_what_was_done_first(walk: Walk) -> None:
    secretary, mode = walk.secretary, declared(walk)
    registered(walk, TREE)
    secretary.press("自办", 依据="紧急处置（会后追认）")
    meeting = walk.agenda(secretary, "支部联席会议", "2026-11-26", TREE)
    walk.at("2026-11-26", 14, 30)
    walk.opened(secretary, meeting)
    secretary.press("追认")
    secretary.press("议定：追认", 表决方式="协商一致")
    walk.street.open(mode)
    walk.street.sees("已追认", "已全部了结")
    walk.history_is_sound()


@pytest.mark.slow
def test_an_act_nobody_ratified_in_time_is_shown_as_late(walk: Walk) -> None:
    street = walk.street
    street.open("/emergencies/new")
    street.press("宣布进入应急状态", 事由="内涝", 要求="先排水", 持续小时数=2, 网格=["东一第一网格"])
    registered(walk, TREE)
    walk.secretary.press("自办", 依据="紧急处置（会后追认）")
    walk.site.watch.now += timedelta(days=40)
    street.open("/emergencies")
    street.sees("还没有追认的紧急处置", TREE, "逾期")
    sweep(walk.site.office)
    street.open("/emergencies")
    street.sees("督办单 督〔2027〕")
