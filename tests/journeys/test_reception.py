"""Scenarios 1 and 6: clutter in a stairwell, from the desk to three answers kept apart; a danger that is withdrawn."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.journeys.walk import Walk
from workflow.issues.model import Claim, Contact, Evaluation
from workflow.kernel.db import bare, fetch

TITLE, NAME, PHONE = "三楼楼道堆满纸箱，挡住消防通道", "欧阳标记丙", "13974926160"
CLAIMS, CONTACTS, EVALUATIONS = bare(Claim), bare(Contact), bare(Evaluation)


def test_heard_at_the_desk_cleared_verified_by_another_and_judged_with_the_code(walk: Walk) -> None:
    secretary, member = walk.secretary, walk.member
    walk.reception(secretary, "2026-11-23")
    secretary.press("登记", 反映什么=TITLE, 在哪里="荔枝路12号", 称呼=NAME, 电话=PHONE)
    secretary.sees("查询码只显示到这位来访人离开", "扫码或打开")
    resident = walk.slip(secretary, NAME, PHONE)

    secretary.takes_up(TITLE)
    secretary.sees_no(NAME, PHONE)
    secretary.press("受理", 类别="楼道堆物", 紧急程度="一般")
    secretary.press("自办", 依据="接待日当场处理", 办理安排="组织志愿者清理")
    secretary.press("报办结", 办理结果="纸箱已清走")
    secretary.sees("等东一网格党支部核实（须是未参与办理的人）")

    member.takes_up(TITLE)
    member.press("核实答复", 结论="已解决", 给诉求人的答复="纸箱已于今天清走")
    resident.says("确认解决", 工作人员联系过您吗="否", 问题解决了吗="是", 满意程度="4")
    walk.holds(resident.number, "closed", "a1", None)
    with walk.site.office.database.reading() as db:
        (judged,) = fetch(db, Evaluation, EVALUATIONS.c.claim_id > 0)
    assert (judged.contacted, judged.solved, judged.satisfied) == (False, True, 4)
    resident.looks()
    resident.sees(
        "您反映的事项已登记", "已受理", "已决定由本组织办理", "已办理，正在核实", "已核实并答复", "您已确认，事项办结"
    )
    resident.sees("谁看过您的联系方式", "还没有人查看过")
    walk.history_is_sound()


@pytest.mark.slow
def test_a_second_matter_of_the_same_visitor_gets_a_code_of_its_own(walk: Walk) -> None:
    secretary = walk.secretary
    walk.reception(secretary, "2026-11-23")
    secretary.press("登记", 反映什么=TITLE, 在哪里="荔枝路12号", 称呼=NAME, 电话=PHONE)
    first = walk.slip(secretary)
    secretary.sees("第 1 位来访人的下一件事")
    secretary.press("登记", 反映什么="楼下路灯不亮", 在哪里="荔枝路30号")
    second = walk.slip(secretary)
    assert first.number != second.number
    secretary.press("下一位来访人")
    secretary.sees("2 件", TITLE, "楼下路灯不亮")
    with walk.site.office.database.reading() as db:
        assert {one.phone for one in fetch(db, Contact, CONTACTS.c.id > 0)} == {PHONE}


@pytest.mark.slow
def test_a_withdrawn_danger_goes_on_without_the_person(walk: Walk) -> None:
    secretary = walk.secretary
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=TITLE, 在哪里="荔枝路12号", 称呼=NAME, 电话=PHONE)
    resident = walk.slip(secretary, NAME, PHONE)
    resident.says("撤回", 原因="不想再反映了")
    resident.sees("您已撤回")

    secretary.open(f"/issues/{walk.issue(resident.number).id}")
    secretary.press("转为主动治理", 公共风险="挡住消防通道，仍须清理")
    secretary.sees("主动发现", "已撤回，联系方式已删除")
    secretary.press("更正", 类别="楼道堆物", 更正理由="撤回前未受理")
    secretary.press("自办", 办理安排="当天清理")
    walk.holds(resident.number, "executing", "a1", "a1", settled=1)
    with walk.site.office.database.reading() as db:
        assert db.execute(select(CONTACTS.c.id)).all() == []
        assert [one.contact_id for one in fetch(db, Claim, CLAIMS.c.id > 0)] == [None]
    resident.looks()
    assert not resident.can("补充情况")
