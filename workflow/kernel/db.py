"""The database: one engine, fair turns for writers, and the only place in the product that commits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    Update,
    bindparam,
    create_engine,
    event,
    insert,
    inspect,
    literal_column,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, configure_mappers

from workflow.kernel.postgresql import still_there
from workflow.kernel.sqlite import PATIENCE, Turns, driver, prepare

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(DeclarativeBase):
    """A table of ours, as facts without verbs."""

    metadata = MetaData(naming_convention=NAMES)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite would give it back naive and change every digest made of it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _from_text(text: str | None) -> datetime | None:
    """What SQLite keeps of an instant, read in one go: pages and ledgers read very many. By hand UTC may be named."""
    return None if text is None else datetime.fromisoformat(text if "+" in text else text + "+00:00")


POOL: dict[str, Any] = {"max_overflow": 16, "pool_reset_on_return": None}
"""Every transaction is ended by `reading` or `writing`: the pool need not end it again."""

Word = String(40)
"""A state, a role, a kind: short, from a list kept in code, so that a new one needs no migration."""


class Database:
    """One database by its URL: `reading()` for pages, `writing()` for the desk."""

    def __init__(self, url: str, pool_size: int = 16) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._sqlite(pool_size) if self.is_sqlite else self._postgresql(pool_size)
        self._readers = self.engine if self.is_sqlite else self.engine.execution_options(postgresql_readonly=True)
        self._local = threading.local()

    def _sqlite(self, pool_size: int) -> Engine:
        path = Path(self.url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._turns: Turns | None = Turns(path)
        engine = create_engine(self.url, module=driver(), pool_size=pool_size, **POOL)
        event.listen(engine, "connect", prepare)
        return engine

    def _postgresql(self, pool_size: int) -> Engine:
        self._turns = None
        engine = create_engine(self.url.set(drivername="postgresql+psycopg"), pool_size=pool_size, **POOL)
        event.listen(engine, "connect", as_written)
        event.listen(engine, "checkout", still_there)
        return engine

    def _turn(self) -> AbstractContextManager[Any]:
        """A fair turn before BEGIN IMMEDIATE: SQLite's own waiting is not fair (0.8 s against 0.09 s at 8 writers)."""
        return self._turns() if self._turns else nullcontext()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits at the end or leaves no trace."""
        with self._turn(), self.engine.connect() as connection:  # closing takes back what was not committed
            if self.is_sqlite:
                _begin(connection, "BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view for a page; nothing can be written through it to any effect.

        PostgreSQL refuses to write in it, so it may end as one that went well: after one that is taken back its driver
        forgets each statement it has had planned, and the next page waits for all to be planned anew.
        """
        with self._readers.connect() as connection:
            if self.is_sqlite:
                _begin(connection, "BEGIN")
            yield connection
            if not self.is_sqlite:
                connection.commit()

    def settle(self) -> bool:
        """Take what was written into the file itself and empty the log beside it; False while others read the old."""
        if not self.is_sqlite:
            return True
        with self._turn(), self.engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA busy_timeout=100")  # writers wait for us meanwhile: whoever reads is not waited for
            told = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        return bool(told is None or told[0] == 0)

    def scrub(self) -> bool:
        """Write every table anew, so that nothing of a row that is gone stays in a page; when few are at work."""
        if self.is_sqlite:
            with self._turn(), self.engine.connect() as connection:
                connection.connection.cursor().execute("VACUUM")
            return self.settle()
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (FULL, ANALYZE)")
        return True

    def close(self) -> None:
        self.engine.dispose()
        if self._turns:
            self._turns.close()


def as_written(connection: Any, _record: Any) -> None:
    """Statements are run as they stand: compiling one first takes longer than any of ours runs."""
    connection.execute("SET jit = off")
    connection.commit()


def _begin(connection: Connection, how: str) -> None:
    """Begin a transaction of SQLite's, which its driver leaves to us."""
    connection.begin()
    connection.connection.cursor().execute(how)


M = TypeVar("M", bound=Record)


def bare(model: type[Record]) -> Table:
    """The table behind a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def plain(model: type[M], row: Sequence[Any]) -> M:
    """A row of all columns as a mapped object, made as the ORM makes it when it loads: nothing counts as changed."""
    record: M = _maker(model)()
    vars(record).update(zip(bare(model).columns.keys(), row, strict=True))
    return record


@lru_cache(maxsize=256)
def _maker(model: type[M]) -> Callable[[], M]:
    configure_mappers()
    maker: Any = inspect(model).class_manager.new_instance
    return cast("Callable[[], M]", maker)


def at_most(n: int) -> ColumnElement[int]:
    """A LIMIT written out: where it is a bound value, SQLite plans the statement anew with each run."""
    return literal_column(str(int(n)), Integer)


def fetch(db: Connection, model: type[M], *where: Any, order: Any = None, limit: int | None = None) -> list[M]:
    """Rows as plain mapped objects that no session follows: facts to read, not a second way to write."""
    statement = select(bare(model)).where(*where)
    if order is not None:
        statement = statement.order_by(*order if isinstance(order, tuple) else (order,))
    if limit is not None:
        statement = statement.limit(at_most(limit))
    return [plain(model, row) for row in db.execute(statement)]


def fetch_one(db: Connection, model: type[M], *where: Any) -> M | None:
    """The first row, or nothing."""
    found = fetch(db, model, *where, limit=1)
    return found[0] if found else None


@lru_cache(maxsize=256)
def insert_into(table: Table) -> Insert:
    """An INSERT compiled once per table; SQLAlchemy caches it by the columns given."""
    return insert(table)


@lru_cache(maxsize=1024)
def update_of(table: Table, columns: frozenset[str]) -> Update:
    """An UPDATE by primary key of just these columns, compiled once per set of columns."""
    keys: dict[str, BindParameter[Any]] = {c.name: bindparam("key_" + c.name) for c in table.primary_key}
    return (
        update(table)
        .where(*(table.c[name] == key for name, key in keys.items()))
        .values({name: bindparam(name) for name in columns})
    )
