"""Scenario 12: too much for the community too; the street hands it down to another community's branch, with a unit."""

from __future__ import annotations

import pytest

from tests.journeys.visitor import Resident
from tests.journeys.walk import Walk

TITLE = "跨两个社区的排洪渠淤塞"
FACTS = "上报事实标记CF44：上下游各管一段"
ORDER = "交办要求标记CO52：牵头清淤，供水公司配合"


def reported_up_twice(walk: Walk) -> Resident:
    """By the branch, and by the community that took it up; the slip of whoever raised it."""
    secretary, community = walk.secretary, walk.community
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=TITLE, 在哪里="荔枝路30号旁水渠")
    resident = walk.slip(secretary, FACTS, ORDER)
    secretary.takes_up(TITLE)
    secretary.press("受理", 类别="楼道堆物", 紧急程度="一般")
    secretary.press("上报", 上报原因="情况复杂", 基本情况=FACTS, 依据="常规事项")
    walk.holds(resident.number, "escalated", "a", "a")
    community.takes_up(TITLE)
    community.press("受理上报")
    community.press("上报", 上报原因="超出权限", 基本情况=FACTS, 依据="常规事项")
    walk.holds(resident.number, "escalated", "street", "street")
    return resident


def handed_down(walk: Walk, resident: Resident) -> None:
    """To a branch that never heard of it, as the lead, and to a unit that helps."""
    walk.at("2026-11-24", 9)
    walk.street.takes_up(TITLE)
    walk.street.press("受理上报")
    asked = {"主办单位": "西一网格党支部", "协办单位": ["供水公司"], "办理要求": ORDER, "依据": "常规事项"}
    walk.street.press("移交", **asked)
    walk.holds(resident.number, "transferred", "street", "b1")
    resident.looks()
    resident.sees("西一网格党支部")


def worked_on(walk: Walk) -> None:
    lead, unit = walk.secretary_b1, walk.unit3
    for who in (lead, unit):
        who.takes_up(TITLE)
        who.sees(ORDER, "荔枝街道党工委")
        who.press("签收")
    unit.takes_up(TITLE)
    unit.press("协办完成", 协办结果="已配合")
    lead.takes_up(TITLE)
    lead.press("报结", 办理结果="全渠清淤完成")


@pytest.mark.slow
def test_the_street_hands_it_down_to_another_communitys_branch_and_the_answer_reaches_the_resident(walk: Walk) -> None:
    resident = reported_up_twice(walk)
    origin, address = walk.secretary, f"/issues/{walk.issue(resident.number).id}"
    handed_down(walk, resident)
    origin.open(address)
    origin.sees("移交办理中", "西一网格党支部", "11月24日", ORDER)
    worked_on(walk)
    walk.holds(resident.number, "verifying", "street", "street")
    walk.street2.takes_up(TITLE)
    walk.street2.press("核实答复", 结论="已解决", 给诉求人的答复="排洪渠已全线清淤")
    resident.says("确认解决", 工作人员联系过您吗="是", 问题解决了吗="是")
    walk.holds(resident.number, "closed", "street", None)
    origin.open(address)
    origin.sees("排洪渠已全线清淤")
    walk.history_is_sound()
