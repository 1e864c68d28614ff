"""Statements of the hot path: written in SQLAlchemy Core, compiled once, then handed to the driver as they are.

Executing through SQLAlchemy wraps parameters, cursor and rows anew each time, which costs more than the driver itself.
Here values are bound and read by the same types; errors and listeners of the engine are the same as well.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, TextClause, literal_column
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]
Process = Callable[[Any], Any]


class Prepared:
    """One statement as one dialect wants it: its text, how values are bound, how rows are read."""

    def __init__(self, statement: Any, dialect: Dialect, columns: tuple[str, ...] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        if compiled.insert_prefetch or compiled.update_prefetch or compiled.post_compile_params:
            raise ValueError("a prepared statement takes each value from outside, and no list")
        self.text, self.order = compiled.string, compiled.positiontup
        self.known: dict[str, Any] = {}
        binders: dict[str, Process] = {}  # one value may stand in several places
        for bound, name in compiled.bind_names.items():
            process = bound.type.dialect_impl(dialect).bind_processor(dialect)
            if not bound.required:
                self.known[name] = process(bound.value) if process else bound.value
            elif process:
                binders[name] = process
        self.binders, self.names = tuple(binders.items()), frozenset(compiled.bind_names.values())
        told = () if isinstance(statement, TextClause) else statement.exported_columns
        columns_read = list(told)  # of a SELECT, or after RETURNING
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns_read]
        self.readers = [(place, process) for place, process in enumerate(readers) if process]
        self.make = _row(tuple(column.key for column in columns_read))

    def bind(self, given: Values) -> Any:
        """The values as the driver takes them."""
        values = {**self.known, **given}
        for name, process in self.binders:
            values[name] = process(values[name])
        if self.order is None:
            return {name: values[name] for name in self.names}
        return [values[name] for name in self.order]

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """Rows of the driver with values in their own types, by name and by place; read a column at a time."""
        if not self.readers or not rows:
            return list(map(self.make, rows))
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
        for place, process in self.readers:
            columns[place] = map(process, columns[place])
        return list(map(self.make, zip(*columns, strict=True)))


def _row(names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    kind: Any = namedtuple  # the checker wants names it can read here
    make: Callable[[Sequence[Any]], Any] = kind("Row", names)._make
    return make


@lru_cache(maxsize=4096)
def prepared(statement: Executable, dialect: Dialect, columns: tuple[str, ...] | None) -> Prepared:
    """Compiled once; statements are known by identity, so make them once as well."""
    return Prepared(statement, dialect, columns)


def fixed(values: Iterable[Any]) -> list[Any]:
    """What stands in an `in_` and never changes: written out, for SQLite plans a statement anew with each run where
    a value it is given decides whether a partial index fits.
    """
    return [literal_column(f"'{value}'" if isinstance(value, str) else str(int(value))) for value in values]


def fetch_rows(db: Connection, statement: Executable, values: Values) -> list[Any]:
    """What a SELECT with `values` finds, or an INSERT of them returns."""
    ready = prepared(statement, db.dialect, tuple(values) if statement.is_insert else None)
    return ready.read(_run(db, ready, ready.bind(values)).fetchall())


def send(db: Connection, statement: Executable, values: Values) -> None:
    """Run an INSERT (of just these columns), an UPDATE or a DELETE."""
    ready = prepared(statement, db.dialect, tuple(values) if statement.is_insert else None)
    _run(db, ready, ready.bind(values))


def send_all(db: Connection, statement: Executable, rows: Sequence[Values]) -> None:
    """Insert several rows of the same columns at once, or run an UPDATE for each."""
    ready = prepared(statement, db.dialect, tuple(rows[0]) if statement.is_insert else None)
    _run(db, ready, [ready.bind(values) for values in rows], many=True)


Act = tuple[Executable, Values]
HOLE = re.compile(r"(?<!%)%\((\w+)\)s")


class Together:
    """Statements that write, as one for PostgreSQL: each way there and back costs as much as a row."""

    def __init__(self, parts: Sequence[Prepared]) -> None:
        self.parts = [(part, {name: f"w{n}_{name}" for name in part.names}) for n, part in enumerate(parts)]
        texts = [HOLE.sub(rf"%(w{n}_\1)s", part.text) for n, part in enumerate(parts)]
        *first, last = texts
        added = [n for n, text in enumerate(first) if text.startswith("INSERT")]
        if added and last.startswith("UPDATE"):
            last += "".join(f" AND EXISTS (SELECT 1 FROM w{n})" for n in added)  # noqa: S608 - numbers
        named = (f"w{n} AS ({text}{' RETURNING 1' if n in added else ''})" for n, text in enumerate(first))
        self.text = f"WITH {', '.join(named)} {last}" if first else last

    def bind(self, given: Iterable[Values]) -> dict[str, Any]:
        """The values of all, each under a name of its own."""
        bound: dict[str, Any] = {}
        for (part, names), values in zip(self.parts, given, strict=True):
            bound.update((names[name], value) for name, value in part.bind(values).items())
        return bound


@lru_cache(maxsize=4096)
def together(acts: tuple[tuple[Executable, tuple[str, ...] | None], ...], dialect: Dialect) -> Together:
    """Put together once."""
    return Together([prepared(statement, dialect, columns) for statement, columns in acts])


def send_together(db: Connection, acts: Sequence[Act]) -> None:
    """Write what belongs together; PostgreSQL is asked once for all of it.

    No act may need what another wrote, save an UPDATE that comes last: it waits for every INSERT before it.
    """
    if db.dialect.name == "sqlite":  # which is asked nothing over a wire
        for statement, values in acts:
            send(db, statement, values)
        return
    known = tuple((statement, tuple(values) if statement.is_insert else None) for statement, values in acts)
    ready = together(known, db.dialect)
    _run(db, ready, ready.bind(values for _statement, values in acts))


def _run(db: Connection, ready: Prepared | Together, values: Any, *, many: bool = False) -> Any:
    if not db.in_transaction():
        db.begin()
    cursor = db.connection.cursor()
    for listener in db.dispatch.before_cursor_execute:
        listener(db, cursor, ready.text, values, None, many)
    try:
        (cursor.executemany if many else cursor.execute)(ready.text, values)
    except db.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            ready.text, None, error, db.dialect.loaded_dbapi.Error, hide_parameters=True, dialect=db.dialect
        ) from error
    return cursor
