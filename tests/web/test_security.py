"""Closed unless open, asked from here, small enough, and the same headers on every answer."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.site import API, Site
from web.access import OFFICER, PUBLIC
from web.security import POLICY, SMALL
from workflow.kernel.db import Database

EXPECTED_PUBLIC = {
    "static", "health.alive", "health.ready", "login.show", "login.enter", "login.second",
    "language.switch", "text_size.choose",
    "days.index", "days.branch", "decisions.index", "board.index", "board.photo", "promises.index",
    "asked.index", "asked.show", "asked.answer",
    "welcome.show", "welcome.enter",
    "raising.danger", "raising.at", "raising.begin", "raising.ask", "raising.register", "raising.drop", "raising.send",
    "raising.notice",
    "own_data.show", "own_data.paper", "own_data.copy", "own_data.photo", "own_data.ask", "own_data.take",
    "sealed.checkpoint", "sealed.keys", "sealed.consistency", "sealed.proof", "sealed.check",
    "receipt.show", "receipt.copy",
    "api.openapi", "api.docs", "api.track", "api.take_track_step",
}  # fmt: skip


def marks(site: Site) -> dict[str, Any]:
    views = site.app.view_functions
    return {rule.endpoint: getattr(views[rule.endpoint], "access", None) for rule in site.app.url_map.iter_rules()}


def test_every_route_says_who_may_open_it(site: Site) -> None:
    assert [name for name, mark in marks(site).items() if mark is None] == []


def test_what_is_public_is_public_on_purpose(site: Site) -> None:
    is_public = {name for name, mark in marks(site).items() if mark == PUBLIC}
    assert {name for name in is_public if not name.startswith("portal.")} == EXPECTED_PUBLIC


def test_an_unmarked_route_is_closed(database: Database) -> None:
    site = Site(database, own=True)
    site.app.view_functions["forgotten"] = lambda: "secret"
    site.app.url_map.add(site.app.url_rule_class("/forgotten", endpoint="forgotten"))
    answer = site.browser().get("/forgotten")
    assert (answer.status_code, "secret" in answer.text) == (303, False)
    assert answer.headers["Location"].startswith("/login?next=/forgotten")


def test_no_closed_route_of_the_api_answers_a_stranger(site: Site) -> None:
    closed = [rule for rule in site.app.url_map.iter_rules() if marks(site)[rule.endpoint] == OFFICER]
    program = site.program()
    for rule in closed:
        if not rule.rule.startswith(API):
            continue
        path = rule.rule.removeprefix(API).replace("<int:id>", "1").replace("<name>", "accept")
        path = path.replace("<noun:noun>", "meetings")
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = program.ask(method, path, {} if method == "POST" else None)
            assert answer.status_code == 401, (method, path)
            assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("path", ["/login", "/nothing", "/static/nothing", "/healthz", f"{API}/issues"])
def test_every_answer_carries_the_headers(site: Site, path: str) -> None:
    with site.app.test_client().get(path) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_are_not_kept_and_static_files_are(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/login").headers["Cache-Control"] == "no-store"
    address = next(part for part in browser.text.split('"') if part.startswith("/static/"))
    with browser.client.get(address) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_form_without_our_token_is_refused_with_what_was_typed(site: Site, token: str) -> None:
    browser = site.browser("secretary")
    answer = browser.client.post("/logout", data={"csrf_token": token, "what": "打了很多字", "password": "hush-hush"})
    assert answer.status_code == 400
    assert "打了很多字" in answer.text
    assert "hush-hush" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_a_form_must_come_from_our_own_pages(site: Site, headers: dict[str, str], status: int) -> None:
    browser = site.browser("secretary")
    browser.get("/nothing")
    answer = browser.client.post("/logout", data={"csrf_token": browser.token()}, headers=headers)
    assert answer.status_code == status


def test_a_cookie_alone_changes_nothing_at_the_api(site: Site) -> None:
    browser = site.browser("secretary")
    body = {"what": "堆物", "place": "荔枝路12号"}
    assert browser.client.post(f"{API}/issues", json=body).status_code == 400
    browser.get("/nothing")
    headers = {"X-CSRFToken": browser.token()}
    assert browser.client.post(f"{API}/issues", json=body, headers=headers).status_code == 201


def test_a_wrong_token_beside_a_cookie_is_nobody(site: Site) -> None:
    browser = site.browser("secretary")
    answer = browser.client.get(f"{API}/issues", headers={"Authorization": "Bearer made-up"})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_session_proof_is_no_token(site: Site) -> None:
    browser = site.browser("secretary")
    with browser.client.session_transaction() as session:
        proof = session["_user_id"]
    answer = site.app.test_client().get(f"{API}/issues", headers={"Authorization": f"Bearer {proof}"})
    assert answer.status_code == 401


def test_an_expired_session_loses_no_typed_text(site: Site) -> None:
    browser = site.browser("secretary")
    browser.get("/nothing")
    site.watch.forward(hours=1)
    answer = browser.post("/logout", what="写了一上午的情况说明")
    assert answer.status_code == 401
    assert "写了一上午的情况说明" in answer.text
    assert "/login" in answer.text


@pytest.mark.parametrize("path", ["/login", f"{API}/track", f"{API}/issues"])
def test_a_body_too_large_is_refused(site: Site, path: str) -> None:
    headers = {"Authorization": f"Bearer {site.token('secretary')}"} if path.startswith(API) else {}
    kind = "application/json" if path.startswith(API) else "application/x-www-form-urlencoded"
    answer = site.app.test_client().post(path, data=b"x" * (SMALL + 1), content_type=kind, headers=headers)
    assert answer.status_code == 413


def test_an_unknown_host_is_refused(database: Database) -> None:
    site = Site(database, trusted_hosts=("lianxi.example",))
    refused = site.app.test_client().get("/login", base_url="http://evil.example")
    assert refused.status_code == 400
    assert "LIANXI_TRUSTED_HOSTS" in refused.text
    assert site.app.test_client().get("/login", base_url="http://lianxi.example:8000").status_code == 200


def test_a_break_shows_and_logs_nothing_private(database: Database) -> None:
    site = Site(database, own=True)
    secret = "张三丰的电话"

    def broken() -> str:
        raise ValueError(secret)

    broken.access = PUBLIC  # type: ignore[attr-defined]
    site.app.view_functions["broken"] = broken
    site.app.url_map.add(site.app.url_rule_class("/broken", endpoint="broken"))
    site.app.testing = False
    with capture_logs() as lines:
        answer = site.app.test_client().get("/broken?code=12345")
    assert answer.status_code == 500
    assert secret not in answer.text
    assert secret not in str(lines)
    assert "12345" not in str(lines)
    assert lines[-1] | {"ms": 0, "id": ""} == {
        "event": "request", "log_level": "info", "method": "GET", "path": "/broken", "status": 500, "ms": 0, "id": "",
    }  # fmt: skip


def test_the_language_is_the_cookies_then_the_browsers_then_chinese(site: Site) -> None:
    client = site.app.test_client()
    tags = [({}, "zh-CN"), ({"Accept-Language": "en-GB,zh;q=0.5"}, "en"), ({"Accept-Language": "fr"}, "zh-CN")]
    for headers, tag in tags:
        assert f'<html lang="{tag}"' in client.get("/login", headers=headers).text
    answer = client.get("/lang/en?next=//evil.example")
    assert answer.headers["Location"] == "/"
    assert '<html lang="en"' in client.get("/login").text
    assert '<html lang="zh-CN"' in (client.get("/lang/zh"), client.get("/login"))[1].text


def test_it_is_alive_and_ready(site: Site) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    client = site.app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {
        "status": "ok", "database": "ok", "migrations": "current", "worker": "none", "sealing": "none",
        "history": "file" if site.office.database.is_sqlite else "loose",
    }  # fmt: skip
