"""The reception desk when the network fails: what was typed stays on the device, nothing is registered twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.going import presses

PATIENCE = 60_000
STORES = "JSON.stringify([{...localStorage}, {...sessionStorage}])"


@pytest.fixture
def desk(visit) -> Iterator[Page]:
    page = visit("secretary")
    page.goto("/receptions")
    page.goto(str(page.locator("tr:has(.state-execution) .what a").first.get_attribute("href")))
    yield page
    page.close()


def kept(page: Page) -> list[dict[str, Any]]:
    """What this device keeps of the desk: for good, and for this tab."""
    found = json.loads(page.evaluate(STORES))
    return [{name: text for name, text in store.items() if name.startswith("desk:")} for store in found]


def fill(page: Page, what: str) -> None:
    page.fill("#what", what)
    page.fill("#place", "紫荆路21号")
    page.fill("#reporter_phone", "13800009999")


@pytest.mark.slow
def test_a_draft_survives_a_reload_and_goes_when_it_is_saved(desk: Page) -> None:
    fill(desk, "对面工地夜里施工")
    for_good, for_this_tab = kept(desk)
    assert "对面工地夜里施工" in str(for_good)
    assert "13800009999" not in str(for_good)
    assert "13800009999" in str(for_this_tab)
    desk.reload()
    expect(desk.locator("#what")).to_have_value("对面工地夜里施工")
    expect(desk.locator("#reporter_phone")).to_have_value("13800009999")
    expect(desk.locator("#desk-state")).to_contain_text("已恢复")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".slip-code")).to_have_count(1, timeout=PATIENCE)
    assert kept(desk)[0] == {}
    presses(desk, "Alt+n")
    expect(desk.locator(".slip-code")).to_have_count(0)
    assert kept(desk) == [{}, {}]


@pytest.mark.slow
def test_the_slip_of_the_visitor_who_sits_there_survives_a_reload(desk: Page) -> None:
    fill(desk, "外墙瓷砖松动")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".slip-code")).to_have_count(1, timeout=PATIENCE)
    code = desk.inner_text(".slip-code")
    desk.reload()
    expect(desk.locator(".slip-code")).to_have_text(code, timeout=PATIENCE)
    presses(desk, "Alt+n")
    expect(desk.locator(".slip-code")).to_have_count(0)


@pytest.mark.slow
def test_without_a_network_it_says_what_was_kept(desk: Page) -> None:
    fill(desk, "楼道窗户玻璃破了")
    desk.context.set_offline(True)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#desk-state")).to_contain_text("不会重复登记", timeout=PATIENCE)
    expect(desk.locator("#what")).to_have_value("楼道窗户玻璃破了")
    desk.context.set_offline(False)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".slip-code")).to_have_count(1, timeout=PATIENCE)


def test_a_lost_answer_and_a_second_sending_make_one_matter(desk: Page) -> None:
    sent = []

    def lose(route: Route) -> None:
        sent.append(route.fetch().status)  # the server registers it, the desk hears nothing
        route.abort()

    what = "三号楼门厅漏雨，接了两个桶"
    desk.route("**/receive", lose)
    fill(desk, what)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#desk-state")).to_contain_text("不会重复登记", timeout=PATIENCE)
    desk.unroute("**/receive")
    desk.reload()
    expect(desk.locator("#what")).to_have_value(what)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".slip-code")).to_have_count(1, timeout=PATIENCE)
    assert sent == [201]
    expect(desk.locator(".received-list li", has_text=what)).to_have_count(1)


@pytest.mark.slow
def test_nothing_is_kept_once_the_day_is_closed(visit) -> None:
    page = visit("secretary2")
    page.goto("/receptions")
    page.goto(str(page.locator("tr:has(.state-intake) .what a").first.get_attribute("href")))
    here = page.url
    page.locator(".act-first button").press("Enter")
    expect(page.locator("#what")).to_be_visible(timeout=PATIENCE)
    page.fill("#what", "说到一半走了")
    page.fill("#reporter_name", "过路人")
    assert "过路人" in str(kept(page))
    page.goto(f"{here}/close")
    page.check("input[name=zero][value=true]")
    page.locator("form.single .btn-primary").press("Enter")
    page.wait_for_url(here)
    expect(page.locator("h1")).to_be_visible()
    assert kept(page) == [{}, {}]
