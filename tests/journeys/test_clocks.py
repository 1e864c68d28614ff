"""Nobody does anything: what was answered lapses and is put away, what is late is urged, asked in writing and named."""

from __future__ import annotations

import pytest

from tests.journeys.walk import Walk
from workflow.kernel.db import bare, fetch
from workflow.supervision import Order

ORDERS = bare(Order)
BOXES = "三楼楼道堆满纸箱"


def registered(walk: Walk, who: str = "secretary") -> str:
    officer = walk.officer(who)
    officer.home()
    officer.press("登记事项")
    officer.press("登记", 反映什么=BOXES, 在哪里="荔枝路12号", 称呼="何女士", 来源="电话")
    return walk.slip(officer).number


def test_an_answer_nobody_rates_is_closed_without_a_word_and_archived_a_month_later(walk: Walk) -> None:
    secretary, member = walk.secretary, walk.member
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=BOXES, 在哪里="荔枝路12号", 来源="电话")
    resident = walk.slip(secretary)
    secretary.takes_up(BOXES)
    secretary.press("受理", 类别="楼道堆物", 紧急程度="一般")
    secretary.press("自办", 办理安排="当天清理")
    secretary.press("报办结", 办理结果="已清理")
    member.takes_up(BOXES)
    member.press("核实答复", 结论="已解决", 给诉求人的答复="纸箱已清走")  # Monday 23 November
    walk.passes("2026-11-30", 17)
    walk.holds(resident.number, "replied", "a1", "a1")
    walk.passes("2026-11-30", 17, 31)
    walk.holds(resident.number, "closed", "a1", None)
    resident.looks()
    resident.sees("评价期已满，事项办结（未评价）")
    walk.passes("2026-12-30", 17, 31)
    walk.holds(resident.number, "archived", "a1", None)
    assert walk.steps(resident.number)[-2:] == ["lapse", "archive"]
    walk.history_is_sound()


@pytest.mark.slow
def test_a_matter_nobody_accepts_is_urged_then_asked_in_writing_then_named(walk: Walk) -> None:
    number = registered(walk)  # to be accepted by Tuesday 24 November
    address = f"/issues/{walk.issue(number).id}"
    secretary, community = walk.secretary, walk.community
    walk.passes("2026-11-25")
    secretary.open(address)
    secretary.sees("逾期催办", "受理时限")
    walk.passes("2026-12-01")
    community.open(address)
    community.sees("逾期督办")
    with walk.site.office.database.reading() as db:
        (order,) = fetch(db, Order, ORDERS.c.about_noun == "issue")
    assert (order.about_id, order.clock) == (walk.issue(number).id, "accept")
    walk.passes("2026-12-08")
    secretary.open(address)
    secretary.sees("逾期通报")
    walk.passes("2027-01-20")
    secretary.open(address)
    secretary.press("受理", 类别="楼道堆物", 紧急程度="一般")
    walk.history_is_sound()
