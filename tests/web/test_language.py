"""An English page says nothing in Chinese by itself."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests import words
from tests.matters import STORIES
from tests.meetings.conftest import Meetings
from tests.site import Browser, Site
from tests.thinning import thinned
from workflow.issues.model import Claim
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.receptions.model import Reception

# -- the pages ---------------------------------------------------------------------------------------

ROLES = (
    "secretary", "member", "community", "street", "unit", "unit2", "dispatcher", "auditor", "security", "system",
)  # fmt: skip


@pytest.fixture
def busy(site: Site) -> Site:
    """A street with meetings before, in session and after, a matter in every state, and a reception that is open."""
    site.matters.__class__ = Meetings
    meetings: Meetings = site.matters  # type: ignore[assignment]
    signed, held, ahead = meetings.plan(), meetings.plan(), meetings.plan()
    for meeting in (signed, held, ahead):
        meetings.add(meeting, meetings.drain())
    meetings.open(signed)
    meetings.take("secretary", meetings.items(signed)[0], "decide_execute", plan="周六清理", ballot="consensus")
    for step, told in (("adjourn", {}), ("draft_minutes", {"text": "一致同意"}), ("circulate", {}), ("approve", {})):
        signed = meetings.take("secretary", signed, step, **told)
    meetings.open(held)
    for state in STORIES:
        meetings.reach(state)
    today = local(site.office.clock()).date().isoformat()
    with site.office.desk(site.street.actor("secretary")) as desk:
        day = desk.begin(Reception, "plan", {"on": today, "hours": "9:00-11:00", "place": "支部会议室"})
        desk.take(Reception, day.id, "announce", {})
        desk.take(Reception, day.id, "open", {})
    return site


def in_english(site: Site, account: str | None = None) -> Browser:
    """Somebody whose browser asks for English."""
    browser = site.browser()
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en-GB, en;q=0.8, zh;q=0.5"
    if account:
        assert browser.log_in(account).status_code == 303
    return browser


def addresses(page: str) -> set[str]:
    """Where the links of a page lead on this site; files and the switch of the language apart."""
    found = {html.unescape(link).partition("#")[0] for link in re.findall(r'<a [^>]*href="(/[^"]*)"', page)}
    return {link for link in found if not link.startswith(("/static/", "/lang/", "/api/"))}


def kind(address: str) -> str:
    """Every matter is looked at; of the pages below it, and of each filter, one."""
    path, _, query = address.partition("?")
    pattern = re.sub(r"\d+", "#", path) if path.count("/") > 2 else path
    return pattern + "?" + ",".join(re.findall(r"(\w+)=", query))


def walk(browser: Browser, start: str) -> Iterator[tuple[str, str]]:
    """Every page that can be reached by links."""
    ahead, known = [start], {kind(start)}
    while ahead:
        address = ahead.pop()
        answer = browser.get(address)
        assert answer.status_code in (200, 303), address
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield address, answer.text
            fresh = {kind(link): link for link in sorted(addresses(answer.text)) if kind(link) not in known}
            known |= fresh.keys()
            ahead += fresh.values()


@pytest.mark.slow
def test_no_officers_page_in_english_says_anything_in_chinese(busy: Site) -> None:
    data, said, seen = words.data(busy.office.database), {}, set()
    for account in ROLES:
        for address, page in walk(in_english(busy, account), "/today"):
            seen.add(kind(address))
            if left := words.left(page, data):
                said[account, address] = left
    assert said == {}
    assert len(seen) > 60, "the walk must really walk"


@pytest.mark.parametrize(
    "page", ["<p>现在 street</p>", '<input placeholder="搜索">', "<p>Now：then</p>", "<title>议题</title>"]
)
def test_chinese_left_on_a_page_is_found(page: str) -> None:
    assert words.left(page, {"荔枝路12号"}) != []


def test_what_people_wrote_and_names_may_be_chinese() -> None:
    page = '<a lang="zh-CN" href="/lang/zh">中文</a> <p>Place: 荔枝路12号</p> <text>东一网格…</text>'
    assert words.left(page, {"荔枝路12号", "东一网格党支部"}) == []


# -- whoever raised it, whoever is refused, and programs ---------------------------------------------

PARTS = 5


@pytest.mark.parametrize("part", thinned(range(PARTS), PARTS))
def test_no_residents_page_in_english_says_anything_in_chinese(busy: Site, part: int) -> None:
    data, browser, said = words.data(busy.office.database), in_english(busy), {}
    with busy.office.database.reading() as db:
        claims = list(db.execute(select(bare(Claim).c.id)).scalars())
    for claim in claims[part::PARTS]:
        with browser.client.session_transaction() as session:
            session["follow"] = {"claim": claim, "until": busy.office.clock().timestamp() + 600}
        for address, page in walk(browser, "/follow"):
            if left := words.left(page, data):
                said[claim, address] = left
    assert said == {}
    assert len(claims) > 30


REFUSED = [
    ("/login", {"name": "secretary", "password": "wrong"}, "Account or password is wrong."),
    ("/issues/new", {"what": "", "place": "荔枝路12号"}, "1 answer needs changes; everything you filled in is kept"),
    ("/issues/new", {"what": "", "place": ""}, "Please fill in “What is it”"),
    ("/issues/1/accept", {"category": "99", "urgency": "soon"}, "2 answers need changes"),
    ("/issues/1/report_done", {}, "The state is “Registered”; “Report done” is not possible"),
    ("/issues/1/fly", {}, "There is no step “fly”"),
    ("/issues/99/accept", {}, "Not found, or you may not see it"),
    ("/receptions/new", {"on": "tomorrow"}, "Please write the date like 2026-11-24"),
]


def test_a_refusal_is_said_in_english(site: Site) -> None:
    site.matters.register()
    browser = in_english(site, "secretary")
    for path, answers, sentence in REFUSED:
        browser.get(path)
        browser.get("/issues/new")  # a form with the token of this session
        page = html.unescape(browser.post(path, **answers).text)
        assert sentence in page, path
        assert words.left(page, words.data(site.office.database)) == [], path


def test_what_was_done_and_what_comes_next_is_said_in_english(site: Site) -> None:
    issue = site.matters.register()
    browser = in_english(site, "secretary")
    browser.get(f"/issues/{issue.id}/accept")
    browser.post(f"/issues/{issue.id}/accept", category=str(site.street.categories["clutter"]), urgency="general")
    told = "Done: Accept. Waiting for 东一网格党支部 to decide, by 8 Dec, 17:30"
    assert told in html.unescape(browser.get(f"/issues/{issue.id}").text)


def test_a_program_is_answered_in_english(site: Site) -> None:
    program, asked = site.program("secretary"), {"Accept-Language": "en"}
    document = program.ask("GET", "/openapi.json", headers=asked).text
    assert words.left(document, set()) == []
    problem = program.ask("POST", "/issues", {"place": "荔枝路12号"}, headers=asked)
    assert problem.json["detail"] == "1 answer needs changes; everything you filled in is kept"  # type: ignore[index]
    issue = site.matters.reach("transferred")
    told = program.ask("GET", f"/issues/{issue.id}", headers=asked).text
    assert words.left(told, words.data(site.office.database)) == []


# -- the switch --------------------------------------------------------------------------------------


def test_the_switch_in_the_page_head_survives_the_login(site: Site) -> None:
    browser = site.browser()
    assert '<html lang="zh-CN"' in browser.get("/login").text
    switch = re.search(r'href="(/lang/en[^"]*)"', browser.text)
    assert switch
    answer = browser.get(html.unescape(switch[1]))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    assert "Log in" in browser.get("/login").text
    browser.log_in("secretary")
    assert '<html lang="en"' in browser.get("/today").text
    browser.get("/lang/zh?next=/today")
    assert "今日" in browser.get("/today").text


def test_a_language_we_do_not_speak_changes_nothing(site: Site) -> None:
    browser = site.browser()
    browser.get("/lang/fr?next=/login")
    assert '<html lang="zh-CN"' in browser.get("/login", headers={"Accept-Language": "fr, de;q=0.5"}).text
