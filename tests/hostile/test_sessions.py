"""A session is proved by its own cookie and token and ends when it is ended; guesses are counted first."""

from __future__ import annotations

import threading

import pytest
from structlog.testing import capture_logs

from tests.site import API, Browser, Site
from tests.street import PASSWORD
from workflow.issues import Issue
from workflow.issues.codes import code_for

WRONG = 403


def copied(site: Site, browser: Browser) -> Browser:
    """Somebody who stole the cookie."""
    thief, cookie = Browser(site), browser.client.get_cookie("lianxi")
    assert cookie is not None
    thief.client.set_cookie("lianxi", cookie.value)
    return thief


def test_a_copied_session_is_worth_nothing_after_the_logout(site):
    browser = site.browser("secretary")
    thief = copied(site, browser)
    assert thief.get("/today").status_code == 200
    browser.get("/today")
    assert browser.post("/logout").status_code == 303
    assert thief.get("/today").status_code == 303
    assert thief.client.get(f"{API}/issues").status_code == 401


def test_what_a_code_opened_is_closed_for_a_copied_cookie_as_well(site):
    """Somebody who read over the shoulder of a phone that went round."""
    with site.office.desk(site.street.actor("secretary")) as desk:
        issue = desk.begin(Issue, "register", {"what": "楼道堆物", "place": "荔枝路12号"})
    number, code = issue.number, code_for(site.office, desk.result["nonce"])
    reader = site.browser()
    reader.get("/track")
    assert reader.post("/track", number=number, code=code).status_code == 303
    thief = copied(site, reader)
    assert thief.get("/follow").status_code == 200
    reader.get("/follow")
    assert reader.post("/follow/leave").status_code == 303
    assert thief.get("/follow").status_code == 303
    assert thief.get("/follow/data").status_code == 303
    reader.get("/track")
    reader.post("/track", number=number, code=code)
    assert reader.get("/follow").status_code == 200
    assert thief.get("/follow").status_code == 303


def test_a_session_known_before_the_login_is_not_the_one_after(site):
    """Session fixation: whoever planted the cookie of the login page is nobody afterwards."""
    victim = site.browser()
    victim.get("/login")
    attacker = copied(site, victim)
    before = victim.client.get_cookie("lianxi")
    assert victim.post("/login", name="secretary", password=PASSWORD).status_code == 303
    after = victim.client.get_cookie("lianxi")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert attacker.get("/today").status_code == 303
    assert victim.get("/today").status_code == 200


def test_a_token_of_another_session_or_of_before_the_login_is_refused(site):
    secretary, member = site.browser("secretary"), site.browser("member")
    member.get("/today")
    secretary.get("/today")
    stranger = site.browser()
    stranger.get("/login")
    for token in (member.token(), stranger.token(), "", "x", secretary.token()[:-1], secretary.token() + "x"):
        data = {"csrf_token": token, "what": "楼道堆物", "place": "荔枝路12号"}
        assert secretary.client.post("/issues/new", data=data).status_code == 400, token
    assert secretary.client.post("/issues/new", data={"what": "楼道堆物", "place": "荔枝路12号"}).status_code == 400
    twice = site.browser("secretary")
    assert twice.client.post("/logout", data={"csrf_token": secretary.token()}).status_code == 400
    assert site.program("secretary").get("/issues")["items"] == []


@pytest.mark.parametrize("proof", ["", "x", "Bearer", "机密", "a b c", "x" * 9000, "../..", "\x7f", "null"])
def test_a_token_that_is_none_is_nobody(site, proof):
    headers = {"Authorization": f"Bearer {proof}".encode().decode("latin-1")}
    with capture_logs() as lines:
        said = site.app.test_client().get(f"{API}/issues", headers=headers)
    assert (said.status_code, said.content_type) == (401, "application/problem+json")
    assert "机密" not in str(lines)


@pytest.mark.parametrize("name", ["secretary", "nobody at all", "' OR 1=1 --", "", "\0", "长" * 500, "🏮"])
def test_wrong_names_and_passwords_are_told_alike_and_never_logged(site, name):
    browser = site.browser()
    with capture_logs() as lines:
        said = browser.log_in(name, "secret-guess-9")
    assert said.status_code == WRONG
    assert "账号或密码不正确" in said.text
    assert "secret-guess-9" not in said.text + str(lines)


def test_twenty_guesses_at_once_get_no_more_than_five(site):
    """Each is counted in the database before the password is looked at, so that a crowd is no way around the lock."""
    browsers = [site.browser() for _ in range(20)]
    for browser in browsers:
        browser.get("/login")
    told: list[int] = []

    def guess_once(one: Browser) -> None:
        told.append(one.post("/login", name="secretary", password="x").status_code)

    guesses = [threading.Thread(target=guess_once, args=(one,)) for one in browsers]
    for guess in guesses:
        guess.start()
    for guess in guesses:
        guess.join()
    assert sorted(told) == [WRONG] * 5 + [429] * 15
    assert site.browser().log_in("secretary").status_code == 429
    site.watch.forward(minutes=20)
    assert site.browser().log_in("secretary").status_code == 303
