"""The schema as it ships: one revision after another, each of which goes both ways on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, inspect

from workflow.kernel.db import Database
from workflow.kernel.settings import BadSettings

ALONE = 0x1A2B  # of a PostgreSQL advisory lock: two servers that start at once migrate one after the other


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database up to a revision; all of it or nothing.

    Raises: BadSettings where it is further already than this product knows.
    """
    with _alone(url) as connection:
        require_known(MigrationContext.configure(connection).get_current_revision())
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take a database back to a revision (`base`: to nothing)."""
    with _alone(url) as connection:
        command.downgrade(_config(connection), revision)


def current(url: str) -> str | None:
    """The revision a database is at, None where it has no schema yet."""
    database = Database(url)
    try:
        with database.reading() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        database.close()


@cache
def head() -> str:
    """The newest revision there is."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None
    return newest


def known() -> set[str]:
    """Every revision this product can bring up to date."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def require_known(revision: str | None) -> None:
    """Raises: BadSettings where a later version of the product has been at the database."""
    if revision and revision not in known():
        raise BadSettings(f"数据库的结构是 {revision[:40]}，比本版本的 {head()} 新：请换用更新的版本")


def is_empty(url: str) -> bool:
    """Whether a database holds no table at all."""
    database = Database(url)
    try:
        with database.reading() as connection:
            return not inspect(connection).get_table_names()
    finally:
        database.close()


def draft(url: str, message: str, number: str) -> None:
    """Write a revision with what the models have and this database, brought to the head, has not."""
    with _alone(url) as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "workflow:migrations")
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """The one transaction all revisions run in, with nobody else migrating meanwhile."""
    database = Database(url)
    if database.is_sqlite:
        event.listen(database.engine, "connect", _loosen)
    try:
        with database.writing() as connection:
            if not database.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ALONE})")
            yield connection
            if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise ValueError(f"the migration leaves rows that refer to nothing: {broken[:5]}")
    finally:
        database.close()


def _loosen(connection: Any, _record: Any) -> None:
    """SQLite changes a table by building it anew, which foreign keys would not allow; they are checked at the end."""
    connection.execute("PRAGMA foreign_keys=OFF").close()
