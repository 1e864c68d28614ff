"""The list of matters: what is searched for, how many there are, and views kept for oneself."""

from __future__ import annotations

import html
import re

import pytest

from tests.site import Browser, Site
from workflow.issues import queries


def numbers(text: str) -> list[str]:
    """The numbers of the matters on a page."""
    return re.findall(r"<small[^>]*>(?:<span[^>]*>)?(A1-26-\d+)", text)


def test_a_search_tells_how_many_there_are(site: Site) -> None:
    for n in range(3):
        site.matters.register(what=f"路灯不亮{n}")
    site.matters.register(what="垃圾没人清")
    browser = site.browser("secretary")
    assert "共 3 件" in browser.get("/issues?q=路灯").text
    assert len(numbers(browser.text)) == 3


def test_the_count_is_that_of_all_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.finding.PAGE", 2)
    for n in range(5):
        site.matters.register(what=f"路灯不亮{n}")
    browser, path, seen = site.browser("secretary"), "/issues?q=路灯", []
    while path:
        assert "共 5 件" in browser.get(path).text
        seen += numbers(browser.text)
        found = re.search(r'href="([^"]+)" rel="next"', browser.text)
        path = html.unescape(found[1]) if found else ""
    assert len(set(seen)) == len(seen) == 5


def test_counting_stops_where_it_is_enough(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.finding.PAGE", 1)
    monkeypatch.setattr("web.finding.COUNTED", 3)
    monkeypatch.setattr(queries, "COUNTED", 3)
    for _ in range(5):
        site.matters.register()
    assert "共 3 件以上" in site.browser("secretary").get("/issues").text


@pytest.mark.parametrize("path", ["/issues?q=", "/audit?q=", "/api/v1/issues?q="])
def test_a_flood_of_characters_is_refused_in_a_sentence(site: Site, path: str) -> None:
    token = {"Authorization": f"Bearer {site.token('auditor')}"} if path.startswith("/api") else {}
    answer = site.browser(None if token else "auditor").get(path + "路" * 10_000, headers=token)
    assert answer.status_code == 422
    assert "最多 100 字" in answer.text


@pytest.mark.parametrize(
    "typed", ["%", "_", "％", "。，！", "NEAR(a b)", '"', "a* OR b", "| & ! <->", "🐕", "%00", "'"]
)
def test_signs_that_mean_something_elsewhere_are_only_signs(site: Site, typed: str) -> None:
    site.matters.register(what="路灯不亮", place="荔枝路12号")
    browser = site.browser("secretary")
    assert "没有符合条件的事项" in browser.get("/issues", query_string={"q": typed}).text


def kept(browser: Browser, name: str, query: str) -> None:
    browser.get("/issues?" + query)
    form = re.search(r'name="query" value="([^"]*)"', browser.text)
    assert form is not None
    assert browser.post("/views", name=name, query=html.unescape(form[1])).status_code == 303


def test_a_view_is_kept_and_opened_again(site: Site) -> None:
    browser = site.browser("secretary")
    kept(browser, "丰安的路灯", "q=路灯&state=all&before=7&unknown=1")
    chip = re.search(r'<a class="chip" href="([^"]+)">丰安的路灯', browser.get("/issues").text)
    assert chip is not None
    text = browser.get(html.unescape(chip[1])).text
    assert '<a class="chip" href="/issues" aria-current="true">丰安的路灯' in text
    assert "before" not in chip[1]
    assert "unknown" not in chip[1]


def test_a_view_is_its_owners_alone(site: Site) -> None:
    mine, other = site.browser("secretary"), site.browser("secretary_a2")
    kept(mine, "我的路灯", "q=路灯")
    assert "我的路灯" not in other.get("/issues").text + other.get("/views").text
    id = re.search(r"/views/(\d+)/drop", mine.get("/views").text)[1]  # type: ignore[index]
    other.get("/views?")
    assert other.post(f"/views/{id}/rename", name="夺来").status_code == 404
    assert other.post(f"/views/{id}/drop").status_code == 404
    assert "我的路灯" in mine.get("/views").text


def test_a_view_is_renamed_and_dropped(site: Site) -> None:
    browser = site.browser("secretary")
    kept(browser, "旧名", "late=1")
    id = re.search(r"/views/(\d+)/drop", browser.get("/views").text)[1]  # type: ignore[index]
    assert browser.post(f"/views/{id}/rename", name=" 新 名 ").status_code == 303
    assert "新 名" in browser.get("/views").text
    assert browser.post(f"/views/{id}/drop").status_code == 303
    assert "还没有常用筛选" in browser.get("/views").text


def test_one_name_stands_for_one_view(site: Site) -> None:
    browser = site.browser("secretary")
    kept(browser, "一", "late=1")
    kept(browser, "一", "state=closed")
    assert browser.get("/views").text.count("/rename") == 1
    assert "state=closed" in browser.text
    kept(browser, "二", "late=1")
    id = re.search(r"/views/(\d+)/drop", browser.get("/views").text)[1]  # type: ignore[index]
    assert browser.post(f"/views/{id}/rename", name="二").status_code == 422


@pytest.mark.parametrize("name", ["", " ", "长" * 41, "440304199001011237\x01", "\x07"])
def test_a_name_that_cannot_be_is_refused_in_a_sentence(site: Site, name: str) -> None:
    browser = site.browser("secretary")
    browser.get("/issues?late=1")
    assert browser.post("/views", name=name, query="late=1").status_code == 422
    assert "还没有常用筛选" in browser.get("/views").text


def test_nobody_keeps_more_than_fit_on_the_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.orgs.views.MOST", 2)
    browser = site.browser("secretary")
    for name in "一二":
        kept(browser, name, "late=1")
    browser.get("/issues?late=1")
    assert browser.post("/views", name="三", query="late=1").status_code == 422
    kept(browser, "二", "mine=1")
