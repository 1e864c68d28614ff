"""Scenarios 1 and 14 at the desk: noted, registered, answered on the spot, signed; and the branch that held none."""

from __future__ import annotations

import pytest

from tests.journeys.walk import Walk

NOTED, NAME, PHONE = "有人问路灯什么时候修", "欧阳标记丁", "13974926161"


def test_a_noted_question_is_registered_and_answered_on_the_spot_before_the_day_is_signed(walk: Walk) -> None:
    secretary = walk.secretary
    walk.reception(secretary, "2026-11-23")
    day = secretary.page.address
    secretary.open(f"{day}/jot")
    secretary.press("先记一笔", 反映什么=NOTED)
    secretary.sees("未登记", "还有 1 笔来访没有登记")
    secretary.open(f"{day}/close", 409)
    secretary.open(day)
    secretary.press("登记这一笔")
    told = {"在哪里": "荔枝路30号", "类别": "路灯", "称呼": NAME, "电话": PHONE}
    secretary.press("登记", 登记后="当场答复", 当场答复="区里已排入下周的更换计划", **told)
    resident = walk.slip(secretary, NAME, PHONE)
    walk.holds(resident.number, "verifying", "a1", "a1")
    secretary.open(f"{day}/close")
    secretary.sees("签字人：周明")
    secretary.press("结束接待")
    secretary.open(f"{day}/sheet")
    secretary.sees("当场答复", "已签字：周明", resident.number)
    secretary.sees_no(NAME, PHONE)
    walk.at("2026-11-24")
    member = walk.member
    member.takes_up(NOTED)
    member.press("核实答复", 结论="已解释说明", 给诉求人的答复="区里已排入下周的更换计划")
    resident.looks()
    resident.sees("区里已排入下周的更换计划")
    walk.history_is_sound()


@pytest.mark.slow
def test_a_branch_that_held_none_is_named_to_those_above_the_day_after_the_month(walk: Walk) -> None:
    secretary = walk.secretary
    walk.reception(secretary, "2026-11-23")
    secretary.press("结束接待", 零登记="是")
    secretary.sees("零登记")
    walk.at("2026-12-01")
    for above in (walk.community, walk.street):
        above.home()
        above.sees("上月没有接待", "东二网格党支部")
        above.open("/receptions")
        above.sees("2026-11 没有接待的支部", "东二网格党支部")
    walk.community.sees_no("西一网格党支部")
