"""Scenarios 2 and 3: a lift that two units must repair together, and one that went to the wrong unit."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.journeys.walk import Walk
from workflow.issues.model import Assignment
from workflow.kernel.db import bare, fetch
from workflow.kernel.history import EVENTS
from workflow.meetings.model import AgendaItem

TITLE = "5栋电梯多次困人，已停运三天"
SHEETS, ITEMS = bare(Assignment), bare(AgendaItem)


def in_session(walk: Walk) -> str:
    """Accepted, on the agenda of the joint meeting, which is open; the number of the matter."""
    secretary = walk.secretary
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=TITLE, 在哪里="荔枝路30号5栋")
    resident = walk.slip(secretary)
    secretary.takes_up(TITLE)
    secretary.press("受理", 类别="下水管网", 紧急程度="紧急")
    meeting = walk.agenda(secretary, "支部联席会议", "2026-11-23", TITLE)
    walk.at("2026-11-23", 14, 30)
    walk.opened(secretary, meeting)
    return resident.number


def test_one_resolution_sets_state_holder_due_date_two_assignments_and_the_line_of_the_minutes(walk: Walk) -> None:
    secretary, number = walk.secretary, in_session(walk)
    walk.resolved(secretary, "移交", 主办单位="城管中队", 协办单位=["市政所"], 办理要求="修复并检验", 办理期限=3)
    walk.holds(number, "transferred", "a1", "u1")
    issue = walk.issue(number)
    with walk.site.office.database.reading() as db:
        sheets = fetch(db, Assignment, SHEETS.c.issue_id == issue.id, order=SHEETS.c.id)
        (item,) = fetch(db, AgendaItem, ITEMS.c.issue_id == issue.id)
        moves = EVENTS.c.step.in_(("decide_transfer", "transfer", "dispatch"))
        at_once = db.execute(select(EVENTS.c.step, EVENTS.c.payload).where(moves)).all()
    assert [(one.role, one.state) for one in sheets] == [("lead", "pending"), ("co", "pending")]
    assert (item.state, item.outcome, item.resolution) == ("decided", "transfer", "修复并检验")
    assert sorted(row.step for row in at_once) == ["decide_transfer", "dispatch", "dispatch", "transfer"]
    assert issue.due_at == sheets[0].handle_by
    secretary.press("散会")
    secretary.sees("移交：修复并检验", "应到 9，实到 7，协商一致，通过")


@pytest.mark.slow
def test_the_lead_waits_for_the_unit_that_helps(walk: Walk) -> None:
    in_session(walk)
    walk.resolved(walk.secretary, "移交", 主办单位="城管中队", 协办单位=["市政所"], 办理要求="修复并检验")
    for unit in (walk.unit, walk.unit2):
        unit.takes_up(TITLE)
        unit.press("签收")
    walk.unit.takes_up(TITLE)
    walk.unit.sees("还有 1 个协办单位未完成，主办单位暂不能报结")
    assert not walk.unit.can("报结")
    walk.unit2.takes_up(TITLE)
    walk.unit2.press("协办完成", 协办结果="检验合格")
    walk.unit.takes_up(TITLE)
    walk.unit.press("报结", 办理结果="电梯已修复")
    walk.unit.sees("已报结")


@pytest.mark.slow
def test_what_verification_misses_is_read_by_the_unit_that_must_do_it_again(walk: Walk) -> None:
    number = in_session(walk)
    walk.resolved(walk.secretary, "移交", 主办单位="城管中队", 办理要求="修复并检验")
    walk.unit.takes_up(TITLE)
    walk.unit.press("签收")
    walk.unit.press("报结", 办理结果="电梯已修复")
    walk.community.open(f"/issues/{walk.issue(number).id}")
    walk.community.press("退回单位重办", 还缺什么="缺少检验合格报告")
    walk.holds(number, "transferred", "a1", "u1")
    walk.unit.takes_up(TITLE)
    walk.unit.sees("缺少检验合格报告")
    walk.unit.press("报结", 办理结果="检验报告已补齐")
    walk.holds(number, "verifying", "a1", "a1")


@pytest.mark.slow
def test_a_wrong_dispatch_keeps_its_dwell_time_and_the_reporter_keeps_reading_that_it_is_worked_on(walk: Walk) -> None:
    secretary = walk.secretary
    number = in_session(walk)
    promised = walk.answer_clock(number)
    walk.resolved(secretary, "移交", 主办单位="城管中队", 办理要求="修复并检验")
    walk.at("2026-11-24", 16)
    walk.unit.takes_up(TITLE)
    walk.unit.press("退回", 法律或事实依据="特种设备由市场监管部门主管")
    walk.unit.sees("已退回，等东一网格党支部决定是否同意退回")
    secretary.takes_up(TITLE)
    secretary.press("看城管中队的退回")
    secretary.press("同意退回")
    secretary.takes_up(TITLE)
    secretary.press("移交", 主办单位="供水公司", 办理要求="修复并检验", 依据="原决议继续有效")
    walk.holds(number, "transferred", "a1", "u3")
    assert walk.answer_clock(number) == promised
    wrong = next(one for one in walk.stays(number) if one.holder_id == walk.org("u1"))
    assert wrong.to_at is not None
    assert (wrong.to_at - wrong.from_at).total_seconds() > 24 * 3600
    assert walk.issue(number).counts["redispatch"] == 1
