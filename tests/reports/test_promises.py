"""Kept promises are reckoned from the clocks: each once, in the quarter of its end, and silence is no praise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests.matters import Matters
from tests.site import Site
from workflow.kernel.db import Database
from workflow.reports.promises import Quarter, Share, promises

Q4 = Quarter(2026, 4)


@pytest.fixture
def matters(database: Database, peopled: None) -> Matters:
    return Matters(database)


def line(m: Matters, org: str, quarter: Quarter = Q4, whole: bool = True):
    with m.office.database.reading() as db:
        lines = promises(db, 1, quarter, m.watch.now + timedelta(minutes=1))
    return next(one for one in lines if one.org == m.street.orgs[org] and one.whole == whole)


def test_five_of_five(matters: Matters) -> None:
    for _ in range(5):
        matters.reach("closed")
    found = line(matters, "a1")
    assert found.shares == {name: Share(5, 5) for name in ("accepted", "answered", "solved", "satisfied")}
    assert line(matters, "street").shares["answered"] == Share(5, 5)


def test_four_are_hidden_and_so_is_every_total_of_them(matters: Matters) -> None:
    for _ in range(4):
        matters.reach("closed")
    for org in ("a1", "a", "street"):
        assert set(line(matters, org).shares.values()) == {None}


def test_a_day_that_passed_without_an_answer_is_a_promise_not_kept(matters: Matters) -> None:
    for _ in range(5):
        matters.reach("closed")
    matters.register()
    matters.watch.forward(days=10)
    assert line(matters, "a1").shares["accepted"] == Share(5, 6)


def test_what_has_not_come_to_its_end_does_not_count(matters: Matters) -> None:
    for _ in range(5):
        matters.reach("closed")
    matters.register()
    assert line(matters, "a1").shares["accepted"] == Share(5, 5)


def test_silence_is_not_rated(matters: Matters) -> None:
    for _ in range(5):
        matters.reach("closed")
    for _ in range(6):
        matters.take(matters.clock(), matters.reach("replied"), "lapse")
    found = line(matters, "a1")
    assert found.shares["solved"] == Share(5, 5)
    assert found.unrated == 6


def test_matters_about_staff_restricted_and_withdrawn_ones_count_nowhere(matters: Matters) -> None:
    for _ in range(5):
        matters.reach("closed")
    restricted = matters.reach("replied")
    matters.take("secretary", restricted, "restrict", reason="涉及个人")
    matters.reach("withdrawn")
    assert line(matters, "a1").shares["answered"] == Share(5, 5)
    assert line(matters, "a1").shares["accepted"] == Share(5, 5)


def test_it_counts_in_its_own_quarter_only(matters: Matters) -> None:
    for _ in range(5):
        matters.reach("closed")
    assert line(matters, "a1", Q4.before).shares["answered"] == Share(0, 0)
    matters.watch.forward(days=60)
    assert line(matters, "a1", Q4.after).shares["answered"] == Share(0, 0)
    assert line(matters, "a1").shares["answered"] == Share(5, 5)


def test_quarters_follow_each_other_without_a_gap() -> None:
    assert Quarter.of(date(2026, 12, 31)).after == Quarter.of(date(2027, 1, 1))
    assert Quarter.of(date(2026, 1, 1)).before == Quarter.of(date(2025, 12, 31))


@pytest.mark.parametrize("query", ["", "?quarter=2026Q4", "?quarter=2099Q4", "?quarter=2026Q9", "?quarter=%00"])
def test_the_page_says_n_and_how_it_is_reckoned(database: Database, query: str) -> None:
    site = Site(database)
    for _ in range(6):
        site.matters.reach("closed")
    page = site.browser().get(f"/board/promises{query}").text
    assert "6 / 6" in page
    assert "暂无" in page
    assert "怎么算的" in page


def test_the_number_of_queries_does_not_grow_with_the_matters(matters: Matters) -> None:
    def queries() -> int:
        asked: list[str] = []

        def listen(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
            asked.append(statement)

        engine = matters.office.database.engine
        event.listen(engine, "before_cursor_execute", listen)
        line(matters, "a1")
        event.remove(engine, "before_cursor_execute", listen)
        return len(asked)

    matters.reach("closed")
    few = queries()
    for _ in range(6):
        matters.reach("closed")
    assert queries() == few
