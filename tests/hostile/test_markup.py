"""Every text anybody ever wrote is markup here: no page of anybody lets a browser run it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import JSON, String, and_, select
from werkzeug.routing import Rule

from tests.kernel.forgery import disarm
from tests.matrix.asking import Ask, Begins, Officers, Only, Shows, Takes
from tests.matrix.people import OFFICERS, REPORTER
from tests.matrix.rows import ROWS
from tests.matrix.walking import addresses
from tests.matrix.world import Undone, World, build
from tests.site import API
from workflow.kernel.db import Database, Record
from workflow.kernel.history import BODIES

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


class Reader(HTMLParser):
    """Reads a page as a browser does; `ran` is what of our markup it would have taken for its own."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ran: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        foreign = (tag == "script" and not named.get("src")) or (tag == "img" and named.get("src") == "x")
        if foreign or any(name.startswith("on") for name in named) or "javascript:" in str(named.get("href")):
            self.ran.append(f"{tag} {attrs}")


OURS = {
    "orgs": {"path", "code"}, "grids": {"code"}, "categories": {"code"}, "accounts": {"name", "password"},
    "issues": {"number"}, "meetings": {"number"}, "attachments": {"id"},
}  # fmt: skip
"""Columns that hold codes of ours, never what somebody typed."""

SHORT = {"meetings": {"starts"}, "receptions": {"hours"}}
"""Words as short as a code."""

WITHOUT = (
    "events", "flows", "bodies", "idempotency", "outbox", "logins", "attempts", "numbering",
    "accesses", "access_chains",
)  # fmt: skip


def words() -> Iterator[tuple[Any, Any]]:
    """Every column in which people's words are kept."""
    for table in Record.metadata.sorted_tables:
        for column in table.columns if table.name not in WITHOUT else ():
            text = isinstance(column.type, String) and not column.primary_key
            long = (column.type.length or 999) > 40 and column.type.length != 64 if text else False
            if column.name in SHORT.get(table.name, ()) or (long and column.name not in OURS.get(table.name, ())):
                yield table, column


def talk() -> Iterator[tuple[Any, Any]]:
    """Every column whose JSON holds people's words among ours."""
    for table in Record.metadata.sorted_tables:
        for column in table.columns if table.name not in WITHOUT else ():
            if isinstance(column.type, JSON):
                yield table, column


def spoilt(told: Any) -> Any:
    """The same with markup in the place of every text that is no code of ours."""
    if isinstance(told, str):
        return told if told.isascii() else HOSTILE
    if isinstance(told, list):
        return [spoilt(one) for one in told]
    return {name: spoilt(one) for name, one in told.items()} if isinstance(told, dict) else told


@pytest.fixture(scope="module")
def poisoned(databases) -> Iterator[World]:
    """The world, with every word in it replaced."""
    with databases.fresh() as url:
        database, undone = Database(url), Undone(url)
        world = build(database, undone)
        disarm(database)
        with database.writing() as db:
            for table, column in words():
                text = HOSTILE[: column.type.length]
                db.execute(table.update().where(column.is_not(None)).values({column.name: text}))
            for table, column in talk():
                for row in db.execute(select(table).where(column.is_not(None))).mappings().all():
                    same = and_(*(one == row[one.name] for one in table.primary_key))
                    db.execute(table.update().where(same).values({column.name: spoilt(row[column.name])}))
            for row in db.execute(select(BODIES)).mappings().all():
                told = {name: HOSTILE if isinstance(one, str) else one for name, one in json.loads(row["text"]).items()}
                mine = (BODIES.c.noun == row["noun"]) & (BODIES.c.subject_id == row["subject_id"])
                db.execute(BODIES.update().where(mine, BODIES.c.seq == row["seq"]).values(text=json.dumps(told)))
        yield world
        undone.close()
        database.close()


WORDLESS = {
    "POST /logout", "POST /audit/issues/<int:id>/note", "POST /process/export", "POST /me/codes",
    "POST /me/codes/drop", "POST /me/logins/end", "POST /notices/read", "POST /admin/deliveries/resend",
    "POST /exports/<ledger>", "POST /exports/jobs/<int:id>/discard", "POST /imports/<int:id>/columns",
    "POST /imports/<int:id>/start", "POST /imports/<int:id>/discard", "POST /views/<int:id>/drop",
    "POST /admin/jobs/retry", "GET /admin", "GET /exports/jobs/<int:id>/file", "GET /issues/<int:id>/pack",
    "GET /postings/<int:id>/photos/<photo>",
}  # fmt: skip
"""They lead on to a page that is tried, or are a file."""
ELSEWHERE = {
    "GET /posters/<int:id>", "GET /notices/<int:id>", "GET /exports/jobs/<int:id>", "GET /imports/<int:id>",
    "GET /admin/posts/<int:id>", "GET /admin/posts/<int:id>/replace", "POST /admin/posts/<int:id>/replace",
    "GET /admin/posts/<int:id>/<step>", "POST /admin/posts/<int:id>/<step>", "GET /mandates/<int:id>/<step>",
    "POST /mandates/<int:id>/<step>",
}  # fmt: skip
"""Of these the rows name a subject that is not there, so that nobody is shown a page of it here."""
PAGES = [
    key
    for key, row in ROWS.items()
    if isinstance(row, Officers | Only | Begins | Shows | Takes) and API not in key and key not in WORDLESS | ELSEWHERE
]


def shown(world: World, key: str, method: str, rule: Rule) -> list[Ask]:
    """Who is shown something there."""
    return [ask for ask in ROWS[key].asks(world, method, rule.rule, every=False) if ask.expected & {200, 422}]


@pytest.mark.slow
@pytest.mark.parametrize("key", PAGES)
def test_no_page_runs_what_somebody_wrote(poisoned, key):
    method, rule, fixed = next(tuple(found) for name, *found in addresses(poisoned.app) if name == key)
    build_url = poisoned.app.url_map.bind("localhost")
    asks = shown(poisoned, key, method, rule)
    assert asks, "nobody is shown anything there: name it above"
    for ask in asks[:: max(1, len(asks) // 60)]:
        values = {name: value for name, value in {**ask.values, **fixed}.items() if name in rule.arguments}
        said = poisoned.ask(ask.who, method, build_url.build(rule.endpoint, values, method=method))
        if said.mimetype == "text/html":
            assert Reader(said.text).ran == [], (key, ask.who.name)


def test_what_is_not_tried_shows_nobody_anything(world):
    untried = {key: place for key, *place in addresses(world.app) if key in WORDLESS | ELSEWHERE}
    assert untried.keys() == WORDLESS | ELSEWHERE
    assert [key for key, (method, rule, _fixed) in untried.items() if shown(world, key, method, rule)] == []


def test_the_words_are_on_the_pages_at_all(poisoned):
    """Else nothing was tried: the markup stands there as text."""
    pages = {"/issues": "secretary", f"/issues/{poisoned.ids['own']}": "secretary", "/receptions": "street"}
    pages |= {f"/meetings/{poisoned.ids['meeting_signed']}": "secretary", "/assignments": "unit"}
    for path, name in pages.items():
        assert "&lt;script&gt;" in poisoned.ask(OFFICERS[name], "GET", path).text, path
    follow = poisoned.ask(REPORTER, "GET", "/follow").text
    assert "&lt;script&gt;" in follow
    assert Reader(follow).ran == []
    assert Reader(HOSTILE).ran, "the markup itself would run"
    assert len(list(words())) > 20
