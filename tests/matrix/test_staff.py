"""A matter about somebody's staff does not exist for their side: every answer is, to the byte, as without it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.matrix.walking import addresses
from tests.matrix.world import picture
from tests.matters import Matters
from tests.site import API, Browser, Site
from tests.thinning import thinned
from workflow.issues import Issue
from workflow.issues.photos import Upload
from workflow.jobs.sweep import sweep
from workflow.kernel.db import Database, bare
from workflow.notices.dispatching import dispatch
from workflow.notices.model import Notice

NOTICES, NOTHING = bare(Notice), 10**6
WHAT = "三楼楼道堆满纸箱"
SIDES = {  # about whose staff: the accounts of that side
    "a1": ("secretary", "member"),
    "a": ("community_head", "community", "secretary", "secretary_a2"),
}
ANEW = re.compile(r'(name="(?:csrf_token|key)"[^>]*value=")[^"]*|[0-9a-f]{16}(?=</code>|</p>|<)')
"""What is drawn by lot for each page."""
PASSED_BY = ("GET /static", "GET /lang", "GET /metrics", "GET /notices/<int:id>", "GET /me/codes")
"""Nothing of a matter, the server's own counts, what was read once, and a picture that is drawn by lot each time."""
SEARCH = (
    f"/issues?q={WHAT[:4]}",
    "/issues?late=1",
    "/issues?state=all",
    f"{API}/issues?q=纸箱",
    f"{API}/issues?limit=100",
)


PARTS, ALL = 4, slice(None)


@dataclass
class Pages:
    """Everything one side can open, asked before and after."""

    site: Site
    browsers: dict[str, Browser]

    def ask(self, who: str, path: str) -> tuple[int, str]:
        if path.startswith(API):
            headers = {"Authorization": f"Bearer {self.site.token(who)}"}
            answer = self.site.app.test_client(use_cookies=False).get(path, headers=headers)
        else:
            answer = self.browsers[who].client.get(path)
        return answer.status_code, ANEW.sub(r"\1", answer.get_data().decode(errors="replace"))


def paths(app: Flask, known: dict[str, int]) -> list[str]:
    """An address of every page and of every GET of the API: those of one subject with one that the side may see."""
    build, found = app.url_map.bind("localhost"), set()
    for key, method, rule, fixed in addresses(app):
        noun = next((noun for noun in known if f"/{noun}" in rule.rule), "")
        given: dict[str, Any] = {name: known.get(noun, 1) for name in rule.arguments if name in ("id", "item")} | fixed
        given |= dict.fromkeys(rule.arguments - given.keys(), "1")
        given |= {"step": "note"} if "step" in rule.arguments else {}
        if method == "GET" and not key.startswith(PASSED_BY):
            found.add(build.build(rule.endpoint, given))
    return [*sorted(found), *SEARCH]


@pytest.fixture
def site(database: Database, peopled: None) -> Site:
    """A street at one instant, with a day's work that everybody has to do with."""
    site = Site(database, own=True)
    for story in ("registered", "accepted", "handling", "replied"):
        site.matters.reach(story, what=WHAT)
    dispatch(site.office, site.watch.now)
    return site


def stop_the_clock(site: Site) -> None:
    """Nothing on a page differs because time went by."""
    now = site.watch.now
    site.app.extensions["lianxi"] = replace(site.office, clock=lambda: now)


def about_staff(m: Matters, org: str) -> Issue:
    """It lives a full life: registered, accepted, sent to a unit, noted on, late, supervised, told of."""
    owner = {"a1": "community_head", "a": "street_head"}[org]
    issue = m.register("dispatcher", what=WHAT, place="荔枝路12号", about_staff_of=m.street.orgs[org])
    m.take(owner, issue, "attach", photos=[Upload("现场.png", picture())])
    m.take(owner, issue, "accept", category=m.street.categories["clutter"], urgency="general")
    m.take(owner, issue, "transfer", lead=m.street.orgs["u3"], request="核实", basis="routine")
    m.take("unit3", m.sheets(issue)[0], "sign")
    m.take(owner, issue, "note", text="内部")
    return issue


def differing(
    site: Site, org: str, plant: Any = about_staff, only: tuple[str, ...] = (), part: slice = ALL
) -> list[str]:
    """Where anybody of the side is told anything else once the matter is there."""
    pages = Pages(site, {who: site.browser(who) for who in SIDES[org]})
    known = {"issues": 2, "assignments": 1}
    stop_the_clock(site)
    asked = [(who, path) for who in pages.browsers for path in (only or paths(site.app, known))[part]]
    before = {place: pages.ask(*place) for place in asked}
    plant(site.matters, org)
    dispatch(site.office, site.watch.now)
    return [f"{who} {path}" for who, path in asked if pages.ask(who, path) != before[who, path]]


@pytest.mark.parametrize("part", thinned(range(PARTS), PARTS))
@pytest.mark.parametrize("org", thinned(SIDES, 2))
def test_for_the_side_concerned_nothing_is_different(site: Site, org: str, part: int) -> None:
    assert differing(site, org, part=slice(part, None, PARTS)) == []


def test_a_matter_that_is_not_about_them_would_be_noticed(site: Site) -> None:
    """A comparison that finds no difference anywhere would prove nothing."""

    def plain(m: Matters, _org: str) -> None:
        m.register("dispatcher", what=WHAT, place="荔枝路12号")

    found = {place.partition("?")[0] for place in differing(site, "a1", plain, ("/today", "/issues", f"{API}/issues"))}
    assert {"secretary /issues", "secretary /today", f"secretary {API}/issues"} <= found


@pytest.mark.parametrize("org", SIDES)
def test_its_own_addresses_are_those_of_nothing(site: Site, org: str) -> None:
    issue = about_staff(site.matters, org)
    sheet = site.matters.sheets(issue)[0].id
    pages = Pages(site, {who: site.browser(who) for who in SIDES[org]})
    issues = ("/issues/{}", "/issues/{}/history", "/issues/{}/accept", "/issues/{}/photos/x", f"{API}/issues/{{}}")
    sheets = ("/assignments/{}", f"{API}/assignments/{{}}")
    for path, id in [*((path, issue.id) for path in issues), *((path, sheet) for path in sheets)]:
        for who in SIDES[org]:
            there, nowhere = (pages.ask(who, path.format(one)) for one in (id, NOTHING))
            assert nameless(there, id) == nameless(nowhere, NOTHING), (who, path)


def nameless(answer: tuple[int, str], id: int) -> tuple[int, str]:
    """Without the address that was asked for, which stands in the links of the page."""
    return answer[0], re.sub(rf"(/|%2F){id}\b", r"\1N", answer[1])


@pytest.mark.parametrize("org", SIDES)
def test_neither_a_hint_nor_a_notice_nor_a_late_clock_tells_of_it(site: Site, org: str) -> None:
    """Registering the same again at the desk, being late, being supervised: nobody of the side hears of that one."""
    issue = about_staff(site.matters, org)
    site.watch.forward(days=20)
    sweep(site.office)
    dispatch(site.office, site.watch.now)
    people = {site.street.people[who] for who in SIDES[org]}
    with site.office.database.reading() as db:
        mine = (NOTICES.c.noun == "issue") & (NOTICES.c.subject_id == issue.id)
        told = set(db.execute(select(NOTICES.c.person_id).where(mine)).scalars())
    assert told
    assert told.isdisjoint(people)
    for who in SIDES[org]:
        page = site.browser(who).get("/notices?show=all").text
        assert issue.number not in page
