"""Markup typed into every field of every form, by everybody who is shown it: no page of anybody runs it.

Other tests put markup into columns; here it goes the way of people, through each form as its page draws it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser
from sqlalchemy import func, select
from werkzeug.serving import make_server

from tests.browser.test_what_people_write import READERS, Ear, come, pages
from tests.hostile.filling import Pen, kind
from tests.hostile.test_markup import HOSTILE, words
from tests.matrix.asking import Begins, Shows, Takes, WithCode
from tests.matrix.people import OFFICERS, REPORTER, Somebody
from tests.matrix.rows import ROWS
from tests.matrix.walking import addresses
from tests.matrix.world import Undone, World, build
from tests.site import API
from web import Settings, create_app
from workflow.kernel.db import Database

pytestmark = pytest.mark.slow
WRITERS = [*{frozenset(who.roles): who for who in reversed(OFFICERS.values())}.values(), REPORTER]
"""One of each role."""
TRIES = 4
"""So many subjects are tried until one takes a form."""
MARK = "<script>alert(1)"


@dataclass
class Written:
    """The world in which everybody wrote markup wherever a form let them."""

    world: World
    address: str
    said: Counter[tuple[str, int]]
    columns: set[str]
    """Where it stands now."""


def forms(world: World, who: Somebody) -> Iterator[str]:
    """Every page of somebody's on which a form may stand: lists, subjects, births, steps."""
    build_url = world.app.url_map.bind("localhost")
    for key, method, rule, fixed in addresses(world.app):
        row = ROWS[key]
        if (
            method != "GET"
            or API in key
            or rule.endpoint == "static"
            or not isinstance(row, Begins | Shows | Takes | WithCode)
        ):
            continue
        for ask in row.asks(world, method, rule.rule, every=True):
            if ask.who is who and ask.expected & {200, 422}:
                values = {name: one for name, one in {**ask.values, **fixed}.items() if name in rule.arguments}
                if rule.arguments <= values.keys():
                    yield build_url.build(rule.endpoint, values)


@pytest.fixture(scope="module")
def written(databases) -> Iterator[Written]:
    with databases.fresh() as url:
        database, undone = Database(url), Undone(url)
        world = build(database, undone)
        now, said = world.site.watch.now, Counter[tuple[str, int]]()
        office = replace(world.site.office, clock=lambda: now + timedelta(seconds=30))
        app = create_app(office, Settings(testing=True, secure_cookies=False))
        for who in WRITERS:
            pen, tried = Pen(world, app, who, {"/logout", "/me/password", "/login"}), Counter[str]()
            for path in dict.fromkeys([*pages(world, who), *forms(world, who)]):
                tried[kind(path)] += 1
                if kind(path) not in pen.met and tried[kind(path)] <= TRIES:
                    said.update(pen.write(path))
        with database.reading() as db:
            there = {
                f"{table.name}.{column.name}"
                for table, column in words()
                if db.execute(select(func.count()).where(column.contains(MARK))).scalar_one()
            }
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Written(replace(world, app=app), f"http://127.0.0.1:{server.server_port}", said, there)
        server.shutdown()
        thread.join()
        undone.close()
        database.close()


def test_what_was_typed_stands_where_people_write(written: Written) -> None:
    """Else nothing hostile would be read below; a form that breaks of it is found here, too."""
    broken = {form for form, status in written.said if status >= 500}
    assert broken == set()
    assert written.columns >= {
        "issues.what", "issues.place", "issues.answer", "assignments.request", "agenda_items.discussion",
        "minutes.text", "meetings.title", "postings.text", "requests.reason", "supervision_orders.cause",
        "inspections.finding", "audit_notes.text", "mandates.paper", "receptions.reason", "access_words.text",
        "contacts.name",
    }, sorted(written.columns)  # fmt: skip


LOOKS = [(who, False) for who in READERS] + [(who, True) for who in READERS[::3]]


@pytest.mark.parametrize(("who", "policy"), LOOKS, ids=[f"{who.name}-{'with' if on else 'out'}" for who, on in LOOKS])
def test_no_page_runs_what_was_typed(chromium: Browser, written: Written, who: Somebody, policy: bool) -> None:
    context = come(chromium, written.world, written.address, who, policy=policy)
    page = context.new_page()
    ear, pen, texts = Ear(page), Pen(written.world, written.world.app, who, set()), 0
    for path in pages(written.world, who):
        page.goto(path)
        assert ear.ran == [], path
        texts += MARK in page.inner_text("body")
        for asked in pen.questions(path):
            page.goto(f"{asked}?{urlencode(dict.fromkeys(('q', 'number', 'name', 'day'), HOSTILE))}")
            assert ear.ran == [], asked
    context.close()
    assert texts, "else nothing hostile was shown"
