"""Scenarios 14 and 15: a missed reception and a deputy until the 10th; an auditor who looks and touches nothing."""

from __future__ import annotations

from datetime import date

import pytest

from tests.journeys.visitor import Officer
from tests.journeys.walk import Walk
from tests.street import lend

TITLE = "楼道灯不亮"


@pytest.fixture
def deputy(walk: Walk) -> Officer:
    """郑强 acts for the secretary in all from the 3rd to the 10th of December."""
    office, street = walk.site.office, walk.site.street
    with office.desk(street.actor("secretary")) as desk:
        lend(desk, street, "secretary", "member2", date(2026, 12, 3), date(2026, 12, 10), kind="deputy")
    return walk.member2


def registered(walk: Walk, title: str = TITLE) -> str:
    walk.secretary.home()
    walk.secretary.press("登记事项")
    walk.secretary.press("登记", 反映什么=title, 在哪里="荔枝路12号")
    return walk.slip(walk.secretary).number


@pytest.mark.slow
def test_a_month_without_a_reception_stands_at_the_street_the_next_day(walk: Walk) -> None:
    secretary, street = walk.secretary, walk.street
    secretary.home()
    secretary.press("接待日")
    secretary.press("排定接待日", 接待日期="2026-11-25", 接待时间="9:00", 接待地点="支部会议室")
    secretary.press("公告")
    street.open("/receptions")
    street.sees("尚未接待的支部：4 个")
    walk.passes("2026-12-01", 17, 31)
    street.open("/receptions?when=all")
    street.sees("东一网格党支部", "未举行")


@pytest.mark.slow
def test_what_a_deputy_does_reads_for_whom_and_ends_with_the_last_day(walk: Walk, deputy: Officer) -> None:
    number, later = registered(walk), registered(walk, "另一处灯不亮")
    address = f"/issues/{walk.issue(number).id}"
    deputy.open(address)
    assert not deputy.can("受理")

    walk.at("2026-12-03", 9)
    deputy.takes_up(TITLE)
    deputy.press("受理", 类别="楼道堆物", 紧急程度="一般")
    deputy.sees("郑强 代 周明（东一网格党支部）")
    walk.at("2026-12-10", 23)
    deputy.takes_up(TITLE)
    deputy.press("自办", 办理安排="当天更换")
    walk.holds(number, "executing", "a1", "a1")

    walk.at("2026-12-11", 8)
    deputy.open(address)
    assert not deputy.can("报办结")
    deputy.open(f"/issues/{walk.issue(later).id}")
    assert not deputy.can("受理")
    walk.secretary.open(address)
    walk.secretary.sees("郑强 代 周明（东一网格党支部）")
    walk.history_is_sound()


def test_an_auditor_reads_and_checks_a_matter_from_months_ago(walk: Walk) -> None:
    number = registered(walk)
    walk.secretary.takes_up(TITLE)
    walk.secretary.press("受理", 类别="楼道堆物", 紧急程度="一般")
    walk.at("2027-03-02", 9)
    auditor = walk.auditor
    auditor.home()
    auditor.press("审计")
    auditor.press("校验", near=number)
    auditor.sees("完整：每一条记录都与校验值相符")
    auditor.press("存证")
    auditor.sees("登记", "受理", "周明")


@pytest.mark.slow
def test_every_post_of_an_auditor_is_refused(walk: Walk) -> None:
    issue = walk.issue(registered(walk))
    auditor = walk.auditor
    auditor.open(f"/issues/{issue.id}")
    token = auditor.page.form(auditor.page.buttons[0]).hidden["csrf_token"]
    before = walk.issue(issue.number).version
    for step in type(issue).flow.steps:
        answer = auditor.client.post(f"/issues/{issue.id}/{step}", data={"csrf_token": token, "text": "x"})
        assert answer.status_code == 403, step
    for address in ("/issues/new", "/receptions/new", "/meetings/new"):
        answer = auditor.client.post(address, data={"csrf_token": token, "what": "x", "place": "y"})
        assert answer.status_code == 403, address
    assert walk.issue(issue.number).version == before
