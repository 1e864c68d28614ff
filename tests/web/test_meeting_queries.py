"""48 meetings and 3,000 issues cost a page no more queries than one of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, insert, literal, select

from tests.meetings.conftest import Meetings
from tests.site import Browser, Site
from workflow.issues import Issue
from workflow.kernel.db import bare
from workflow.meetings import AgendaItem, Meeting

ISSUES, MEETINGS, ITEMS = bare(Issue), bare(Meeting), bare(AgendaItem)
MANY = {"issues": 3000, "meetings": 48}


@contextmanager
def counting(site: Site) -> Iterator[list[str]]:
    asked: list[str] = []

    def one(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    event.listen(site.office.database.engine, "before_cursor_execute", one)
    yield asked
    event.remove(site.office.database.engine, "before_cursor_execute", one)


def copies(site: Site, table, like: int, n: int, **changed) -> None:
    """Rows like this one, as many as there would be after years."""
    with site.office.database.writing() as db:
        first = db.execute(select(func.max(table.c.id))).scalar_one() + 1
        row = dict(db.execute(select(table).where(table.c.id == like)).mappings().one())
        rows = [row | {"id": id} | {name: make(id) for name, make in changed.items()} for id in range(first, first + n)]
        db.execute(insert(table), rows)
        assert db.execute(select(literal(1))).scalar_one() == 1


class Desk:
    """The secretary's pages of a branch with a draft and a meeting in session."""

    def __init__(self, site: Site) -> None:
        site.matters.__class__ = Meetings
        self.site, hands = site, site.matters
        issues = [hands.drain() for _ in range(4)]
        self.waiting = hands.drain()
        self.session, _item = hands.in_session(issues[0])
        self.draft = hands.plan(on="2026-12-10")
        self.browser: Browser = site.browser("secretary")
        self.browser.get("/meetings")  # what is worked out once is worked out

    def pages(self) -> dict[str, str]:
        return {
            "list": "/meetings",
            "year": "/meetings/year",
            "pool": f"/meetings/{self.draft.id}",
            "session": f"/meetings/{self.session.id}",
            "wall": f"/meetings/{self.session.id}/screen",
        }

    def cost(self) -> dict[str, int]:
        told = {}
        for name, path in self.pages().items():
            with counting(self.site) as asked:
                assert self.browser.get(path).status_code == 200
            told[name] = len(asked)
        return told

    def grow(self) -> None:
        copies(self.site, ISSUES, self.waiting.id, MANY["issues"], number=lambda n: f"A1-26-{n:05d}")
        copies(self.site, MEETINGS, self.draft.id, MANY["meetings"])
        item, other = self.site.matters.items(self.session)[0], self.waiting.id
        settled = {"state": lambda n: "dropped", "issue_id": lambda n: other, "position": lambda n: n + 50}
        copies(self.site, ITEMS, item.id, 40, **settled)


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site)


def test_pool_list_session_and_wall_stay_at_a_constant_number_of_queries(desk: Desk) -> None:
    few = desk.cost()
    desk.grow()
    assert desk.cost() == few
    assert max(few.values()) <= 40, few
