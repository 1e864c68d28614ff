"""The page of one's notice settings: kept, shown again, refused beside the field."""

from __future__ import annotations

import html
from dataclasses import replace

from tests.site import Site

GOOD = {"email": "han@example.org", "mail": "daily", "quiet_from": "22:00", "quiet_until": "07:00", "language": "en"}


def test_what_was_chosen_is_kept_and_shown_again(site: Site) -> None:
    street = site.browser("street")
    street.get("/me/notices")
    answer = street.post("/me/notices", **GOOD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me")
    page = street.get("/me/notices").text
    assert 'value="han@example.org"' in page
    assert 'value="daily" checked' in page


def test_it_is_nobody_elses(site: Site) -> None:
    street = site.browser("street")
    street.get("/me/notices")
    street.post("/me/notices", **GOOD)
    assert "han@example.org" not in site.browser("street2").get("/me/notices").text


def test_an_address_that_is_none_is_refused_beside_its_field(site: Site) -> None:
    street = site.browser("street")
    street.get("/me/notices")
    answer = street.post("/me/notices", **{**GOOD, "email": "han"})
    assert answer.status_code == 422
    assert "邮箱地址不完整" in html.unescape(answer.text)
    assert 'value="han"' in answer.text


def test_the_page_says_where_no_mail_is_sent(site: Site) -> None:
    assert "还没有接通邮件" in site.browser("street").get("/me/notices").text
    site.app.extensions["lianxi.settings"] = replace(site.app.extensions["lianxi.settings"], mails=True)
    assert "还没有接通邮件" not in site.browser("street").get("/me/notices").text
