"""One matter in a real browser: two units, given back, verified by another, objected to, redone, closed."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.browser.conftest import Visit
from tests.browser.going import goes
from tests.browser.hands import Hands
from workflow.kernel.clock import local

TITLE = "12号楼前污水管反复堵塞，一楼返水"
NAME, PHONE = "欧阳标记甲", "13974926158"
NOTE, REQUEST, LAW = "内部备注标记ZQ81", "单位要求标记RQ27", "退回依据标记LW33"
LEAD, CO = "荔园城管执法队", "荔园市场监管所"
SCALE = "满意程度（1 很不满意，5 很满意）"
PRIOR = {"办理要求": REQUEST, "依据": "原决议继续有效"}


class Story:
    """The people of one matter, each at their own browser; the resident has a telephone."""

    def __init__(self, visit: Visit) -> None:
        names = ("secretary", "member", "unit", "unit2")
        self.secretary, self.member, self.unit, self.unit2 = (Hands(visit(name)) for name in names)
        people = ("周明", "吴芳", "尤川", "许江")
        self.resident = Hands(visit(width=390), (NAME, PHONE, NOTE, REQUEST, LAW, *people))

    def heard(self) -> None:
        who = self.secretary
        who.open("/today")
        goes(who.page.locator("aside section", has_text="下一次接待").get_by_role("link"))
        if who.page.get_by_role("button", name="开始接待").count():
            who.press("开始接待")
        who.answer(反映什么=TITLE, 在哪里="荔枝路12号")
        who.answer(称呼=NAME, 电话=PHONE)
        who.page.get_by_role("button", name="登记", exact=True).click()  # the desk stays: the slip appears beside it
        self.number = who.page.inner_text(".slip-number")
        self.code = who.page.inner_text(".slip-code")

    def looks(self, *words: str) -> None:
        self.resident.open(f"/track/{self.number}")
        self.resident.answer(查询码=self.code)
        self.resident.press("查询")
        self.resident.sees(*words)

    def accepted(self) -> None:
        who = self.secretary
        who.takes_up(TITLE)
        who.answer(类别="排水管网", 紧急程度="一般")
        who.press("受理")
        who.more("备注")
        who.answer(备注=NOTE)
        who.press("备注")

    def resolved(self) -> None:
        """The joint meeting sits today."""
        who, today = self.secretary, local(datetime.now(UTC)).date().isoformat()
        who.open("/meetings/new")
        who.answer(会议类型="支部联席会议", 拟开日期=today)
        who.press("拟定会议")
        who.press(f"列入：{TITLE}")
        who.answer(时间="14:30", 地点="党群服务站")
        who.press("发通知")
        who.answer(应到人数="9", 实到人数="7", 请假人数="2")
        who.press("开会")
        goes(who.page.locator("nav.ways").get_by_role("link", name="移交", exact=True))
        who.answer(主办单位=LEAD, 协办单位=CO, 办理要求=REQUEST, 表决方式="协商一致")
        who.press("议定：移交")
        who.sees("议题全部议完，可以散会")

    def given_back(self) -> None:
        for unit in (self.unit, self.unit2):
            unit.takes_up(TITLE)
            unit.sees(REQUEST, "荔香第一网格党支部", "办结期限")
            unit.press("签收")
        self.unit.more("退回")
        self.unit.answer(法律或事实依据=LAW)
        self.unit.press("退回")
        self.secretary.takes_up(TITLE)
        self.secretary.follow(f"看{LEAD}的退回")
        self.secretary.sees(LAW)
        self.secretary.press("同意退回")

    def dispatched_again(self) -> None:
        """By the resolution that still stands."""
        self.secretary.more("移交")
        self.secretary.answer(主办单位=CO, **PRIOR)
        self.secretary.press("移交")
        self.unit2.takes_up(TITLE)
        self.unit2.press("签收")
        self.unit2.answer(办理结果="已更换管段")
        self.unit2.shows_photo("现场照片")
        self.unit2.press("报结")

    def answered(self, answer: str) -> None:
        self.member.takes_up(TITLE)
        self.member.answer(结论="已解决", 给诉求人的答复=answer)
        self.member.press("核实答复")
        self.looks("已答复，请您看看解决了没有", answer)

    def objected_to(self) -> None:
        self.resident.follow("未解决")
        self.resident.answer(还有什么没有解决="下雨后仍然返水")
        self.resident.press("未解决")
        self.secretary.takes_up(TITLE)
        self.secretary.sees("下雨后仍然返水")

    def confirmed(self) -> None:
        self.resident.follow("确认解决")
        for label, answer in (("工作人员联系过您吗", "是"), ("问题解决了吗", "是"), (SCALE, "5")):
            self.resident.answer(**{label: answer})
            self.resident.press("下一问")
        self.resident.press("确认解决")
        self.resident.sees("您已确认，事项办结")


def test_a_matter_is_heard_sent_to_two_units_given_back_answered_objected_to_and_closed(visit: Visit) -> None:
    story = Story(visit)
    story.heard()
    story.looks("已登记，等待受理")
    story.accepted()
    story.resolved()
    story.given_back()
    story.looks("还在办理，正在换一家单位")
    story.dispatched_again()
    story.answered("管段已更换，排水恢复正常")
    story.objected_to()
    story.dispatched_again()
    story.answered("已加装止回阀，雨后无返水")
    story.confirmed()
    story.secretary.open(f"/issues?state=all&q={story.number}")
    story.secretary.sees("已办结")
