"""A page that says no says what happened, keeps what was written, and leads on."""

from __future__ import annotations

import re

from tests.site import Browser, Site
from web.security import SMALL


def ways_on(browser: Browser) -> list[str]:
    """Where the buttons of the page last seen lead."""
    acts = browser.text.partition('<div class="card card-body sorry">')[2].partition("</main>")[0]
    return re.findall(r'<a class="btn[^"]*" href="([^"]+)"', acts)


def test_a_step_that_is_barred_leads_back_to_the_matter(site: Site) -> None:
    issue = site.matters.register()
    browser = site.browser("secretary")
    assert browser.get(f"/issues/{issue.id}/execute").status_code == 409
    assert "现在不是这一步" in browser.text
    assert ways_on(browser) == [f"/issues/{issue.id}", "/today"]


def test_what_was_written_stands_under_the_name_its_writer_saw(site: Site) -> None:
    issue = site.matters.register()
    browser = site.browser("secretary")
    browser.get(f"/issues/{issue.id}/note")
    given = {"request": "写了一上午的要求", "lead": "20", "version": "1", "csrf_token": ""}
    assert browser.post(f"/issues/{issue.id}/transfer", **given).status_code == 400
    assert re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", browser.text) == [("办理要求", "写了一上午的要求")]


def test_a_stranger_is_led_to_the_residents_front_page(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/nowhere").status_code == 404
    assert ways_on(browser) == ["/"]


def test_a_form_too_large_leads_back_to_where_it_stood(site: Site) -> None:
    browser = site.browser("secretary")
    browser.get("/issues/new")
    referrer = {"Referer": "http://localhost/issues/new"}
    answer = browser.client.post("/issues/new", data={"what": "长" * SMALL}, headers=referrer)
    browser.text = answer.text
    assert answer.status_code == 413
    assert ways_on(browser) == ["/issues/new", "/today"]
