"""The long way of a matter through two units, twice round: from a reception to a resident who is content."""

from __future__ import annotations

from tests.journeys.visitor import Officer
from tests.journeys.walk import Walk

TITLE = "12号楼前污水管反复堵塞，一楼返水"
NAME, PHONE = "欧阳标记甲", "13974926158"
NOTE = "内部备注标记ZQ81：诉求人情绪激动"
REQUEST = "单位内部要求标记RQ27：疏通并更换破损管段"
LAW = "退回依据标记LW33：管网权属在供水公司"
AGAIN = "重新派单标记PL15：查清原因后处理"
RESULT = "内部结果标记RS64：更换管段六米"
ROUND = ["transfer", "units_done", "verify"]


class Story:
    """One matter, one chapter after the other; each begins at the home page of whoever acts."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def stands(self, state: str, holder: str | None) -> None:
        """The branch answers for it throughout."""
        self.walk.holds(self.resident.number, state, "a1", holder)

    def heard_at_the_reception(self, secretary: Officer) -> None:
        self.walk.reception(secretary, "2026-11-23")
        secretary.press("登记", 反映什么=TITLE, 在哪里="荔枝路12号", 称呼=NAME, 电话=PHONE)
        self.resident = self.walk.slip(secretary, NAME, PHONE, NOTE, REQUEST, LAW, AGAIN, RESULT)
        secretary.press("下一位来访人")
        secretary.press("结束接待")
        self.resident.looks()
        self.resident.sees("已登记，等待受理", "东一网格党支部")

    def accepted(self, secretary: Officer) -> None:
        self.walk.at("2026-11-24", 9)
        secretary.takes_up(TITLE)
        secretary.press("受理", 类别="下水管网", 紧急程度="一般")
        secretary.sees("已受理", "等东一网格党支部研究决定")
        secretary.press("备注", 备注=NOTE)
        secretary.sees(NOTE)
        secretary.press("去列议题")
        secretary.sees("拟定会议")

    def resolved_by_the_joint_meeting(self, secretary: Officer) -> None:
        meeting = self.walk.agenda(secretary, "支部联席会议", "2026-11-27", TITLE)
        self.resident.looks()
        self.resident.sees("已列入会议议题")
        self.walk.at("2026-11-27", 14, 30)
        secretary.takes_up(TITLE)
        secretary.press("打开会议")
        assert secretary.page.address == meeting
        self.walk.opened(secretary, meeting)
        self.walk.resolved(secretary, "移交", 主办单位="城管中队", 协办单位=["市政所"], 办理要求=REQUEST)
        secretary.sees("议题全部议完，可以散会")
        self.stands("transferred", "u1")
        self.walk.signed(secretary)

    def signed_for(self, *units: tuple[Officer, str, str]) -> None:
        """Each unit sees what is asked, by whom and until when, before it signs."""
        for unit, part, request in units:
            unit.takes_up(TITLE)
            unit.sees(request, "东一网格党支部", part, "办结期限")
            unit.press("签收")
            unit.sees("已签收", "办理中")
        self.resident.looks()
        self.resident.sees("责任单位正在办理")

    def given_back(self, unit: Officer, secretary: Officer) -> None:
        self.walk.at("2026-11-30", 10)
        unit.takes_up(TITLE)
        unit.press("退回", 法律或事实依据=LAW, 建议承办单位="供水公司")
        unit.sees("已退回")
        self.stands("transferred", "a1")
        secretary.takes_up(TITLE)
        secretary.press("看城管中队的退回")
        secretary.sees(LAW, "供水公司")
        secretary.press("同意退回")
        secretary.sees("已同意退回，等东一网格党支部研究决定", TITLE)
        self.stands("accepted", "a1")
        self.resident.looks()
        self.resident.sees("还在办理，正在换一家单位")

    def dispatched_again(self, secretary: Officer, *co: str) -> None:
        secretary.takes_up(TITLE)
        asked = {"主办单位": "供水公司", "协办单位": list(co), "办理要求": AGAIN, "依据": "原决议继续有效"}
        secretary.press("移交", **asked)
        self.stands("transferred", "u3")

    def worked_on(self, lead: Officer, co: Officer) -> None:
        self.walk.at("2026-12-02", 16)
        lead.takes_up(TITLE)
        lead.sees("还有 1 个协办单位未完成")
        co.takes_up(TITLE)
        co.press("协办完成", 协办结果="已配合围挡")
        self.reported(lead)

    def reported(self, lead: Officer) -> None:
        lead.takes_up(TITLE)
        lead.press("报结", 办理结果=RESULT)
        self.stands("verifying", "a1")

    def verified_by_another(self, secretary: Officer, member: Officer) -> None:
        self.walk.at("2026-12-03", 9)
        secretary.takes_up(TITLE)
        secretary.sees("您办理过本事项，核实和复查须由未参与的人进行")
        self.answered(member, "管段已更换，排水恢复正常")

    def answered(self, member: Officer, answer: str) -> None:
        member.takes_up(TITLE)
        member.sees(RESULT)
        member.press("核实答复", 结论="已解决", 给诉求人的答复=answer)
        self.stands("replied", "a1")
        self.resident.looks()
        self.resident.sees("已答复，请您看看解决了没有", answer)

    def objected_to(self, secretary: Officer) -> None:
        self.walk.at("2026-12-05", 20)
        self.resident.says("未解决", 还有什么没有解决="下雨后一楼仍然返水")
        self.resident.sees("没有解决，正在重新研究")
        self.walk.at("2026-12-07", 9)
        secretary.home()
        secretary.sees("诉求人表示未解决")
        secretary.press(TITLE)
        secretary.sees("下雨后一楼仍然返水")

    def confirmed(self) -> None:
        self.walk.at("2026-12-12", 20)
        self.resident.says("确认解决", 工作人员联系过您吗="是", 问题解决了吗="是", 满意程度="5", 想说的话="这回好了")
        self.resident.sees("您已确认，事项办结")
        self.stands("closed", None)


def test_received_transferred_given_back_dispatched_again_objected_to_redone_and_closed(walk: Walk) -> None:
    story, secretary, lead, co = Story(walk), walk.secretary, walk.unit3, walk.unit2
    story.heard_at_the_reception(secretary)
    story.accepted(secretary)
    promised = walk.answer_clock(story.resident.number)
    story.resolved_by_the_joint_meeting(secretary)
    story.signed_for((walk.unit, "城管中队主办", REQUEST), (co, "市政所协办", REQUEST))
    story.given_back(walk.unit, secretary)
    story.dispatched_again(secretary, "市政所")
    story.signed_for((lead, "供水公司主办", AGAIN), (co, "市政所协办", AGAIN))
    story.worked_on(lead, co)
    story.verified_by_another(secretary, walk.member)
    story.objected_to(secretary)
    story.dispatched_again(secretary)
    story.signed_for((lead, "供水公司主办", AGAIN))
    story.reported(lead)
    story.answered(walk.member, "已加装止回阀，暴雨后复查无返水")
    assert walk.answer_clock(story.resident.number) == promised
    story.confirmed()

    number = story.resident.number
    assert walk.issue(number).outcome == "solved"
    first = ["register", "accept", "schedule", "transfer", "redispatch"]
    assert walk.steps(number) == [*first, *ROUND, "object", *ROUND, "confirm"]
    assert walk.holders(number) == ["a1", "u1", "a1", "u3", "a1", "u3", "a1"]
    walk.history_is_sound()
