"""A form that another site sends with somebody's cookie is refused at every address that changes something."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.hostile.routes import routes
from tests.matrix.people import OFFICERS, REPORTER, STRANGER, Somebody
from tests.matrix.walking import addresses
from tests.matrix.world import World
from tests.site import API
from tests.thinning import thinned
from web import Settings, create_app
from web.access import officer

FORGED, CLOSED, WRONG_ROLE = 400, 401, 403
VICTIMS = (OFFICERS["secretary"], OFFICERS["system"], OFFICERS["auditor"], REPORTER, STRANGER)
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
OPEN = {f"POST {API}/track", f"POST {API}/track/steps/<name>"}
"""Open to programs without a session; what opens them is the code in the body, which no other site knows."""


def send(world: World, who: Somebody, path: str, token: str | None, **more: Any) -> TestResponse:
    """As a browser sends it: with the cookie, whoever asked for it to be sent."""
    headers = {"Cookie": f"lianxi={world.cookies[who.name]}", **more}
    client, told = world.app.test_client(use_cookies=False), {"what": "x", "step": "note"}
    if path.startswith(API):
        return client.post(path, json=told, headers=headers | ({"X-CSRFToken": token} if token else {}))
    return client.post(path, data=told | ({"csrf_token": token} if token else {}), headers=headers)


def refused(world: World, who: Somebody, token: str | None, **more: Any) -> list[str]:
    """Every address at which it got further than that."""
    found, marks = [], {key: world.app.view_functions[rule.endpoint].access for key, _, rule, _ in addresses(world.app)}
    for key, path in routes(world, "POST"):
        kept, said = world.database.kept, send(world, who, path, token, **more)
        if said.status_code not in told(who, key, marks[key]) or world.database.kept != kept:
            found.append(f"{who.name} at {key}: {said.status_code}")
    return found


def told(who: Somebody, key: str, mark: Any) -> set[int]:
    """What is said before anything of the form is read: no right to be here at all, or no token."""
    if not who.hats:
        return {404, 422} if key in OPEN else {FORGED, CLOSED}
    return {WRONG_ROLE} if isinstance(mark, frozenset) and not mark & who.roles else {FORGED}


@pytest.mark.parametrize("who", thinned(VICTIMS, len(VICTIMS)), ids=lambda who: who.name)
def test_without_the_token_of_the_session_nothing_is_taken(world, who):
    assert refused(world, who, None) == []


@pytest.mark.slow
@pytest.mark.parametrize("who", VICTIMS[:2], ids=lambda who: who.name)
def test_the_token_of_somebody_else_is_none(world, who):
    assert refused(world, who, world.csrf["member"]) == []


@pytest.mark.parametrize(
    "headers",
    thinned([{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}], 3),
    ids=lambda headers: next(iter(headers.values())),
)
def test_another_site_is_refused_even_where_it_knows_the_token(world, headers):
    assert refused(world, OFFICERS["secretary"], world.csrf["secretary"], **headers) == []


@pytest.mark.slow
def test_a_form_of_ours_gets_further_everywhere(world):
    """Else the three above would be true of a door that nobody opens."""
    for key, path in routes(world, "POST"):
        said = send(world, OFFICERS["secretary"], path, world.csrf["secretary"])
        assert said.status_code != FORGED or "csrf" not in said.text.casefold(), key


@pytest.mark.slow
def test_nothing_is_changed_by_an_address_that_is_only_read(world):
    """A link or a picture of another site is a GET, and carries no token."""
    changed = set()
    for who in VICTIMS:
        for key, path in routes(world, "GET"):
            kept = world.database.kept
            world.ask(who, "GET", path).close()
            changed |= {key} if world.database.kept != kept else set()
    assert changed == WRITTEN_DOWN


WRITTEN_DOWN = {
    "GET /issues/<int:id>/history", "GET /issues/<int:id>/past", "GET /issues/<int:id>/voices",
    "GET /audit/issues/<int:id>", "GET /reads",
}  # fmt: skip
"""An auditor's looking is itself a fact here: that somebody looked is noted, and nothing else is."""


def test_every_unsafe_method_is_a_post(world):
    assert {method for _key, method, _rule, _fixed in addresses(world.app)} & set(UNSAFE) == {"POST"}


@pytest.mark.slow
def test_a_door_that_forgot_to_ask_is_found(world):
    app = create_app(world.app.extensions["lianxi"], Settings(testing=True, secure_cookies=False))
    app.add_url_rule("/planted", "planted", officer(lambda: "taken"), methods=["POST"])
    app.before_request_funcs[None] = [one for one in app.before_request_funcs[None] if one.__name__ != "check_source"]
    known, world.app = world.app, app
    try:
        assert "secretary at POST /planted: 200" in refused(world, OFFICERS["secretary"], None)
    finally:
        world.app = known
