"""Whatever people write is text in a real browser: no page of anybody runs it, with our content policy and without."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.hostile.routes import routes
from tests.hostile.test_markup import HOSTILE, poisoned
from tests.matrix.people import OFFICERS, REPORTER, Somebody
from tests.matrix.world import World
from tests.matters import Matters
from tests.site import API
from web import Settings, create_app
from web.access import public
from workflow.exchange.pack import pack
from workflow.kernel.db import Database
from workflow.sealing import keys

__all__ = ["poisoned"]
pytestmark = pytest.mark.slow

READERS = [OFFICERS[name] for name in ("secretary", "community", "unit", "auditor", "street", "system")] + [REPORTER]


class Ear:
    """What ran, and what the policy kept from running."""

    def __init__(self, page: Page) -> None:
        self.ran: list[str] = []
        page.on("dialog", lambda dialog: (self.ran.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda said: self.ran.append(said.text) if "Content Security Policy" in said.text else None)


@pytest.fixture(scope="module")
def planted(poisoned: World) -> Flask:
    """The poisoned street, with one page that forgot to escape."""
    app = create_app(poisoned.app.extensions["lianxi"], Settings(testing=True, secure_cookies=False))
    app.add_url_rule("/planted", "planted", public(lambda: f'<p title="{HOSTILE}">{HOSTILE}</p>'))
    return app


@pytest.fixture(scope="module")
def address(planted: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, planted, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def come(chromium: Browser, world: World, address: str, who: Somebody, *, policy: bool) -> BrowserContext:
    context = chromium.new_context(base_url=address, bypass_csp=not policy)
    context.add_cookies([{"name": "lianxi", "value": world.cookies[who.name], "url": address}])
    return context


def pages(world: World, who: Somebody) -> Iterator[str]:
    """Every page that this reader is shown, of every subject in the world at its own address."""
    subjects = [(f"/{world.ids['own']}", f"/{world.ids[it.name]}") for it in world.of("issue")[::4]]
    for _key, path in routes(world, "GET"):
        if path.startswith((API, "/lang/")):
            continue
        for own, other in [("", ""), *(subjects if path == f"/issues/{world.ids['own']}" else [])]:
            here = path.replace(own, other, 1) if own else path
            with world.ask(who, "GET", here) as said:
                if said.status_code == 200 and said.mimetype == "text/html":
                    yield here


@pytest.mark.parametrize("policy", [False, True], ids=["without", "with"])
@pytest.mark.parametrize("who", READERS, ids=lambda who: who.name)
def test_no_page_runs_what_somebody_wrote(
    chromium: Browser, poisoned: World, address: str, who: Somebody, policy: bool
) -> None:
    context = come(chromium, poisoned, address, who, policy=policy)
    page = context.new_page()
    ear, seen, texts = Ear(page), 0, 0
    for path in pages(poisoned, who):
        page.goto(path)
        assert ear.ran == [], path
        seen, texts = seen + 1, texts + ("<script>alert(1)" in page.inner_text("body"))
    context.close()
    assert seen > (3 if who is REPORTER else 25)
    assert texts > (1 if who is REPORTER else 10), "else nothing hostile was shown"


@pytest.mark.parametrize("policy", [False, True], ids=["without", "with"])
def test_a_page_that_forgets_to_escape_is_found(chromium: Browser, poisoned: World, address: str, policy: bool) -> None:
    context = come(chromium, poisoned, address, REPORTER, policy=policy)
    page = context.new_page()
    ear = Ear(page)
    page.goto("/planted")
    page.wait_for_timeout(300)
    context.close()
    assert ear.ran
    assert any(line.startswith("dialog") for line in ear.ran) is not policy


def test_the_page_of_a_proof_pack_runs_nothing(chromium: Browser, database: Database, tmp_path: Path) -> None:
    """It is opened from a disk, where no server names a policy."""
    matters = Matters(database)
    keys.make(tmp_path / "sealing.key")
    matters.office = replace(matters.office, sealing_key=tmp_path / "sealing.key")
    issue = matters.register(what=HOSTILE, place=HOSTILE)
    matters.take("secretary", issue, "note", text=HOSTILE)
    (tmp_path / "pack.zip").write_bytes(pack(matters.office, matters.actor("auditor"), matters.again(issue)))
    with ZipFile(tmp_path / "pack.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".html")]
        archive.extractall(tmp_path)
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    ear = Ear(page)
    for name in names:
        page.goto(f"file://{tmp_path / name}")
        assert "<script>alert(1)" in page.inner_text("body")
    context.close()
    assert names
    assert ear.ran == []
