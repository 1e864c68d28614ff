"""After erasure and the documented maintenance no mark is in any byte of the files, nor in a dump of all tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.privacy.stories import ALL, ANSWER, asked, closed, granted
from tests.privacy.traces import in_files, in_rows
from workflow.privacy import retention, upkeep


def folder_of(matters) -> Path:
    """Where the database keeps its files: the data folder, or the server's folder of this one database."""
    database = matters.office.database
    if database.is_sqlite:
        return Path(database.url.database).parent
    with database.reading() as db:
        place = db.execute(text("SELECT current_setting('data_directory'), oid FROM pg_database "
                                "WHERE datname = current_database()")).one()  # fmt: skip
    return Path(place[0]) / "base" / str(place[1])


def flushed(matters) -> None:
    """What the server holds in memory is written, as at any time it might be."""
    if not matters.office.database.is_sqlite:
        with matters.office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))


def marks(matters) -> set[str]:
    flushed(matters)
    found = in_files(folder_of(matters), ALL) | in_rows(matters.office.database, ALL)
    return {word for _place, word in found}


@pytest.mark.parametrize("how", ["by request", "by time"])
def test_no_byte_tells_of_it(matters, how):
    issue = closed(matters)
    assert len(marks(matters)) > 10
    if how == "by request":
        granted(matters, asked(matters, issue))
    else:
        matters.take(matters.clock(), issue, "archive")
        matters.watch.forward(days=1200)
        retention.run(matters.office)
    assert upkeep.scrub(matters.office)
    assert marks(matters) == set()
    assert in_rows(matters.office.database, [ANSWER]) != set() or how == "by time"


def test_a_table_somebody_forgot_is_found(matters):
    """The planted fault: without it the test above could pass by looking nowhere."""
    with matters.office.database.writing() as db:
        db.execute(text("CREATE TABLE forgotten (words TEXT)"))
        db.execute(text("INSERT INTO forgotten VALUES (:words)"), {"words": f"抄下来的 {ALL[0]}"})
    granted(matters, asked(matters, closed(matters)))
    assert upkeep.scrub(matters.office)
    assert in_rows(matters.office.database, ALL) == {("forgotten", ALL[0])}
    assert marks(matters) == {ALL[0]}


def test_a_reader_who_looks_at_the_old_is_waited_for(matters):
    granted(matters, asked(matters, closed(matters)))
    if not matters.office.database.is_sqlite:
        assert upkeep.scrub(matters.office)
        return
    with matters.office.database.reading() as db:
        db.execute(text("SELECT count(*) FROM issues")).all()
        assert not matters.office.database.settle()
    assert matters.office.database.settle()
