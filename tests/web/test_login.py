"""Who gets in, for how long, and what a stolen cookie is worth."""

from __future__ import annotations

import re

import pytest

from tests.site import Site
from tests.street import PASSWORD
from web import DemoAccount, Settings, create_app
from web.access import safe_next
from workflow.kernel.db import Database


def test_the_right_password_opens_and_goes_on(site: Site) -> None:
    answer = site.browser().log_in("secretary", next="/lang/en?next=/login")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/lang/en?next=/login")


def test_a_wrong_name_and_a_wrong_password_read_alike(site: Site) -> None:
    browser = site.browser()
    answers = [browser.log_in("secretary", "wrong"), browser.log_in("nobody", "wrong")]
    assert [a.status_code for a in answers] == [403, 403]
    assert all("账号或密码不正确" in a.text for a in answers)


def test_a_name_no_database_can_be_asked_for_is_only_a_wrong_one(site: Site) -> None:
    assert site.browser().log_in("secre\0tary\0", "wrong").status_code == 403


def test_the_name_typed_is_kept_and_the_password_is_not(site: Site) -> None:
    answer = site.browser().log_in("secretary", "wrong-but-secret")
    assert 'value="secretary"' in answer.text
    assert "wrong-but-secret" not in answer.text


def test_where_the_name_is_known_one_goes_on_with_the_password(site: Site) -> None:
    browser = site.browser()
    assert " autofocus" not in browser.get("/login").text
    browser.log_in("secretary", "wrong")
    assert re.search(r'id="password"[^>]* autofocus>', browser.text)


def test_the_sixth_try_is_refused_even_with_the_right_password(site: Site) -> None:
    browser = site.browser()
    for _ in range(5):
        browser.log_in("secretary", "wrong")
    answer = browser.log_in("secretary")
    assert answer.status_code == 429
    assert "15 分钟" in answer.text
    site.watch.forward(minutes=16)
    assert browser.log_in("secretary").status_code == 303


def test_logging_out_kills_a_stolen_cookie(site: Site) -> None:
    browser = site.browser("secretary")
    stolen = browser.client.get_cookie("lianxi")
    assert stolen is not None
    browser.get("/nothing-here")
    assert "周明" in browser.text
    assert browser.post("/logout").status_code == 303
    thief = site.browser()
    thief.client.set_cookie("lianxi", stolen.value)
    thief.get("/nothing-here")
    assert "周明" not in thief.text


@pytest.mark.parametrize(("away", "known"), [({"minutes": 29}, True), ({"minutes": 31}, False)])
def test_a_session_ends_when_nobody_uses_it(site: Site, away: dict[str, float], known: bool) -> None:
    browser = site.browser("secretary")
    site.watch.forward(**away)
    browser.get("/nothing-here")
    assert ("周明" in browser.text) is known


def test_a_session_in_use_ends_after_twelve_hours(site: Site) -> None:
    browser = site.browser("secretary")
    for _ in range(25):
        site.watch.forward(minutes=28)
        browser.get("/nothing-here")
    assert "周明" in browser.text
    site.watch.forward(minutes=25)
    browser.get("/nothing-here")
    assert "周明" not in browser.text


def test_logging_in_changes_session_and_csrf_token(site: Site) -> None:
    browser = site.browser()
    browser.get("/login")
    before, cookie = browser.token(), browser.client.get_cookie("lianxi")
    browser.log_in("secretary")
    assert browser.client.get_cookie("lianxi") != cookie
    assert browser.client.post("/logout", data={"csrf_token": before}).status_code == 400


def test_the_cookie_is_for_http_and_this_site_only(database: Database) -> None:
    site = Site(database, secure_cookies=True)
    answer = site.app.test_client().get("/login", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("lianxi=", "HttpOnly", "SameSite=Lax", "Secure"))


def test_demo_accounts_stand_on_the_page_in_a_demo_only(site: Site) -> None:
    shown = (DemoAccount("secretary", "周明，书记", PASSWORD),)
    assert PASSWORD not in site.browser().get("/login").text
    demo = create_app(site.office, Settings(testing=True, demo=True, demo_accounts=shown, secure_cookies=False))
    assert PASSWORD in demo.test_client().get("/login").text


@pytest.mark.parametrize(
    "target",
    [None, "", "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", "/a\\b"],
)
def test_only_places_on_this_site_are_gone_on_to(target: str | None) -> None:
    assert safe_next(target) == "/"


@pytest.mark.parametrize("target", ["/issues/1", "/issues?state=accepted&q=灯"])
def test_places_on_this_site_are_gone_on_to(target: str) -> None:
    assert safe_next(target) == target
