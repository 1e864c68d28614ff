"""The databases that tests get must be as separate as the tests believe."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.databases import KIND, Postgresql, Sqlite
from tests.home import make_home


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


def test_a_session_sweeps_what_a_killed_one_left_and_nothing_else(tmp_path):
    killed, lock = make_home(tmp_path)
    lock.close()  # as the system does when a process ends, however it ends
    alive, mine = make_home(tmp_path)
    home, its = make_home(tmp_path)
    assert killed not in tmp_path.iterdir()
    assert sorted(tmp_path.iterdir()) == sorted([alive, home])
    mine.close()
    its.close()
