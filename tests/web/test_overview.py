"""The overview: each number equals the list it leads to, each reader finds their own part of the street."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.site import Browser, Site
from tests.web.test_pages import queries_of
from workflow.reports import overview, reckoning
from workflow.reports.promises import Quarter

SPOT = re.compile(r'<a class="spot[^"]*" href="([^"]+)"[^>]*>.*?<b>(\d+)</b>', re.DOTALL)
LATE = re.compile(r'href="(/issues\?state=\w+&amp;late=1)"><span class="late">逾期 (\d+)<')
STATE = re.compile(r'href="(/issues\?state=\w+)">.*?<b>(\d+)</b>', re.DOTALL)


@pytest.fixture
def busy(site: Site) -> Site:
    """Matters in two grids of two communities, one of them late, one closed, one about staff."""
    for state in ("accepted", "executing", "closed", "transferred"):
        site.matters.reach(state)
    site.matters.register("secretary_b1", place="迳口广场")
    site.watch.forward(days=40)
    site.matters.register()
    return site


def rows(browser: Browser, address: str) -> int:
    return len(re.findall(r"<tr[ >]", browser.get(address.replace("&amp;", "&")).text.partition("<tbody")[2]))


@pytest.mark.parametrize("pattern", [SPOT, STATE])
def test_each_number_equals_the_list_behind_it(busy: Site, pattern: re.Pattern[str]) -> None:
    street = busy.browser("street")
    told = pattern.findall(street.get("/overview").text)
    assert sum(int(n) for _, n in told) == 5
    assert all(rows(street, address) == int(n) for address, n in told)


def test_each_late_number_leads_to_as_many_late_ones(busy: Site) -> None:
    street = busy.browser("street")
    told = LATE.findall(street.get("/overview").text)
    assert told
    assert all(rows(street, address) == int(n) for address, n in told)


def test_a_community_finds_its_own_grids_only(busy: Site) -> None:
    page = busy.browser("community").get("/overview").text
    assert "东一第一" in page
    assert "西一第一" not in page


def test_an_empty_grid_stands_there_too(busy: Site) -> None:
    told = SPOT.findall(busy.browser("auditor").get("/overview").text)
    assert "0" in {n for _, n in told}


def test_a_meeting_of_a_quarter_that_still_runs_is_owed_but_not_late(site: Site) -> None:
    page = site.browser("street").get("/overview").text
    owed = re.findall(r'<a href="([^"]+)"( class="is-late")?><span>([^<]+)</span><b>(\d+)</b>', page)
    unmet = next(one for one in owed if one[2] == "本季度还没有开联席会议的支部")
    assert int(unmet[3]) > 0
    assert unmet[1] == ""


def test_a_matter_grows_older_from_bar_to_bar(busy: Site) -> None:
    actor = busy.street.actor("street")
    with busy.office.database.reading() as db:
        before = overview.aged(db, actor, busy.watch.now)
        after = overview.aged(db, actor, busy.watch.now + timedelta(days=60))
    assert sum(one.ages[0] for one in before) == 1
    assert sum(one.ages[-1] for one in before) == 0
    assert sum(one.ages[-1] for one in after) == 4


def test_what_is_late_is_counted_beside_it(busy: Site) -> None:
    with busy.office.database.reading() as db:
        (east, west) = overview.grounds(db, busy.street.actor("street"), busy.watch.now)
    assert (east.n, west.n) == (4, 1)
    assert east.late + west.late > 0


def test_matters_about_staff_are_not_counted_for_their_side(busy: Site) -> None:
    before = busy.browser("community").get("/overview").text
    busy.matters.register("street", about_staff_of=busy.street.orgs["a"])
    assert SPOT.findall(busy.browser("community").get("/overview").text) == SPOT.findall(before)


def test_a_unit_has_no_overview(site: Site) -> None:
    assert site.browser("unit").get("/overview").status_code == 403


def test_the_wall_is_the_same_without_a_frame(busy: Site) -> None:
    street = busy.browser("street")
    page = street.get("/overview?wall=1").text
    assert SPOT.findall(page) == SPOT.findall(street.get("/overview").text)
    assert "<nav" not in page


@pytest.mark.parametrize("address", ["/overview", "/overview?wall=1"])
def test_a_street_without_matters_is_told_so_instead_of_shown_a_key_to_no_bars(site: Site, address: str) -> None:
    empty = site.browser("street").get(address).text
    assert "没有未办结的事项" in empty
    assert "bars-key" not in empty
    assert "暂无" in empty


def test_promises_that_are_counted_once_a_day_say_of_when_they_are(busy: Site) -> None:
    street = busy.browser("street")
    assert "每天统计一次" not in street.get("/overview").text
    busy.matters.reach("closed")
    reckoning.keep(busy.office, busy.street.orgs["street"], Quarter.of(busy.watch.now.date()))
    for page in ("/overview", "/overview?wall=1"):
        assert "每天统计一次，数字截至" in street.get(page).text


def test_it_asks_the_database_as_often_however_many_matters(busy: Site) -> None:
    street = busy.browser("street")
    few = queries_of(busy, street, "/overview")
    for _ in range(5):
        busy.matters.register()
    assert queries_of(busy, street, "/overview") == few


def test_what_does_not_fit_beside_the_page_is_in_the_menu(site: Site) -> None:
    page = site.browser("street").get("/today").text
    side, menu = page.partition("</nav>")[0], page.partition('class="menu-sheet"')[2]
    assert 'href="/overview"' in side
    assert 'href="/rules"' in menu
