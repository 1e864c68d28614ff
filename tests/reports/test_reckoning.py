"""Promises of a large street are counted once a day: what is kept is what counting finds, and says of when it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.matters import Matters
from tests.site import Site
from workflow.kernel.clock import local
from workflow.kernel.db import Database
from workflow.kernel.jobs import JOBS
from workflow.reports import reckoning
from workflow.reports.promises import COUNTS, Quarter, as_of, promises, reckoned

Q4 = Quarter(2026, 4)


@pytest.fixture
def matters(database: Database, peopled: None) -> Matters:
    return Matters(database)


def told(m: Matters, later: timedelta = timedelta()):
    with m.office.database.reading() as db:
        return promises(db, 1, Q4, m.watch.now + later)


def test_what_is_kept_is_what_counting_finds(matters: Matters) -> None:
    for state in ("closed", "closed", "replied", "withdrawn", "executing", "objected"):
        matters.reach(state)
    matters.watch.forward(days=20)
    counted = told(matters)
    JOBS[reckoning.JOB].work(matters.office, {"street": 1, "year": 2026, "number": 4})
    with matters.office.database.reading() as db:
        assert as_of(db, 1, Q4, matters.watch.now) == matters.watch.now
        assert sum(len(found) for found in reckoned(db, Q4, matters.watch.now)[0].values()) > 0
    assert told(matters) == counted


def test_it_stays_as_it_was_counted_until_it_is_too_old(matters: Matters) -> None:
    for _ in range(5):
        matters.reach("closed")
    reckoning.keep(matters.office, 1, Q4)
    before = told(matters)
    for _ in range(5):
        matters.reach("closed")
    assert told(matters) == before
    assert told(matters, timedelta(days=3)) != before


def test_counting_again_takes_the_place_of_what_was_counted(matters: Matters) -> None:
    matters.reach("closed")
    for _ in range(2):
        reckoning.keep(matters.office, 1, Q4)
    with matters.office.database.reading() as db:
        many = db.execute(select(func.count()).select_from(COUNTS).where(COUNTS.c.measure == "answered")).scalar_one()
    assert many == 1


def test_a_small_street_counts_for_each_reader(matters: Matters) -> None:
    matters.reach("closed")
    reckoning.keep(matters.office, 1, Q4)
    reckoning.ask(matters.office)
    with matters.office.database.reading() as db:
        assert as_of(db, 1, Q4, matters.watch.now) is None


def test_a_large_street_is_asked_for_once_a_day(matters: Matters, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(reckoning, "enqueue", lambda _db, _name, _payload, *, key: asked.append(key))
    monkeypatch.setattr(reckoning, "LARGE", 1)
    matters.reach("closed")
    reckoning.ask(matters.office)
    assert asked == [f"1-2026Q{n}-{local(matters.watch.now).date()}" for n in (4, 3, 2, 1)] + [
        f"1-2025Q4-{local(matters.watch.now).date()}"
    ]


def test_the_page_says_of_when_its_numbers_are(database: Database, peopled: None) -> None:
    site = Site(database)
    site.matters.reach("closed")
    visitor = site.browser()
    assert "数字到现在为止" in visitor.get("/board/promises").text
    reckoning.keep(site.office, 1, Q4)
    assert "每天统计一次，数字截至" in visitor.get("/board/promises").text
