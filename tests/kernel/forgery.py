"""A forger's hands: any row of history changed by raw SQL, behind the desk's back and with the triggers off."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, text

from workflow.kernel.db import Database
from workflow.kernel.history import BODIES, EVENTS, FLOWS

TABLES = {"events": EVENTS, "bodies": BODIES, "flows": FLOWS}


def disarm(database: Database) -> None:
    """Drop every trigger, as somebody with the database's own password could."""
    with database.writing() as db:
        if database.is_sqlite:
            for name in db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                db.exec_driver_sql(f'DROP TRIGGER "{name}"')
            return
        for name in db.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all():
            db.exec_driver_sql(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')


def keys(table: Table, row: dict[str, Any]) -> Any:
    """The condition that finds exactly this row."""
    found = [column == row[column.name] for column in table.primary_key]
    return found[0] if len(found) == 1 else found[0] & found[1] & found[2]


def write(db: Connection, table: Table, row: dict[str, Any], column: str, value: Any) -> None:
    db.execute(table.update().where(keys(table, row)).values({column: value}))


def bent(value: Any, at: int, by: int) -> Any:
    """The same value with one letter, byte or unit changed."""
    if value is None:
        return "accepted"
    if isinstance(value, int):
        return value + by
    if isinstance(value, bytes):
        return value[: at % len(value)] + bytes([value[at % len(value)] ^ by]) + value[at % len(value) + 1 :]
    spot = at % len(value)
    letter = chr((ord(value[spot]) ^ by) & 0x7F) if 31 < (ord(value[spot]) ^ by) & 0x7F < 127 else "~"
    return value[:spot] + (letter if letter != value[spot] else "_") + value[spot + 1 :]
