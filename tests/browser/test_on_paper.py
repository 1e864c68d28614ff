"""What is signed or handed over fits on A4 and shows nothing that only a screen can use."""

from __future__ import annotations

import re

import pytest

from tests.browser.going import goes
from tests.browser.look import too_wide

A4 = 658  # px between the margins of print.css
SCREEN_ONLY = ".side, .bar, .btn, .crumbs, .plain-foot"


@pytest.fixture
def printed():
    """The page as the printer gets it: words of the screen that are left over, and the number of sheets."""

    def print_out(page):
        page.set_viewport_size({"width": A4, "height": 900})
        page.emulate_media(media="print")
        left = [one.inner_text() for one in page.locator(SCREEN_ONLY).all() if one.is_visible()]
        return left, too_wide(page), len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))

    return print_out


def test_a_slip_is_one_sheet_with_number_code_and_picture(registered, printed):
    page = registered
    assert printed(page) == ([], [], 1)
    for part in (".slip-number", ".slip-code", ".slip-follow img", ".paper-head"):
        assert page.locator(part).first.is_visible()


@pytest.mark.slow
def test_minutes_carry_head_number_and_signature(visit, printed):
    page = visit("secretary")
    page.goto("/meetings?state=signed")
    goes(page.locator("table.rows .what a").first)
    page.goto(page.locator("a[href$='/paper']").first.get_attribute("href"))
    left, wide, sheets = printed(page)
    assert (left, wide) == ([], [])
    assert 1 <= sheets <= 3
    assert re.search(r"〔\d{4}〕\d+号", page.inner_text(".paper-number"))
    assert page.locator(".paper-sign").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["sign", "sheet"])
def test_a_sign_for_the_door_and_a_sheet_of_the_day_are_one_sheet_each(visit, printed, paper):
    page = visit("secretary")
    page.goto("/receptions")
    page.goto(page.locator("tr:has(.state-execution) .what a").first.get_attribute("href") + f"/{paper}")
    left, wide, sheets = printed(page)
    assert (left, wide) == ([], [])
    assert sheets == 1 or paper == "sheet"  # a long day runs on


@pytest.mark.slow
def test_a_visitors_slip_prints_alone_with_every_code(visit, printed):
    page = visit("secretary")
    page.goto("/receptions")
    page.goto(page.locator("tr:has(.state-execution) .what a").first.get_attribute("href"))
    for n, what in enumerate(("车棚灯不亮", "健身器材松了"), 1):
        page.fill("#what", what)
        page.fill("#place", "紫荆路5号")
        page.keyboard.press("Control+Enter")
        page.wait_for_function("n => document.querySelectorAll('.slip-code').length === n", arg=n)
    assert printed(page) == ([], [], 1)
    assert page.locator(".slip-matters img").count() == 2
    assert not page.locator("#what").is_visible()


@pytest.mark.slow
def test_a_page_that_runs_over_the_margin_is_told_apart(visit, printed):
    page = visit("secretary")
    page.goto("/today")
    page.evaluate("document.querySelector('main').innerHTML = '<table width=900><tr><td>宽</table>'")
    left, wide, _sheets = printed(page)
    assert left == []
    assert wide
