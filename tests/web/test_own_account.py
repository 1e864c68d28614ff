"""One's own account: a new password, other sessions ended, a password that grew old."""

from __future__ import annotations

import re

from tests.site import Site
from tests.street import PASSWORD
from web import Settings, create_app

GOOD = "three-lychees-on-a-tree"


def test_ones_own_password_is_changed_and_other_sessions_end(site: Site) -> None:
    here, there = site.browser("secretary"), site.browser("secretary")
    here.get("/me")
    assert here.post("/me/password", old="wrong", password=GOOD, again=GOOD).status_code == 422
    assert here.post("/me/password", old=PASSWORD, password=GOOD, again=GOOD).status_code == 303
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303
    assert site.browser().log_in("secretary", GOOD).status_code == 303


def test_one_other_session_is_ended(site: Site) -> None:
    there = site.browser("secretary")
    here = site.browser("secretary")
    place = re.search(r'action="(/me/logins/\w{16}/end)"', here.get("/me").text)
    assert place
    assert here.post(place[1]).status_code == 303
    assert there.get("/me").status_code == 303
    assert here.get("/me").status_code == 200


def test_where_passwords_grow_old_an_old_one_is_changed_first(site: Site) -> None:
    site.watch.forward(days=91)
    site.app = create_app(site.office, Settings(testing=True, secure_cookies=False, passwords="mlps3"))
    browser = site.browser("secretary")
    assert browser.get("/today").location == "/me"
    assert "先更换" in browser.get("/me").text
    assert browser.post("/me/password", old=PASSWORD, password="Litchi-48x", again="Litchi-48x").status_code == 303
    assert browser.get("/today").status_code == 200
