"""A reception under pressure, without a mouse: ten visitors, seventeen matters, three of them joined to open ones."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.going import presses

MOUSE = """
    window.mouse = 0;
    for (const kind of ["mousedown", "mouseup", "mousemove", "pointerdown", "touchstart", "wheel"])
        addEventListener(kind, () => { window.mouse += 1; }, {capture: true});
"""
SAME = ("地下车库西口积水没过脚面", "健身步道地砖松动翘起", "北门快递柜占了消防车道")
VISITORS = (  # what each came with; a star: somebody else has told it already
    (SAME[0], "楼顶太阳能支架生锈掉渣"),
    (SAME[1],),
    ("二单元门禁坏了三天", "信箱被撬没人修", "花坛里的水管漏水"),
    (f"*{SAME[0]}，老人摔了一跤",),
    (SAME[2], "夜里广场音响太大"),
    ("顶楼住户养鸽子，粪便落到阳台",),
    (f"*{SAME[1]}，推车过不去", "公告栏玻璃碎了"),
    ("充电桩一直亮红灯",),
    (f"*{SAME[2]}，昨天又堵", "垃圾房门关不上"),
    ("幼儿园门口要划线", "树枝碰到电线"),
)
PATIENCE = 120
"""Seconds for one wait; a bound for a busy machine, not a goal."""
NEXT_AT_ONCE = """
    const next = () => document.querySelector("#desk [data-next]").click();
    document.addEventListener("htmx:afterSwap", next, {once: true});
"""


@pytest.fixture
def desk(visit) -> Iterator[Page]:
    """The secretary at the reception that is open today, reached by keys."""
    page = visit("secretary")
    page.add_init_script(MOUSE)
    page.goto("/today")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/receptions")
    address = page.locator("tr:has(.state-execution) .what a").first.get_attribute("href")
    page.goto(str(address))
    yield page
    page.close()


def count(page: Page) -> tuple[int, int]:
    """Visitors and matters so far, as the head of the list says."""
    visitors, matters = re.findall(r"\d+", page.inner_text(".received .count"))
    return int(visitors), int(matters)


def tell(page: Page, matter: str, n: int) -> None:
    """One matter from the first letter to the slip."""
    page.keyboard.type(matter.removeprefix("*"))
    if matter.startswith("*"):
        expect(page.locator("[data-join='1']")).to_be_visible(timeout=PATIENCE * 1000)
        page.keyboard.press("Alt+1")
    else:
        page.keyboard.press("Tab")  # past the suggestions, where there are any
        while page.evaluate("document.activeElement.id") != "place":
            page.keyboard.press("Tab")
        page.keyboard.type(f"紫荆路{n}号")
        page.keyboard.press("Control+Enter")
    expect(page.locator(".slip-code")).to_have_count(n, timeout=PATIENCE * 1000)
    expect(page.locator("#what")).to_be_focused()


@pytest.mark.slow
def test_ten_visitors_seventeen_matters_three_joined(desk: Page, capsys: pytest.CaptureFixture[str]) -> None:
    before, begun = count(desk), time.monotonic()
    for matters in VISITORS:
        for n, matter in enumerate(matters, 1):
            tell(desk, matter, n)
        presses(desk, "Alt+n")
        expect(desk.locator("#desk-form h2")).to_contain_text("新的来访人")
    took = time.monotonic() - begun
    after = count(desk)
    assert (after[0] - before[0], after[1] - before[1]) == (10, 17)
    assert desk.evaluate("window.mouse") == 0
    joined = desk.locator(".received-list li", has_text="已并入").all_inner_texts()
    assert [sum(same in line for line in joined) for same in SAME] == [1, 1, 1]
    with capsys.disabled():
        sys.stdout.write(f"\n10 visitors, 17 matters, 3 joined, no mouse: {took:.1f} s\n")
    assert took < 5 * PATIENCE


@pytest.mark.slow
def test_a_visitor_sent_away_before_the_answer_settled_stays_away(desk: Page) -> None:
    desk.evaluate(NEXT_AT_ONCE)
    desk.keyboard.type("路灯杆歪了")
    desk.locator("#place").focus()
    desk.keyboard.type("紫荆路11号")
    presses(desk, "Control+Enter")
    desk.wait_for_load_state("networkidle")
    expect(desk.locator("#desk-form h2")).to_contain_text("新的来访人")
    expect(desk.locator(".slip-code")).to_have_count(0)


@pytest.mark.slow
def test_the_sheet_of_keys_opens_while_typing_and_names_the_desks_keys(desk: Page) -> None:
    desk.keyboard.type("还在说")
    desk.keyboard.press("F1")
    sheet = desk.locator("#keys")
    expect(sheet).to_be_visible()
    for words in ("Ctrl", "下一位来访人", "并入", "先记一笔", "打印回执"):
        expect(sheet).to_contain_text(words)


def test_a_line_is_noted_and_registered_later_by_keys(desk: Page) -> None:
    desk.keyboard.type("有人反映门口积水，先记下")
    desk.keyboard.press("Alt+j")
    line = desk.locator(".received-list li", has_text="门口积水").first
    expect(line).to_contain_text("未登记", timeout=PATIENCE * 1000)
    line.locator("a").first.focus()
    presses(desk)
    expect(desk.locator("#what")).to_have_value("有人反映门口积水，先记下")
    desk.locator("#place").focus()
    desk.keyboard.type("紫荆路9号")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".received-list li", has_text="门口积水").first).not_to_contain_text(
        "未登记", timeout=PATIENCE * 1000
    )
