"""A server's three roles on one database: the owner, the application's and the auditor's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.exc import DBAPIError

from tests.databases import APP, AUDITOR, KIND, Postgresql, Sqlite, seen_by
from workflow.kernel.db import Database
from workflow.migrations.roles import grant

collect_ignore = (
    []
    if KIND == "postgresql"
    else ["test_app.py", "test_auditor.py", "test_granting.py", "test_server.py", "test_verifying.py"]
)
"""SQLite has no roles: what it has instead is looked at in test_rights.py."""

NOT_ALLOWED = "42501"


@pytest.fixture(scope="module")
def shared(databases: Sqlite | Postgresql) -> Iterator[Database]:
    """The owner's, with the grants on the database itself; nothing stays in it, for every try is taken back."""
    with databases.fresh() as url:
        yield (opened := granted(url))
        opened.close()


def granted(url: str) -> Database:
    """The owner's connection to a database where both roles have just been given their rights."""
    owner = Database(url)
    with owner.writing() as db:
        grant(db, APP, AUDITOR)
    return owner


def tried(database: Database, statement: str) -> str:
    """Run a statement and take it back: PostgreSQL's code for what it refused, empty where it did not."""
    try:
        with database.engine.connect() as db:
            db.exec_driver_sql(statement)
    except DBAPIError as error:
        return str(getattr(error.orig, "sqlstate", error))
    return ""


@pytest.fixture(scope="module")
def app(shared: Database) -> Iterator[Callable[[str], str]]:
    """A statement by the application's role."""
    yield from _as(APP, shared)


@pytest.fixture(scope="module")
def auditor(shared: Database) -> Iterator[Callable[[str], str]]:
    """A statement by the auditor's role."""
    yield from _as(AUDITOR, shared)


def _as(role: str, owner: Database) -> Iterator[Callable[[str], str]]:
    opened = Database(seen_by(role, owner.url.render_as_string(hide_password=False)))
    yield lambda statement: tried(opened, statement)
    opened.close()
