"""An auditor looks and writes nothing: asked at every route that is no GET; what is the auditor's own is named here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.matrix.people import OFFICERS
from tests.matrix.rows import ROWS
from tests.matrix.walking import addresses
from tests.matrix.world import World
from web import Settings, create_app
from web.access import PUBLIC, officer, rule_of

AUDITOR = OFFICERS["auditor"]
REFUSED = {403, 404}
TOGETHER = "POST /meetings/<int:id>/together"  # asks for a tick before it asks who it is: see below
OWN = {
    "POST /audit/issues/<int:id>/note",  # notes to oneself, no part of the record
    "POST /audit/inspections/new", "POST /audit/inspections/<int:id>/<step>",
    "POST /views", "POST /views/<int:id>/rename", "POST /views/<int:id>/drop",
    # taking out is looking, and stands in the log of reads
    "POST /exports/<ledger>", "POST /exports/jobs/<int:id>/discard", "POST /process/export",
    # whoever is logged in: one's own password, codes, sessions and notices
    "POST /me/codes", "POST /me/codes/drop",
    "POST /logout", "POST /me/password", "POST /me/logins/<login>/end", "POST /me/logins/end", "POST /me/notices",
    "POST /notices/read",
}  # fmt: skip


def writing(app: Flask) -> list[tuple[str, str, Rule, dict[str, str]]]:
    """Every address that changes something; what is open to people without an account is no right of the auditor's."""
    with app.app_context():
        return [found for found in addresses(app) if found[1] != "GET" and rule_of(found[2].endpoint) != PUBLIC]


def places(world: World, key: str, method: str, rule: Rule) -> list[dict[str, Any]]:
    """Where the auditor asks: as the row says; a route nobody stated a row for is asked once."""
    if key not in ROWS:
        return [dict.fromkeys(rule.arguments, 1)]
    return [ask.values for ask in ROWS[key].asks(world, method, rule.rule, every=False) if ask.who is AUDITOR]


def let_in(world: World, *, but: set[str]) -> set[str]:
    """The routes at which the auditor was not refused."""
    build, found = world.app.url_map.bind("localhost"), set()
    for key, method, rule, fixed in writing(world.app):
        for place in places(world, key, method, rule) if key not in but else ():
            values = {name: value for name, value in {**place, **fixed}.items() if name in rule.arguments}
            answer = world.ask(AUDITOR, method, build.build(rule.endpoint, values, method=method))
            if answer.status_code not in REFUSED:
                found.add(f"{key} {answer.status_code}")
    return found


def test_every_route_that_writes_refuses_the_auditor_except_for_what_is_the_auditors_own(world):
    assert let_in(world, but={*OWN, TOGETHER}) == set()


def test_items_decided_together_are_refused_once(world):
    path = f"/meetings/{world.ids['meeting_session']}/together"
    sent = {"csrf_token": world.csrf["auditor"], "items": world.ids["item_session"]}
    cookie = {"Cookie": f"lianxi={world.cookies['auditor']}"}
    answer = world.app.test_client(use_cookies=False).post(path, data=sent, headers=cookie)
    assert answer.status_code == 403
    assert "未议定" not in answer.text, "not item by item"
    assert "已议定" not in answer.text


def test_each_such_route_is_asked_at_least_once(world):
    asked = {key for key, method, rule, _ in writing(world.app) if places(world, key, method, rule)}
    assert asked == {key for key, *_ in writing(world.app)}


def test_what_is_named_as_the_auditors_own_is_there(world):
    assert {key for key, *_ in writing(world.app)} >= {*OWN, TOGETHER}


def test_a_new_route_that_lets_the_auditor_write_is_found(world):
    app = create_app(world.app.extensions["lianxi"], Settings(testing=True, secure_cookies=False))
    app.add_url_rule("/planted/<int:id>", "planted", officer(lambda **_: "written"), methods=["POST"])
    assert let_in(replace(world, app=app), but=set(ROWS)) == {"POST /planted/<int:id> 200"}
