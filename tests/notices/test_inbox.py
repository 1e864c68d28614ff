"""The page of notices: what was told, what is read, what leads where; and the count in the head of every page."""

from __future__ import annotations

import html
import re

import pytest

from tests.notices.conftest import Telling
from tests.site import Browser, Site
from tests.web.test_pages import queries_of


def told(site: Site) -> Telling:
    hands: Telling = site.matters  # type: ignore[assignment]
    return hands


def count(browser: Browser, path: str = "/today") -> str:
    """What the head of a page says beside the word for notices."""
    found = re.search(r'class="count-told">(\d+\+?)<', browser.get(path).text)
    return found[1] if found else ""


def test_a_notice_leads_to_its_subject_and_is_read(site: Site) -> None:
    issue = told(site).reach("transferred")
    told(site).tell()
    unit = site.browser("unit")
    assert count(unit) == "1"
    page = html.unescape(unit.get("/notices").text)
    assert f"新移交单：{issue.number}" in page
    link = re.search(r'href="(/notices/\d+)"', page)
    assert link
    answer = unit.get(link[1])
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/assignments/{told(site).sheets(issue)[0].id}")
    assert count(unit) == ""
    assert "没有未读的通知" in unit.get("/notices").text
    assert issue.number in unit.get("/notices?show=all").text


def test_one_or_all_are_marked_as_read(site: Site) -> None:
    for _ in range(3):
        told(site).register()
    told(site).tell()
    member = site.browser("member")
    first = re.search(r'name="id" value="(\d+)"', member.get("/notices").text)
    assert first
    member.post("/notices/read", id=first[1])
    assert count(member) == "2"
    member.post("/notices/read", id="nonsense")  # none of them, and by no means all
    assert count(member) == "2"
    member.get("/notices")
    answer = member.post("/notices/read")
    assert answer.status_code == 303
    assert "已将 2 条通知标为已读" in member.get("/notices").text
    assert count(member) == ""


def test_the_list_is_narrowed_and_goes_on(site: Site) -> None:
    for _ in range(52):
        told(site).register()
    meeting = told(site).plan()
    told(site).take("secretary", meeting, "invite_members")
    told(site).convene(meeting)
    told(site).tell()
    member = site.browser("member")
    assert "会议通知：2026年12月1日 东一网格党支部支部联席会议" in html.unescape(
        member.get("/notices?about=meeting").text
    )
    assert "新事项" not in member.text
    member.get("/notices?about=issue")
    following = html.unescape(re.search(r'href="([^"]+)" rel="next"', member.text)[1])  # type: ignore[index]
    assert member.get(following).text.count("新事项") == 4  # two rows, each named again by its button


def test_nobody_opens_or_reads_the_notices_of_others(site: Site) -> None:
    told(site).reach("transferred")
    told(site).tell()
    (one,) = [row for row in told(site).told() if row.person_id == site.street.people["unit"]]
    stranger = site.browser("unit2")
    assert stranger.get(f"/notices/{one.id}").status_code == 404
    stranger.get("/notices")
    stranger.post("/notices/read", id=str(one.id))
    assert count(site.browser("unit")) == "1"


@pytest.mark.parametrize("id", ["0", "99999", "9223372036854775807", "9999999999999999999"])
def test_a_notice_that_is_not_there(site: Site, id: str) -> None:
    assert site.browser("unit").get(f"/notices/{id}").status_code == 404


def test_what_is_hidden_by_now_is_not_listed(site: Site) -> None:
    issue = told(site).reach("transferred")
    told(site).tell()
    told(site).take("secretary", told(site).sheets(issue)[0], "revoke", reason="派错单位")
    assert issue.number not in site.browser("unit").get("/notices?show=all").text


def test_english_readers_read_english(site: Site) -> None:
    issue = told(site).reach("transferred")
    told(site).tell()
    unit = site.browser("unit")
    unit.get("/lang/en")
    assert f"New assignment: {issue.number}" in html.unescape(unit.get("/notices").text)


def test_more_notices_ask_no_more_questions(site: Site) -> None:
    browser = site.browser("member")
    told(site).register()
    told(site).tell()
    few = queries_of(site, browser, "/notices")
    for _ in range(30):
        told(site).register()
    told(site).tell()
    assert queries_of(site, browser, "/notices") == few == 2
    assert count(browser) == "31"


def test_the_count_stops_at_a_hundred(site: Site) -> None:
    for _ in range(101):
        told(site).register()
    told(site).tell()
    assert count(site.browser("member")) == "99+"
