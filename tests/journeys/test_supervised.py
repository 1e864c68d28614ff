"""A matter nobody accepts: the clock asks in writing, the branch answers, the community judges it twice."""

from __future__ import annotations

from tests.journeys.walk import Walk
from workflow.jobs.sweep import sweep

LAMP = "楼道灯一个月不亮"


def test_nobody_moved_it_and_the_clock_asked_why(walk: Walk) -> None:
    secretary, above = walk.secretary, walk.community
    secretary.home()
    secretary.press("登记事项")
    secretary.press("登记", 反映什么=LAMP, 在哪里="荔枝路12号")
    number = walk.slip(secretary).number
    walk.at("2026-12-02", 10)
    sweep(walk.site.office)
    secretary.home()
    secretary.sees("督办待答复", number)
    secretary.press(LAMP)
    secretary.sees("受理时限，2026年11月24日 17:30 起超期", LAMP)
    secretary.press("答复督办", 超期原因="当周值班人员轮换", 措施="下周处理", 何时办好="2026-12-20")
    above.home()
    above.sees("答复待审", number)
    above.press(LAMP)
    above.press("继续督办", 理由="没有写明由谁负责")
    secretary.home()
    secretary.press(LAMP)
    secretary.sees("这次答复不够，须重新答复：没有写明由谁负责")
    secretary.press("答复督办", 超期原因="当周值班人员轮换", 措施="由周明负责，今天受理", 何时办好="2026-12-04")
    above.home()
    above.press(LAMP)
    above.press("结束督办")
    assert walk.issue(number).state == "registered", "the matter goes on by its own steps"
    walk.history_is_sound()
