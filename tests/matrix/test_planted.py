"""A check that cannot fail would be none: what the matrix is there to find is planted, and found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.matrix.asking import Only, Shows, Takes
from tests.matrix.people import OFFICERS
from tests.matrix.rows import ROWS
from tests.matrix.walking import unmarked, walk, without_row
from tests.matrix.world import World
from web import Settings, create_app, log
from web.access import officer
from workflow.issues import queries, sight
from workflow.issues.model import Issue
from workflow.kernel import policy
from workflow.kernel.subject import everything


@pytest.fixture
def app(world: World) -> Flask:
    """An app of this test's own, to plant something in."""
    return create_app(world.app.extensions["lianxi"], Settings(testing=True, secure_cookies=False))


@pytest.fixture
def fresh_scopes() -> Iterator[None]:
    """The policy remembers its statements; what a test changes must not be remembered."""
    policy.scope.cache_clear(), policy._one.cache_clear()
    yield
    policy.scope.cache_clear(), policy._one.cache_clear()


def test_a_route_that_nobody_marked_is_found_and_closed(world, app):
    app.add_url_rule("/planted", "planted", lambda: "secret")
    assert unmarked(app) == ["/planted"]
    answer = replace(world, app=app).ask(OFFICERS["street"], "GET", "/planted")
    assert (answer.status_code, "secret" in answer.text) == (404, False)


def test_a_route_without_a_row_is_found(app):
    app.add_url_rule("/planted/<int:id>", "planted", officer(lambda **_: "secret"), methods=["GET", "POST"])
    assert unmarked(app) == []
    assert without_row(app, ROWS) == ["GET /planted/<int:id>", "POST /planted/<int:id>"]


@pytest.mark.slow
def test_a_page_open_to_the_wrong_role_is_found(world):
    _n, wrong = walk(world, "GET /today", Only(roles=("auditor",)))
    assert len(wrong) == len([who for who in OFFICERS.values() if "auditor" not in who.roles])


@pytest.mark.slow
def test_a_page_that_forgets_to_ask_who_sees_is_found(world, app):
    def show(id: int) -> str:
        return f"matter {id}"

    app.view_functions["issues.show"] = officer(show)
    _n, wrong = walk(replace(world, app=app), "GET /issues/<int:id>", Shows(noun="issue"))
    assert any("unit at" in line and "stated [404]" in line for line in wrong)


@pytest.mark.slow
def test_a_list_that_shows_others_matters_is_found(world, app):
    app.view_functions["issues.index"] = officer(lambda: "【foreign】")
    _n, wrong = walk(replace(world, app=app), "GET /issues", ROWS["GET /issues"])
    assert any(line.startswith("secretary at") and "reads of ['foreign']" in line for line in wrong)


@pytest.mark.slow
def test_a_role_that_sees_too_much_is_found(world, monkeypatch, fresh_scopes):
    monkeypatch.setitem(sight.ISSUE, "handler", everything)
    _n, wrong = walk(world, "GET /api/v1/issues/<int:id>", ROWS["GET /api/v1/issues/<int:id>"])
    assert any(line.startswith("unit at") and "200, stated [404]" in line for line in wrong)


@pytest.mark.slow
def test_a_contact_that_is_not_covered_is_found(world, monkeypatch):
    monkeypatch.setattr(queries, "masked_phone", lambda phone: phone)
    key = "GET /api/v1/issues/<int:id>"
    _n, wrong = walk(world, key, ROWS[key])
    assert any(line.startswith("secretary at") and "reads of ['contact']" in line for line in wrong)


@pytest.mark.slow
def test_a_code_on_a_page_and_a_number_in_the_log_are_found(world, app):
    code = next(iter(world.codes.values()))[1]
    app.view_functions["issues.index"] = officer(lambda: code)
    app.view_functions["requests.index"] = officer(lambda: log.log.info("asked", by="19990000001") or "")
    for key, said in (("GET /issues", "reads of ['code']"), ("GET /requests", "stands in the log")):
        _n, wrong = walk(replace(world, app=app), key, ROWS[key])
        assert any(line.endswith(said) for line in wrong), key


@pytest.mark.slow
def test_a_step_open_to_the_wrong_people_is_found(world, monkeypatch):
    step = Issue.flow.steps["accept"]
    monkeypatch.setitem(Issue.flow.steps, "accept", replace(step, by=(policy.RELATIONS["involved"],)))
    _n, wrong = walk(world, "POST /api/v1/issues/<int:id>/steps/<name>", Takes(noun="issue", step="accept"))
    assert wrong
