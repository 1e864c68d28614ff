"""No address that is printed, scanned, mailed or handed on is built from what a request calls this server."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.hostile.routes import routes
from tests.matrix.people import OFFICERS, Somebody
from tests.matrix.world import World
from tests.site import API
from web import Settings, create_app
from workflow.kernel.settings import BadSettings, read_settings

SITE = "https://lianxi.example"
HOSTILE = {
    "Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Prefix": "/evil.example", "Forwarded": "host=evil.example", "X-Host": "evil.example",
}  # fmt: skip
READERS = (OFFICERS["secretary"], OFFICERS["street"], OFFICERS["auditor"], OFFICERS["system"])


def app(world: World, **said: object) -> Flask:
    return create_app(world.app.extensions["lianxi"], Settings(testing=True, secure_cookies=False, **said))  # type: ignore[arg-type]


def ask(world: World, app: Flask, who: Somebody, path: str) -> str:
    """Head and body of an answer to somebody who names us wrongly."""
    proof = {"Authorization": f"Bearer {world.site.token(who.name)}"} if path.startswith(API) else {}
    headers = {"Cookie": f"lianxi={world.cookies[who.name]}", **proof, **HOSTILE}
    with app.test_client(use_cookies=False).get(path, headers=headers) as said:
        return f"{said.status_code} {said.headers} {said.get_data().decode(errors='ignore')}"


@pytest.mark.slow
@pytest.mark.parametrize("who", READERS, ids=lambda who: who.name)
def test_a_wrong_host_stands_in_no_answer_even_where_any_is_taken(world, who):
    """The worst case: no host is named, two proxies are believed; only the site's own address is told."""
    open_to_all = app(world, site=SITE, proxies=2)
    found = [key for key, path in routes(world, "GET") if "evil" in ask(world, open_to_all, who, path)]
    assert found == []


def test_what_is_printed_leads_to_the_site_we_are(world):
    poster = ask(world, app(world, site=SITE), OFFICERS["secretary"], "/posters/1")
    assert f"{SITE}/raise/at/" in poster
    assert "evil" not in poster
    assert "evil.example/raise/at/" in ask(world, app(world), OFFICERS["secretary"], "/posters/1")


@pytest.mark.slow
@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_a_wrong_host_is_refused_at_every_address(world, proxies):
    named = app(world, trusted_hosts=("lianxi.example",), proxies=proxies)
    for key, path in routes(world, "GET"):
        assert ask(world, named, OFFICERS["secretary"], path).startswith("400 "), key


def test_a_server_that_would_answer_to_any_name_is_not_started(monkeypatch):
    monkeypatch.setenv("LIANXI_TRUSTED_HOSTS", " , ")
    with pytest.raises(BadSettings, match="LIANXI_TRUSTED_HOSTS"):
        read_settings()
