"""Saved views of every list that can be narrowed: one way to keep them, for oneself alone, and only what narrows."""

from __future__ import annotations

import html
import re

import pytest

from tests.site import Browser, Site

NARROWED = {
    "issues": ("/issues", "state=settled"),
    "assignments": ("/assignments", "state=handling&late=1"),
    "requests": ("/requests", "state=all&kind=pause"),
    "orders": ("/orders", "state=closed"),
    "receptions": ("/receptions", "when=all"),
    "meetings": ("/meetings", "state=signed"),
    "postings": ("/postings", "state=published"),
    "doubts": ("/doubts", "looked=yes"),
    "audit": ("/audit", "state=settled&q=路灯"),
}


def keep(browser: Browser, address: str, name: str) -> str:
    """Press what the page offers; where it leads."""
    browser.get(address)
    page, query = (
        re.search(rf'name="{field}" value="([^"]*)"', browser.text.split("keep-view")[1]) for field in ("page", "query")
    )
    assert page
    assert query
    answer = browser.post("/views", page=page[1], query=html.unescape(query[1]), name=name)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


@pytest.mark.parametrize("page", NARROWED)
def test_a_list_is_kept_as_it_is_narrowed_and_opened_again_by_one_press(site: Site, page: str) -> None:
    path, query = NARROWED[page]
    browser = site.browser("auditor" if page == "audit" else "secretary")
    place = keep(browser, f"{path}?{query}&before=9&strange=1", "我的")
    assert place.startswith(path)
    assert "before" not in place
    assert "strange" not in place
    chip = re.search(r'<a class="chip" href="([^"]+)"[^>]*>我的<', browser.get(path).text)
    assert chip
    assert html.unescape(chip[1]) == place
    open_one = re.search(r'<a class="chip" href="([^"]+)" aria-current="true">我的<', browser.get(place).text)
    assert open_one
    assert open_one[1] == path  # pressed again, it leads back
    assert place in html.unescape(browser.get("/views").text)


def test_a_view_stands_on_its_own_list_only_and_for_oneself(site: Site) -> None:
    mine, other = site.browser("secretary"), site.browser("secretary_b1")
    keep(mine, "/orders?state=closed", "已结")
    keep(mine, "/meetings?state=signed", "已签")  # the same person, another list
    assert "已结" not in mine.get("/meetings").text
    assert "已签" in mine.get("/meetings").text
    assert "已结" not in other.get("/orders").text


def test_two_lists_may_have_views_of_one_name(site: Site) -> None:
    browser = site.browser("secretary")
    for address in ("/orders?state=closed", "/requests?state=all"):
        keep(browser, address, "常看")
    assert browser.get("/views").text.count("/rename") == 2


def test_a_list_that_is_not_narrowed_offers_nothing_to_keep(site: Site) -> None:
    browser = site.browser("secretary")
    for path, _query in NARROWED.values():
        if path != "/audit":
            assert "存为常用筛选" not in browser.get(path).text


def test_of_a_list_that_is_none_nothing_is_kept(site: Site) -> None:
    browser = site.browser("secretary")
    browser.get("/orders?state=closed")
    assert browser.post("/views", page="people", query="state=all", name="我的").status_code == 404
    assert "还没有常用筛选" in browser.get("/views").text
