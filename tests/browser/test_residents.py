"""Raise, follow and judge on the smallest phone without a script; withdraw and choose mail on a usual one."""

from __future__ import annotations

import pytest

from tests.browser.going import goes
from tests.browser.hands import Hands
from tests.browser.look import Ear, too_wide, wrong
from tests.browser.test_raising import through

SMALL = {"width": 320, "java_script_enabled": False}
SCALE = "满意程度（1 很不满意，5 很满意）"


class Raised:
    """A matter raised from a phone, and the officers who answer it."""

    def __init__(self, visit, what, **phone):
        self.resident = visit(**phone)
        through(self.resident, what=what)
        self.number = self.resident.inner_text(".slip-number").split()[-1]
        self.code = self.resident.inner_text(".slip-code")
        self.what, self.visit = what, visit

    def looks(self, page=None):
        page = page or self.resident
        page.goto(f"/track/{self.number}")
        page.fill("#code", self.code)
        goes(page.locator("form.portal-door button"))
        return page

    def done(self, *steps):
        """Each step by the officer who may take it: (who, step, answers)."""
        for who, press, answers in steps:
            hands = Hands(self.visit(who))
            hands.open(f"/issues?q={self.number}")
            goes(hands.page.locator("table.rows th a, table.rows td a").first)
            if not hands.page.get_by_role("button", name=press, exact=True).count():
                hands.more(press)
            hands.answer(**answers)
            hands.press(press)

    def answered(self):
        self.done(
            ("secretary", "受理", {"类别": "楼道堆物", "紧急程度": "一般"}),
            ("secretary", "自办", {"办理安排": "今天去修"}),
            ("secretary", "报办结", {"办理结果": "灯罩已装好"}),
            ("member", "核实答复", {"结论": "已解决", "给诉求人的答复": "灯罩已重新装好"}),
        )


def asked(page, button, **answers):
    """One question after the other, until the matter is there again; which pages were too wide."""
    found = []
    goes(page.get_by_role("link", name=button, exact=True))
    while "/follow/act/" in page.url:
        found += too_wide(page)
        for label, answer in answers.items():
            group = page.locator("[role=radiogroup]", has=page.get_by_text(label, exact=True))
            if group.count():
                group.get_by_label(answer, exact=True).check()
            elif (field := page.get_by_role("textbox", name=label, exact=True)).count():
                field.fill(answer)
        goes(page.locator(".portal-buttons button.w-100").first)
    return found


def test_raise_follow_and_judge_without_a_script_at_320_px(visit):
    it = Raised(visit, "二楼灯罩掉下来一半，晃得厉害", **SMALL)
    it.answered()
    page = it.looks()
    found = too_wide(page)
    assert "灯罩已重新装好" in page.inner_text("main")
    page.locator(".portal-aside summary", has_text="已经做到").click()
    assert "做到" in page.inner_text(".portal-promises")
    found += asked(page, "确认解决", **{"工作人员联系过您吗": "是", "问题解决了吗": "是", SCALE: "4"})
    assert "已办结" in page.inner_text("h1")
    found += asked(page, "修改评价", **{"工作人员联系过您吗": "是", "问题解决了吗": "是", SCALE: "2"})
    assert "2 / 5" in page.inner_text("main")
    assert found + too_wide(page) == []


@pytest.mark.slow
def test_a_matter_that_was_withdrawn_goes_on_without_the_person(visit):
    it = Raised(visit, "三楼平台栏杆松动，小孩会碰到", width=390)
    page = it.looks()
    ear = Ear(page)
    assert wrong(page, ear, (390, 320)) == []
    asked(page, "撤回")
    assert "您已撤回" in page.inner_text("main")
    it.done(("secretary", "转为主动治理", {"公共风险": "栏杆松动，危及小孩"}))
    it.looks()
    assert page.get_by_role("link", name="补充情况").count() == 0
    assert "已受理" in page.inner_text("main")


@pytest.mark.slow
def test_mail_or_none_is_chosen_on_a_phone_and_shown_masked(visit):
    it = Raised(visit, "路口井盖响得睡不着", width=390)
    page = it.looks()
    asked(page, "进展通知", 邮箱="zhang.san@example.org", 用哪种语言="中文")
    assert "z***@***" in page.inner_text("main")
    assert "zhang.san" not in page.content()
    asked(page, "进展通知", 邮箱="")
    assert "没有留邮箱" in page.inner_text("main")
