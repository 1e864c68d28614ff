"""An administrator's day: somebody new gets in, and a secretary is replaced in mid-month with matters on the desk."""

from __future__ import annotations

import re

import pytest

from tests.journeys.visitor import Visitor
from tests.journeys.walk import Walk
from tests.street import PASSWORD

TITLE = "楼道灯不亮"
GOOD = "three-lychees-on-a-tree"


def let_in(walk: Walk, name: str, person: str) -> Visitor:
    """The system administrator makes an account and hands over the link; its owner sets a password."""
    system = walk.system
    system.home()
    system.press("管理")
    system.press("建立账号", 姓名=person, 账号=name)
    system.sees("一次性链接", person)
    link = re.search(r'value="http://localhost(/welcome/[\w-]+)"', system.page.html)
    assert link
    owner = walk.passer_by()
    owner.open(link[1])
    owner.press("启用账号", 密码=GOOD, 再输一次=GOOD)
    owner.sees("密码已设好")
    return owner


def replaced(walk: Walk, old: str, new: str) -> None:
    """The security administrator finds the newcomer at home, and the post by its organisation."""
    security = walk.security
    security.home()
    security.sees("有账号、没有岗位的人", new)
    security.press("管理")
    security.press("查找", 姓名或组织="东一网格")
    security.press(old)
    security.press("办理接任", 接任人=f"{new}（没有岗位）", 依据="荔委〔2026〕9号")
    security.sees("已离任")


def test_a_secretary_is_replaced_in_mid_month(walk: Walk) -> None:
    """The old one's rights end, the new one's begin, open matters stay with the branch."""
    walk.at("2026-12-15", 9)
    old = walk.secretary
    old.home()
    old.press("登记事项")
    old.press("登记", 反映什么=TITLE, 在哪里="荔枝路12号")
    number = walk.slip(old).number
    address = f"/issues/{walk.issue(number).id}"
    new = let_in(walk, "feng", "冯远")
    new.press("登录", 账号="feng", 密码=GOOD, status=403)
    new.sees("没有岗位")

    replaced(walk, "周明", "冯远")
    Visitor.open(old, address)  # the session is over
    assert old.page.address == "/login"
    old.press("登录", 账号="secretary", 密码=PASSWORD, status=403)
    new.open("/login")
    new.press("登录", 账号="feng", 密码=GOOD)
    new.sees("东一网格党支部书记", TITLE)
    new.press(TITLE)
    new.press("受理", 类别="楼道堆物", 紧急程度="一般")
    walk.holds(number, "accepted", "a1", "a1")
    new.sees("冯远（东一网格党支部）", "周明（东一网格党支部）")

    walk.auditor.open("/admin/log")
    walk.auditor.sees("办理接任", "施安（安全管理员）", "冯远，东一网格党支部书记")
    walk.history_is_sound()


@pytest.mark.slow
def test_a_secretary_goes_away_for_a_week(walk: Walk) -> None:
    """Named on one page, acting in the steps named, over at midnight; everybody finds it under their own account."""
    walk.at("2026-12-01", 17)
    secretary = walk.secretary
    secretary.home()
    secretary.press("代理与委托")
    secretary.press("委托他人")
    secretary.press(
        "书面委托",
        由谁代="郑强（东一网格党支部支委）",
        第一天="2026-12-03",
        最后一天="2026-12-10",
        委托书="委托书〔2026〕3号",
    )
    secretary.sees("郑强代东一网格党支部书记周明", "尚未开始")
    walk.at("2026-12-03", 9)
    member = walk.member2
    member.open("/me")
    member.sees("我的书面委托", "郑强代东一网格党支部书记周明", "委托中")
    member.home()
    member.sees("受委托人")
    walk.at("2026-12-11", 8)
    member.home()
    member.sees_no("受委托人")
