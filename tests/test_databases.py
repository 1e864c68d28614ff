"""The databases that tests get must be as separate as the tests believe."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.conftest import signs
from tests.databases import KIND, Postgresql, Sqlite
from tests.home import make_home
from workflow.kernel.db import Database


def run(url: str, sql: str) -> list[int]:
    """One statement on one connection; the first column, if it has one."""
    driver = "sqlite" if KIND == "sqlite" else "postgresql+psycopg"
    engine = create_engine(url.replace(KIND, driver, 1), poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(sql))
        return list(result.scalars()) if result.returns_rows else []


@pytest.fixture
def built() -> list[str]:
    """The URLs that the schema below was built on."""
    return []


@pytest.fixture
def source(tmp_path: Path, databases: Sqlite | Postgresql, built: list[str]) -> Sqlite | Postgresql:
    """A source of its own on the session's server, with a schema of one table."""

    def schema(url: str) -> None:
        built.append(url)
        run(url, "CREATE TABLE swans (number INTEGER)")

    return databases.another(tmp_path, schema)


def test_a_fresh_database_has_the_schema_and_no_rows(source):
    with source.fresh() as url:
        assert run(url, "SELECT number FROM swans") == []


def test_what_one_test_writes_no_other_sees(source):
    with source.fresh() as first, source.fresh() as second:
        run(first, "INSERT INTO swans VALUES (1)")
        assert run(first, "SELECT number FROM swans") == [1]
        assert run(second, "SELECT number FROM swans") == []


def test_the_schema_is_built_once_for_all_workers(source, built, tmp_path):
    other = source.another(tmp_path, source.schema)
    for each in (source, other, source):
        with each.fresh():
            pass
    assert len(built) == 1


def test_a_schema_that_failed_is_built_again(source, monkeypatch):
    schema = source.schema

    def broken(url):
        schema(url)
        raise ValueError

    monkeypatch.setattr(source, "schema", broken)
    with pytest.raises(ValueError), source.fresh():  # noqa: PT011
        pass
    monkeypatch.undo()
    with source.fresh() as url:
        assert run(url, "SELECT number FROM swans") == []


def test_a_bare_database_has_no_table(source):
    catalog = "sqlite_master" if KIND == "sqlite" else "pg_stat_user_tables"
    with source.fresh(bare=True) as url:
        assert run(url, f"SELECT count(*) FROM {catalog}") == [0]


def test_a_database_is_gone_after_its_test_even_when_the_test_left_it_open(source):
    with source.fresh() as url:
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        engine.connect().close()
    engine.dispose()
    if KIND == "sqlite":
        assert not Path(url.removeprefix("sqlite:///")).parent.exists()
    else:
        name = url.partition("@/")[2].partition("?")[0]
        left = source.server.admin.execute("SELECT datname FROM pg_database WHERE datname = %s", [name])
        assert left.fetchall() == []


CHANGES = (
    "INSERT INTO swans VALUES (3, 30)",
    "UPDATE swans SET weight = 11 WHERE number = 1",
    "DELETE FROM swans WHERE number = 1",
    "DELETE FROM swans",
    "INSERT INTO geese (weight) VALUES (5)",
    "ALTER TABLE swans ADD COLUMN name TEXT",
    "CREATE TABLE ducks (number INTEGER)",
    "CREATE INDEX heavy ON swans (weight)",
    "DROP TABLE geese",
)
BEHIND = ("ALTER TABLE geese ALTER weight SET DEFAULT 3", "GRANT SELECT ON swans TO PUBLIC", "CREATE SCHEMA pond")
BIRDS = """CREATE TABLE swans (number INTEGER PRIMARY KEY, weight INTEGER); INSERT INTO swans VALUES (1, 10), (2, 20);
CREATE TABLE geese (number {serial} PRIMARY KEY, weight INTEGER)"""


@pytest.fixture
def birds(tmp_path: Path, databases: Sqlite | Postgresql) -> Sqlite | Postgresql:
    """A source whose new databases hold two rows."""
    words = BIRDS.format(serial="INTEGER" if KIND == "sqlite" else "SERIAL")

    def schema(url: str) -> None:
        for statement in words.split(";"):
            run(url, statement)

    return databases.another(tmp_path, schema)


def seen(url: str) -> tuple[list[int], ...]:
    """All that is to be found there, and the number that the next goose gets."""
    catalog = "sqlite_master" if KIND == "sqlite" else "pg_class"
    run(url, "INSERT INTO geese (weight) VALUES (7)")
    asked = ("SELECT number FROM swans", "SELECT weight FROM swans", "SELECT number FROM geese")
    return tuple(run(url, words) for words in (*asked, f"SELECT count(*) FROM {catalog}"))


@pytest.mark.parametrize("change", CHANGES)
def test_the_next_test_finds_everything_as_it_was_new(birds, change):
    with birds.fresh() as url:
        new = seen(url)
    for _ in range(2):
        with birds.fresh() as url:
            run(url, change)
        with birds.fresh() as url:
            assert seen(url) == new


@pytest.mark.parametrize("change", [*CHANGES, *BEHIND])
def test_a_database_is_given_on_while_only_rows_were_changed(birds, change):
    """What this protects against is planted: a table, a trigger or a right that a test changed stays with it."""
    if KIND == "sqlite":
        change = CHANGES[0]  # it gives none on
    with birds.fresh() as first, closing(Database(first)) as database, database.writing() as db:
        db.exec_driver_sql(change)
    with birds.fresh() as second:
        given_on = KIND == "postgresql" and change.startswith(("INSERT", "UPDATE", "DELETE"))
        assert (first == second) == given_on


def test_whatever_asks_for_a_database_runs_on_both(request, database_url):
    marked = {item for item in request.session.items if item.get_closest_marker("database")}
    asking = {item for item in request.session.items if "databases" in getattr(item, "fixturenames", ())}
    assert request.node in asking
    assert asking <= marked
    assert "tests.databases" in signs(Path(__file__))
    assert not signs(Path(__file__).with_name("words.py"))


def test_what_may_differ_is_asked_of_both_at_once(request, database_url):
    marked = [item for item in request.session.items if item.get_closest_marker("differs")]
    assert request.node in marked
    assert all(item.get_closest_marker("database") for item in marked)


def test_a_session_sweeps_what_a_killed_one_left_and_nothing_else(tmp_path):
    killed, lock = make_home(tmp_path)
    lock.close()  # as the system does when a process ends, however it ends
    alive, mine = make_home(tmp_path)
    home, its = make_home(tmp_path)
    assert killed not in tmp_path.iterdir()
    assert sorted(tmp_path.iterdir()) == sorted([alive, home])
    mine.close()
    its.close()
