"""What the role at work may read: on PostgreSQL an auditor's role sees the chain, and none of what people wrote."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, null, select, text

from workflow.kernel.db import Record, bare, plain

M = TypeVar("M", bound=Record)
CLOSED = text(
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped "
    "AND NOT has_column_privilege(attrelid, attnum, 'SELECT')"
)


def hidden(db: Connection, table: Table) -> frozenset[str]:
    """Columns that are closed to this role; SQLite has no roles."""
    if db.dialect.name == "sqlite":
        return frozenset()
    known: dict[str, frozenset[str]] = db.info.setdefault("hidden", {})
    if table.name not in known:
        known[table.name] = frozenset(db.execute(CLOSED, {"table": table.name}).scalars())
    return known[table.name]


def columns(db: Connection, table: Table, *names: str) -> list[ColumnElement[Any]]:
    """Columns of a table (these, or all), nothing in the place of those that are closed."""
    closed = hidden(db, table)
    return [null().label(name) if name in closed else table.c[name] for name in names or table.c.keys()]


def legible(db: Connection, table: Table) -> Select[Any]:
    """A table as far as it may be read."""
    return select(*columns(db, table))


def read(db: Connection, model: type[M], *where: Any) -> list[M]:
    """Rows of a model as far as they may be read."""
    return [plain(model, row) for row in db.execute(legible(db, bare(model)).where(*where))]
