"""What every answer says to the browser that shows it: read from the route map, so that no page is left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.hostile.routes import routes
from tests.matrix.people import OFFICERS, REPORTER, STRANGER, Somebody
from tests.matrix.world import World
from tests.site import API
from tests.thinning import thinned
from web import Settings, create_app
from web.access import officer
from web.security import HEADERS

VISITORS = (OFFICERS["secretary"], OFFICERS["auditor"], OFFICERS["system"], REPORTER, STRANGER)
MARKUP = ("text/html", "image/svg+xml", "application/xml", "text/xml", "application/xhtml+xml")


def answers(world: World, who: Somebody, method: str) -> Iterator[tuple[str, TestResponse]]:
    for key, path in routes(world, method):
        with world.ask(who, method, path) as said:
            yield f"{who.name} at {key}: {said.status_code}", said


def wrong(said: TestResponse) -> list[str]:
    """What the answer should say to the browser, and does not."""
    heads = said.headers
    missing = [name for name, value in HEADERS.items() if heads.get(name) != value]
    missing += [] if heads.get("Cache-Control") == "no-store" else ["Cache-Control"]
    missing += [] if "Cookie" in heads.get("Vary", "") else ["Vary"]
    missing += [] if "X-Request-Id" in heads else ["X-Request-Id"]
    missing += [] if "charset=utf-8" in said.content_type or said.mimetype not in MARKUP else ["charset"]
    return missing + [name for name in ("Server", "X-Powered-By") if name in heads]


@pytest.mark.parametrize("method", ["POST", pytest.param("GET", marks=pytest.mark.slow)])
@pytest.mark.parametrize("who", thinned(VISITORS, len(VISITORS)), ids=lambda who: who.name)
def test_every_answer_of_every_route_carries_the_headers_and_is_kept_nowhere(world, who, method):
    found = [(where, missing) for where, said in answers(world, who, method) if (missing := wrong(said))]
    assert found == []


@pytest.mark.slow
def test_a_body_is_shown_as_what_it_says_it_is(world):
    """A download is never drawn inside our own pages, whatever is in it."""
    for where, said in answers(world, OFFICERS["secretary"], "GET"):
        if said.status_code == 200 and said.mimetype not in ("text/html", "application/json", "image/jpeg"):
            drawn = said.mimetype in MARKUP or said.mimetype == "text/javascript"
            assert not drawn or said.headers.get("Content-Disposition", "").startswith("attachment"), where


@pytest.fixture
def app(world: World) -> Flask:
    """An app of this test's own, to plant something in."""
    return create_app(world.app.extensions["lianxi"], Settings(testing=True, secure_cookies=False))


def test_a_page_that_says_otherwise_is_found(world, app):
    def planted() -> tuple[str, dict[str, str]]:
        return "x", {"Cache-Control": "public", "Content-Security-Policy": "default-src *", "Server": "planted"}

    app.add_url_rule("/planted", "planted", officer(planted))
    said = app.test_client(use_cookies=False).get(
        "/planted", headers={"Cookie": f"lianxi={world.cookies['secretary']}"}
    )
    assert wrong(said) == ["Content-Security-Policy", "Cache-Control", "Server"]
    assert said.status_code == 200
    assert API not in said.text
