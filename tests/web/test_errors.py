"""A page that says no says what happened, keeps what was written, and leads on."""

from __future__ import annotations

import re

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.site import Browser, Site
from web.security import SMALL
from workflow.kernel.db import Database


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


def test_no_password_is_shown_back_whatever_its_question_is_called(site: Site) -> None:
    """Of a form that was sent too late: what was typed stands there, what was typed blindly does not."""
    browser = site.browser("secretary")
    browser.get("/me")
    given = {"old": "hush-old", "password": "hush-new", "again": "hush-again", "what": "写了一上午"}
    site.watch.forward(hours=1)
    for path in ("/me/password", "/welcome/nothing"):
        answer = browser.client.post(path, data={"csrf_token": "made-up", **given})
        assert answer.status_code in (400, 401), path
        assert "写了一上午" in answer.text
        assert "hush" not in answer.text


def test_while_the_database_is_away_a_page_says_so_and_keeps_what_was_written(database: Database) -> None:
    """Who asks cannot be looked up then: the page is drawn for nobody, and nothing of the error stands on it."""
    site = Site(database, own=True)
    browser, program = site.browser("secretary"), site.program("secretary")
    browser.get("/me")
    site.app.testing = False
    token, secret = browser.token(), site.token("secretary")

    def gone(*_given: object) -> None:
        raise OperationalError("SELECT secret-statement", None, Exception("server closed the connection: hush"))

    event.listen(database.engine, "before_cursor_execute", gone)
    try:
        page = browser.client.post("/issues/new", data={"csrf_token": token, "what": "写了一上午"})
        said = program.ask("GET", "/issues")
        public = site.app.test_client().get("/board")
    finally:
        event.remove(database.engine, "before_cursor_execute", gone)
    for answer in (page, said, public):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "hush" not in answer.text
        assert "secret-statement" not in answer.text
    assert "写了一上午" in page.text
    assert "周明" not in page.text
    assert said.json["code"] == "gone"
    assert secret not in said.text
    assert browser.get("/today").status_code == 200


def test_a_zero_byte_in_a_forms_key_is_no_reason_to_break(site: Site) -> None:
    issue = site.matters.register("secretary")
    browser = site.browser("secretary")
    browser.get(f"/issues/{issue.id}")
    assert browser.post(f"/issues/{issue.id}/note", text="已去看过", key="a\0b").status_code == 303
