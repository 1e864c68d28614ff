"""Scenarios 4 and 5: more time is asked for on the last day; work that must wait, and then turns out to take a year."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.journeys.visitor import Resident
from tests.journeys.walk import Walk
from workflow.issues.model import Assignment
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch
from workflow.kernel.outbox import Message

GAS = "三单元燃气管锈蚀，要换管"
SHEETS, MESSAGES = bare(Assignment), bare(Message)


@pytest.fixture
def resident(walk: Walk) -> Resident:
    """Whoever reported it, once the unit has signed for it; five working days from Monday."""
    secretary = walk.secretary
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=GAS, 在哪里="荔枝路12号三单元")
    resident = walk.slip(secretary)
    secretary.takes_up(GAS)
    secretary.press("受理", 类别="楼道堆物", 紧急程度="一般")
    secretary.press("移交", 主办单位="城管中队", 办理要求="换管并检漏", 依据="常规事项")
    walk.unit.takes_up(GAS)
    walk.unit.press("签收")
    return resident


def lead(walk: Walk, number: str) -> Assignment:
    with walk.site.office.database.reading() as db:
        return fetch(db, Assignment, SHEETS.c.issue_id == walk.issue(number).id)[0]


def told(walk: Walk, topic: str) -> int:
    with walk.site.office.database.reading() as db:
        return len(db.execute(select(MESSAGES.c.id).where(MESSAGES.c.topic == topic)).all())


def decided(walk: Walk, asked: str, button: str, who: str = "secretary") -> None:
    """From the home page of whoever decides: the request, and one press."""
    officer = walk.officer(who)
    officer.home()
    officer.sees("待审批的申请", asked)
    officer.press(asked)
    officer.press(button)


def test_one_extension_on_the_last_day_by_another_person_and_no_second(walk: Walk, resident: Resident) -> None:
    before = lead(walk, resident.number).handle_by
    assert local(before).date().isoformat() == "2026-11-30"
    walk.at("2026-11-30", 16)
    walk.unit.takes_up(GAS)
    walk.unit.press("申请延期", 延长天数=31, 理由="配件未到", status=422)
    walk.unit.sees("请填写 1 到 30 之间的整数")
    walk.unit.press("申请延期", 延长天数=7, 理由="配件未到")
    walk.unit.home()
    walk.unit.sees("等待审批", "延长 7 天")
    walk.unit.press("延长 7 天")
    assert not walk.unit.can("同意")
    walk.unit.sees("同意后的期限 2026年12月7日 17:30")
    decided(walk, "延长 7 天", "同意")
    walk.secretary.sees("已同意")
    assert lead(walk, resident.number).due_at == walk.issue(resident.number).due_at == before + timedelta(days=7)
    assert told(walk, "issue.extend") == 1
    resident.looks()
    resident.sees("办理期限已延长", "12月7日")
    walk.unit.takes_up(GAS)
    walk.unit.sees("只能延期一次")
    assert not walk.unit.can("申请延期")
    walk.history_is_sound()


@pytest.mark.slow
def test_a_pause_moves_the_date_by_the_days_paused_and_a_year_of_waiting_is_suspended(
    walk: Walk, resident: Resident
) -> None:
    number = resident.number
    walk.at("2026-11-24")
    walk.unit.takes_up(GAS)
    walk.unit.press("申请暂停计时", 原因="等待外部施工或停气停电窗口", 暂停工作日=10, 理由="等燃气公司停气窗口")
    decided(walk, "暂停 10 个工作日", "同意")
    resident.looks()
    resident.sees("需要等待，计时已暂停")
    walk.at("2026-12-01")
    walk.secretary.open(f"/issues/{walk.issue(number).id}")
    walk.secretary.sees("计时已暂停")
    walk.secretary.press("恢复计时")
    walk.secretary.sees("暂停，顺延")
    moved = lead(walk, number).handle_by  # from 30 November, by the five working days of 24 to 30 November
    assert local(moved).date().isoformat() == "2026-12-07"
    assert walk.issue(number).due_at == moved
    walk.secretary.press(
        "申请挂账", 公开说明="燃气公司明年才安排停气，到期再研究", 复查日期="2027-02-20", 理由="本年没有停气窗口"
    )
    decided(walk, "挂账，2027年2月20日复查", "同意", "community")
    walk.holds(number, "suspended", "a1", "a1")
    resident.looks()
    resident.sees("暂时无法办理", "燃气公司明年才安排停气")
    walk.secretary.open("/issues?state=held")
    walk.secretary.sees(GAS)
    walk.secretary.home()
    walk.secretary.sees("复查日期")
    walk.history_is_sound()


@pytest.mark.slow
def test_a_request_to_the_level_above_is_not_ones_own_to_decide(walk: Walk, resident: Resident) -> None:
    walk.secretary.open(f"/issues/{walk.issue(resident.number).id}")
    walk.secretary.press("申请挂账", 公开说明="等待管网改造", 复查日期="2026-12-20", 理由="须统一施工")
    walk.secretary.home()
    walk.secretary.sees("等待审批")
    walk.secretary.press("挂账，2026年12月20日复查")
    walk.secretary.sees("可由：东社区党委的工作人员")
    assert not walk.secretary.can("同意")
    walk.community.home()
    walk.community.press("挂账，2026年12月20日复查")
    walk.community.press("不同意", 不同意的理由="可以先临时封堵")
    walk.secretary.open("/requests?state=refused")
    walk.secretary.press("挂账，2026年12月20日复查")
    walk.secretary.sees("可以先临时封堵")
