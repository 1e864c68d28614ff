"""The index of search is made from the texts there are, and made again."""

from __future__ import annotations

from sqlalchemy import text

from tests.migrations.rows import tables
from workflow.issues.queries import Filter
from workflow.issues.queries import issues as issues_found
from workflow.issues.search import forget, remember
from workflow.kernel.clock import utc_now
from workflow.kernel.db import Database
from workflow.kernel.policy import Actor
from workflow.migrations import downgrade, upgrade


def test_the_index_of_search_is_built_from_the_rows_there_are_and_comes_again(filled):
    database = Database(filled)
    try:
        downgrade(filled, "0022")
        assert "issue_grams" not in tables(filled)
        upgrade(filled)
        for typed in ("路灯", "26-0001", "荔枝路", "lzl", "亮"):
            with database.reading() as db:
                found = issues_found(db, Actor.clock(1), Filter(q=typed), utc_now(), 5)
            assert [row.id for row in found] == [1], typed
    finally:
        database.close()


def kept_pairs(url):
    """What each pair of the index begins with, and how many there are; SQLite's does not tell."""
    database = Database(url)
    with database.reading() as db:
        told = "SELECT unnest(tsvector_to_array(grams)) FROM issue_grams"
        pairs = [] if database.is_sqlite else db.execute(text(told)).scalars().all()
    database.close()
    return {pair.rpartition("y")[0] for pair in pairs}, len(pairs)


def test_pairs_are_kept_with_their_stretch_and_without_it_again(filled):
    downgrade(filled, "0022")
    upgrade(filled)
    here, many = kept_pairs(filled)
    downgrade(filled, "0041")
    before = kept_pairs(filled)
    upgrade(filled)
    assert kept_pairs(filled) == (here, many)
    assert (here, before) in [({"0"}, ({""}, many)), (set(), (set(), 0))]
    database = Database(filled)
    with database.writing() as db:
        forget(db, 1)
        remember(db, db.execute(text("SELECT * FROM issues WHERE id = 1")).one())
        assert [row.id for row in issues_found(db, Actor.clock(1), Filter(q="路灯"), utc_now(), 5)] == [1]
    database.close()
    assert kept_pairs(filled) == (here, many)
