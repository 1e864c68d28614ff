"""Large text, a page zoomed twice, and the residents' pages on the smallest phone without a script."""

from __future__ import annotations

import pytest

from tests.browser.going import goes, presses
from tests.browser.look import Ear, too_wide, wrong
from tests.browser.walk import walk
from tests.thinning import thinned

SIZES = {
    "phone in large text": (390, "large"), "zoomed twice": (640, "normal"),  # 1280 px zoomed twice are 640
    "tablet in large text": (800, "large"), "projector in large text": (1000, "large"),
    "small screen": (1280, "normal"),
}  # fmt: skip
WIDEST = ("auditor", "street")
"""Those with the widest tables try what is between a phone and a desk."""
TRIED = [(name, size) for size in SIZES for name in (*WIDEST, "secretary", "unit")[: 4 if SIZES[size][0] < 800 else 2]]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "size"), TRIED)
def test_nothing_runs_off_the_edge(visit, street, name, size):
    width, text = SIZES[size]
    page = visit(name, width=width)
    page.context.add_cookies([{"name": "text", "value": text, "url": street}])
    assert [(page.url, line) for _ in walk(page, f"{street}/today", 10) for line in too_wide(page)] == []


@pytest.mark.parametrize("language", thinned(["zh", "en"], 2))
def test_a_resident_needs_neither_room_nor_script(visit, slip, language):
    number, code = slip
    page = visit(language=language, width=320, java_script_enabled=False)
    for address in ("/", "/login", f"/track/{number}"):
        page.goto(address)
        assert too_wide(page) == []
    page.fill("#code", code)
    page.focus("#code")
    presses(page)
    assert page.locator(".stations [aria-current=step]").count() == 1
    assert too_wide(page) == []
    for place in range(page.locator(".portal-acts a").count()):
        goes(page.locator(".portal-acts a").nth(place))
        assert page.locator("form.card").count() == 1
        assert too_wide(page) == []
        page.go_back()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_resident_sees_is_in_order(visit, slip, language):
    number, code = slip
    page = visit(language=language)
    ear = Ear(page)
    page.goto(f"/track/{number}")
    page.fill("#code", code)
    page.focus("#code")
    presses(page)
    assert wrong(page, ear) == []
    for address in [link.get_attribute("href") for link in page.locator(".portal-acts a").all()]:
        page.goto(address)
        assert wrong(page, ear) == []
