"""Level by level: too much for the branch, too much for the community, sent back down with a word from the street."""

from __future__ import annotations

from tests.journeys.visitor import Officer
from tests.journeys.walk import Walk

TITLE = "两个小区之间的围墙开裂倾斜，权属说不清"
NAME, PHONE = "欧阳标记乙", "13974926159"
FACTS, TRIED = "上报事实标记FA31：两家物业互相推诿", "已做工作标记TR42：支部协调两次"
GUIDANCE, WHY = "退回意见标记GU53：由社区牵头先行加固，费用街道列支", "退回理由标记WH75：属社区权限"


class Story:
    """One matter on its way up and down."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def stands(self, state: str, owner: str) -> None:
        """Whoever answers for it holds it as well."""
        self.walk.holds(self.resident.number, state, owner, None if state == "closed" else owner)

    def registered_and_accepted(self, secretary: Officer) -> None:
        secretary.home()
        secretary.press("接着登记", 登记事项=TITLE)
        secretary.press("登记", 在哪里="荔枝路12号围墙", 称呼=NAME, 电话=PHONE)
        self.resident = self.walk.slip(secretary, NAME, PHONE, FACTS, TRIED, GUIDANCE, WHY)
        secretary.takes_up(TITLE)
        secretary.press("受理", 类别="下水管网", 紧急程度="复杂")

    def reported_up(self, who: Officer, kind: str, day: str, **answers: object) -> None:
        """Resolved in a meeting of the owner's own body, and signed."""
        meeting = self.walk.agenda(who, kind, day, TITLE)
        self.walk.at(day, 14, 30)
        self.walk.opened(who, meeting)
        self.walk.resolved(who, "上报", **answers)
        self.walk.signed(who)
        self.resident.looks()
        self.resident.sees("已报上一级，等待上一级研究")

    def taken_up(self, head: Officer) -> None:
        self.walk.at("2026-11-27", 9)
        head.takes_up(TITLE)
        head.sees(FACTS, TRIED)
        head.press("受理上报")
        head.sees("已受理上报", "等东社区党委研究决定")

    def sent_back(self, street: Officer) -> None:
        self.walk.at("2026-12-02", 10)
        street.takes_up(TITLE)
        street.sees(FACTS)
        street.press("退回下级", 退回理由=WHY, 办理意见=GUIDANCE, 办理期限=10)
        street.sees("已退回下级")
        self.resident.looks()
        self.resident.sees("上一级已提出意见，交回下级办理", "东社区党委")

    def done(self, head: Officer) -> None:
        """On the authority of what the level above wrote."""
        head.home()
        head.sees("上级退回")
        head.press(TITLE)
        head.sees(GUIDANCE, WHY)
        head.press("自办", 依据="上级书面批示", 办理安排="先行加固，再厘清权属")
        self.stands("executing", "a")
        self.walk.at("2026-12-08", 16)
        head.takes_up(TITLE)
        head.press("报办结", 办理结果="围墙已加固，裂缝已灌浆")
        head.sees("等东社区党委核实（须是未参与办理的人）")

    def answered_and_confirmed(self, officer: Officer) -> None:
        self.walk.at("2026-12-09", 9)
        officer.takes_up(TITLE)
        officer.press("核实答复", 结论="部分解决", 给诉求人的答复="围墙已经加固，权属由街道继续厘清")
        self.resident.says("确认解决", 工作人员联系过您吗="是", 问题解决了吗="是")
        self.resident.sees("您已确认，事项办结")
        self.stands("closed", "a")


def test_escalated_taken_up_escalated_again_remanded_executed_and_closed(walk: Walk) -> None:
    story, secretary, head = Story(walk), walk.secretary, walk.community_head
    story.registered_and_accepted(secretary)
    told = {"基本情况": FACTS, "已做工作": TRIED, "请求事项": "请统筹"}
    story.reported_up(secretary, "支部联席会议", "2026-11-26", 上报原因="情况复杂", **told)
    story.stands("escalated", "a")
    secretary.home()
    secretary.sees("在等别人", TITLE, "东社区党委")

    story.taken_up(head)
    vote = {"表决方式": "举手表决", "赞成": 7}
    story.reported_up(head, "社区党委研究", "2026-12-01", 上报原因="超出权限", **told, **vote)
    story.stands("escalated", "street")
    story.sent_back(walk.street)
    story.stands("accepted", "a")
    story.done(head)
    story.answered_and_confirmed(walk.community)

    number = story.resident.number
    assert walk.issue(number).outcome == "partly_solved"
    up = ["register", "accept", "schedule", "escalate", "take_up", "schedule", "escalate", "remand"]
    assert walk.steps(number) == [*up, "execute", "report_done", "verify", "confirm"]
    secretary.open(f"/issues/{walk.issue(number).id}")
    secretary.sees("已办结", GUIDANCE)  # the origin sees what was decided above
    walk.history_is_sound()
