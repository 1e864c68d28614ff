"""Scenario 8: many people about one noise. Each keeps a slip; one matter is handled; all read one answer."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.issues.test_voices import everybody
from tests.journeys.visitor import Resident
from tests.journeys.walk import Walk
from workflow.issues import Issue
from workflow.kernel.db import bare
from workflow.kernel.errors import Barred
from workflow.notices.dispatching import dispatch as tell
from workflow.notices.model import Delivery

DELIVERIES, ISSUES = bare(Delivery), bare(Issue)

TITLE = "广场夜里音响扰民"
VOICES = 7


def raised(walk: Walk) -> list[Resident]:
    """The same noise, reported once by each."""
    secretary, slips = walk.secretary, []
    for nth in range(VOICES):
        secretary.home()
        secretary.press("登记事项")
        asked = {"反映什么": f"{TITLE}（第{nth + 1}位）", "在哪里": "荔枝路12号", "称呼": f"业主标记{nth}"}
        secretary.press("登记", **asked)
        slips.append(walk.slip(secretary, "业主标记"))
    return slips


def merged(walk: Walk, lead: Resident, others: list[Resident]) -> None:
    secretary = walk.secretary
    secretary.takes_up(f"{TITLE}（第1位）")
    secretary.press("受理", 类别="楼道堆物", 紧急程度="一般")
    for nth, other in enumerate(others, 2):
        secretary.takes_up(f"{TITLE}（第{nth}位）")
        secretary.press("并案", 并入=lead.number)
        other.looks()
        other.sees("您的事项与相同的事项一起办理", "已受理，正在研究怎么办")


@pytest.mark.slow
def test_many_reporters_of_one_matter_get_one_answer_and_each_may_judge_it(walk: Walk) -> None:
    secretary, member = walk.secretary, walk.member
    lead, *others = slips = raised(walk)
    merged(walk, lead, others)
    secretary.home()
    secretary.sees("现在要办 1")
    secretary.press(f"{TITLE}（第1位）")
    secretary.sees(f"诉求人 {VOICES} 位", "另有 2 位", "并入本事项的")
    secretary.press("自办", 办理安排="约定音量和时间")
    secretary.press("报办结", 办理结果="已签订公约")
    member.takes_up(f"{TITLE}（第1位）")
    member.press("核实答复", 结论="已解决", 给诉求人的答复="广场公约已张贴，九点后关闭音响")

    for slip in slips[:-1]:
        slip.looks()
        slip.sees("广场公约已张贴，九点后关闭音响")
        slip.says("评价", 工作人员联系过您吗="是", 问题解决了吗="是")
        walk.holds(lead.number, "replied", "a1", "a1")
    slips[-1].says("确认解决", 工作人员联系过您吗="是", 问题解决了吗="是")
    walk.holds(lead.number, "closed", "a1", None)
    assert {walk.issue(one.number).state for one in others} == {"merged"}
    for slip in slips:
        slip.looks()
        slip.sees("已办结")
    walk.history_is_sound()


@pytest.mark.slow
def test_one_of_many_who_leaves_takes_only_the_own_claim_along(walk: Walk) -> None:
    lead, *others = raised(walk)
    merged(walk, lead, others)
    others[0].says("退出")
    others[0].looks()
    assert not others[0].can("退出")
    walk.secretary.takes_up(f"{TITLE}（第1位）")
    walk.secretary.sees(f"诉求人 {VOICES - 1} 位", "已撤回，联系方式已删除")
    walk.holds(lead.number, "accepted", "a1", "a1")


# -- three hundred -----------------------------------------------------------------------------------

HUNDREDS = 300


@pytest.mark.slow
def test_three_hundred_reporters_of_one_noise(walk: Walk) -> None:
    """One matter, one handling, three hundred codes and answers; at most five speak for all; rankings count one."""
    m = walk.site.matters
    lead = m.reach("accepted", what=TITLE, reporter_name="业主甲", reporter_email="owner1@example.org")
    for nth in range(2, HUNDREDS + 1):
        told = {"what": f"{TITLE}（第{nth}位）", "reporter_email": f"owner{nth}@example.org"}
        m.take("secretary", m.register(**told), "merge", lead=lead.id)
    actors = everybody(m, lead)
    claims = [actor.capacities[0].behalf for actor in actors]
    assert len(set(claims)) == HUNDREDS
    for actor in actors[:5]:
        m.take(actor, lead, "stand")
    with pytest.raises(Barred, match="最多五位"):
        m.take(actors[5], lead, "stand")
    m.take("secretary", lead, "execute", basis="routine")
    m.take("secretary", lead, "report_done", result="已签订公约")
    m.take("member", lead, "verify", outcome="solved", answer="广场公约已张贴，九点后关闭音响")
    tell(m.office, m.watch.now)
    with m.office.database.reading() as db:
        answered = select(DELIVERIES.c.claim_id).where(DELIVERIES.c.letter == "reporter_answered")
        assert sorted(db.execute(answered).scalars()) == sorted(claims)
        counted = select(func.count()).select_from(ISSUES).where(ISSUES.c.outcome.is_distinct_from("merged"))
        assert db.execute(counted).scalar_one() == 1
    walk.member.open(f"/issues/{lead.id}")
    walk.member.sees(f"0 / {HUNDREDS} 位", "诉求人代表")
    for actor in actors[:-1]:
        m.take(actor, lead, "rate", contacted=True, solved=True)
    assert m.take(actors[-1], lead, "confirm", contacted=True, solved=True).state == "closed"
    walk.history_is_sound()
