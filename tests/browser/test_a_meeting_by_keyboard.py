"""A recorder's whole meeting without a mouse: planned, called, opened, decided item by item, minuted and signed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.going import presses
from tests.browser.keys import tab_to

MOUSE = """
    window.mouse = 0;
    for (const kind of ["mousedown", "mouseup", "mousemove", "pointerdown", "touchstart", "wheel"])
        addEventListener(kind, () => { window.mouse += 1; }, {capture: true});
"""
AGREED = ("自办", "追认")
"""Ways to settle an item that ask for nothing where all agree."""


@pytest.fixture
def recorder(visit) -> Page:
    """The second branch's secretary, whose pool has matters in it and who has no meeting today."""
    page = visit("secretary2")
    page.add_init_script(MOUSE)
    return page


def go(page: Page, what: str) -> None:
    tab_to(page, what, most=120)


def press(page: Page, what: str) -> None:
    """Tab to it and press it; the answering page is there, and no mouse was touched on the way."""
    go(page, what)
    assert page.evaluate("window.mouse") == 0
    presses(page)


def write(page: Page, question: str, words: str) -> None:
    go(page, question)
    page.keyboard.type(words)


def write_day(page: Page, question: str, on: date) -> None:
    """Month, day and year: the field speaks the language of the browser itself, which is English here."""
    go(page, question)
    page.keyboard.type(f"{on:%m%d%Y}")
    page.keyboard.press("Tab")  # past the calendar in the field, which marks its focus by itself


def planned(page: Page, today: date) -> int:
    """A meeting of today with everything that waits on its agenda; how many items."""
    page.goto("/today")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/meetings")
    press(page, "a 拟定会议")
    write_day(page, "input 拟开日期", today)
    press(page, "button 拟定会议")
    press(page, "button 全部列入")
    return page.locator("[data-item]").count()


def opened(page: Page) -> None:
    """Its members are asked, told, and signed in by hand; the roll is frozen."""
    press(page, "button 列入本组织成员")
    write(page, "input 时间", "15:00")
    write(page, "input 地点", "党群服务站会议室")
    press(page, "button 发通知")
    for name in page.locator(".seats-names .option > span").all_inner_texts():
        go(page, f"input {name.splitlines()[0]}")
        page.keyboard.press("Space")
    press(page, "button 签到")
    press(page, "button 开会")


def settled(page: Page, later: date) -> None:
    """The item on the table: noted, then agreed by all where that is enough, else put off."""
    press(page, "a 记录汇报和讨论")
    write(page, "textarea 讨论", "到会的都同意")
    press(page, "button 记录汇报和讨论")
    if page.locator(".ways [aria-current]").inner_text() not in AGREED:
        press(page, "a 暂缓")
        write_day(page, "input 恢复研究日期", later)
        write(page, "textarea 理由", "等勘察结果")
    press(page, "button 议定：")


def test_a_meeting_from_its_agenda_to_its_signature(recorder: Page) -> None:
    page, today = recorder, datetime.now(ZoneInfo("Asia/Shanghai")).date()
    items = planned(page, today)
    opened(page)
    for done in range(items):
        expect(page.locator(".desk-left .count")).to_have_text(f"{done} / {items}")
        settled(page, today + timedelta(days=30))
    press(page, "button 散会")
    write(page, "textarea 会议纪要", "（按键整理）")
    press(page, "button 保存纪要")
    press(page, "button 送阅")
    press(page, "button 签发")
    assert re.search(r"联席〔\d{4}〕\d+号", page.inner_text(".head-under"))
    assert items
    assert "（按键整理）" in page.inner_text(".minutes-text")
    assert "讨论：到会的都同意" in page.inner_text(".minutes-text")
