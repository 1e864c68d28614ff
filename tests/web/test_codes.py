"""One-time codes at the pages: set up, asked for at the login, given up, and due for administrators."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from tests.site import Browser, Site
from tests.web.test_pages import field
from workflow.kernel.accesses import ACCESSES
from workflow.kernel.db import Database
from workflow.orgs import second_factor

SPARE = re.compile(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>")


class Phone:
    """What has read the picture on a page."""

    def __init__(self, site: Site, page: str) -> None:
        self.site, self.nonce = site, field(page, "nonce")

    def __call__(self) -> str:
        self.site.watch.forward(seconds=second_factor.STEP)
        key = second_factor.key_of(self.site.office, self.nonce)
        return second_factor.code_of(key, second_factor.step_of(self.site.watch.now))


def set_up(site: Site, browser: Browser) -> tuple[Phone, list[str]]:
    phone = Phone(site, browser.get("/me/codes").text)
    answer = browser.post("/me/codes", nonce=phone.nonce, code=phone())
    assert answer.status_code == 201
    return phone, SPARE.findall(answer.text)


def half(site: Site, name: str = "secretary", **more: str) -> Browser:
    """Somebody who has shown the password and is asked for the code."""
    browser = site.browser()
    assert browser.log_in(name, **more).status_code == 200
    assert "动态码" in browser.text
    return browser


def finish(browser: Browser, code: str, **more: Any) -> Any:
    return browser.post("/login/code", **{"half": field(browser.text, "half"), "next": "", "code": code, **more})


@pytest.fixture
def careful(site: Site) -> tuple[Phone, list[str]]:
    """The secretary has set up codes."""
    return set_up(site, site.browser("secretary"))


def test_password_then_code_lead_where_one_wanted_to_go(site: Site, careful: Any) -> None:
    browser = half(site, next="/issues")
    assert 'name="next" value="/issues"' in browser.text
    answer = finish(browser, careful[0](), next="/issues")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/issues")
    assert browser.get("/today").status_code == 200


def test_half_a_login_opens_no_page(site: Site, careful: Any) -> None:
    assert half(site).get("/today").status_code in (302, 303, 401)


def test_a_wrong_code_is_said_in_place_and_may_be_typed_again(site: Site, careful: Any) -> None:
    browser = half(site)
    assert finish(browser, "000000").status_code == 403
    assert "动态码不正确" in browser.text
    assert finish(browser, careful[0]()).status_code == 303


def test_a_spare_code_stands_in_for_the_phone(site: Site, careful: Any) -> None:
    assert len(careful[1]) == second_factor.SPARES
    assert finish(half(site), careful[1][0]).status_code == 303


def test_whoever_used_a_spare_code_hears_how_many_are_left(site: Site, careful: Any) -> None:
    browser = half(site)
    finish(browser, careful[1][0])
    assert f"还剩 {second_factor.SPARES - 1} 个" in browser.get("/today").text
    other = half(site)
    finish(other, careful[0]())
    assert "备用码" not in other.get("/today").text


@pytest.mark.parametrize("forged", ["", "WzEsMV0.forged", "x" * 5000, "WzEsMV0"])
def test_a_forged_half_leads_back_to_the_password(site: Site, careful: Any, forged: str) -> None:
    answer = finish(half(site), careful[0](), half=forged)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")


def test_codes_are_given_up_by_showing_one(site: Site, careful: Any) -> None:
    browser = half(site)
    finish(browser, careful[0]())
    browser.get("/me/codes")
    assert browser.post("/me/codes/drop", code="000000").status_code == 403
    assert browser.post("/me/codes/drop", code=careful[0]()).status_code == 303
    assert site.browser().log_in("secretary").status_code == 303


def refused(site: Site) -> list[tuple[str, dict[str, Any]]]:
    """(whole entry, its facts) of each try of the secretary's that was refused."""
    mine = (ACCESSES.c.kind == "refusal") & (ACCESSES.c.actor_id == site.street.people["secretary"])
    with site.office.database.reading() as db:
        found = db.execute(select(ACCESSES.c.payload).where(mine).order_by(ACCESSES.c.seq)).scalars()
        return [(one, json.loads(one)["facts"]) for one in found]


def test_a_wrong_code_at_an_open_session_stands_in_the_log_without_the_code(site: Site, careful: Any) -> None:
    browser = half(site)
    finish(browser, careful[0]())
    browser.get("/me/codes")
    browser.post("/me/codes/drop", code="918273")
    ((entry, facts),) = refused(site)
    assert facts == {"step": "drop_codes", "code": "wrong_code"}
    assert "918273" not in entry
    told = site.browser("auditor").get("/reads?kind=refusal").text
    assert "停用动态码 · 动态码不正确" in told


def test_a_wrong_password_at_an_open_session_stands_in_the_log_without_it(site: Site) -> None:
    browser = site.browser("secretary")
    browser.get("/me")
    browser.post("/me/password", old="guess-918273", password="lychee-road-12", again="lychee-road-12")
    ((entry, facts),) = refused(site)
    assert facts == {"step": "change_password", "code": "wrong_password"}
    assert "918273" not in entry


def test_a_picture_that_was_not_read_sets_nothing_up(site: Site) -> None:
    browser = site.browser("secretary")
    phone = Phone(site, browser.get("/me/codes").text)
    assert browser.post("/me/codes", nonce=phone.nonce, code="123456").status_code == 403
    assert field(browser.text, "nonce") == phone.nonce
    assert site.browser().log_in("secretary").status_code == 303


@pytest.mark.parametrize("nonce", ["", "zz", "0" * 31, "g" * 32, "0" * 64])
def test_a_nonce_of_ones_own_making_is_not_taken(site: Site, nonce: str) -> None:
    browser = site.browser("secretary")
    browser.get("/me/codes")
    assert browser.post("/me/codes", nonce=nonce, code="123456").status_code == 303


@pytest.mark.parametrize(
    ("setting", "name", "due"),
    [("administrators", "system", True), ("administrators", "security", True), ("administrators", "secretary", False),
     ("everybody", "secretary", True), ("optional", "system", False)],
)  # fmt: skip
def test_whoever_must_have_codes_sets_them_up_first(database: Database, setting: str, name: str, due: bool) -> None:
    site = Site(database, second_factor=setting)
    browser = site.browser(name)
    answer = browser.get("/today")
    assert (answer.status_code == 303) is due
    if due:
        assert answer.headers["Location"] == "/me/codes"
        set_up(site, browser)
        assert browser.get("/today").status_code == 200


def test_tokens_of_programs_need_no_code(database: Database) -> None:
    site = Site(database, second_factor="everybody")
    assert site.program("secretary").get("/issues")["items"] == []
