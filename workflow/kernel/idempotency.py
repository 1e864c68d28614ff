"""The same form sent twice makes one step: what a key already did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Connection, String, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, bare
from workflow.kernel.errors import KeyReused
from workflow.kernel.prepared import fetch_rows, send

KEPT = timedelta(hours=48)


class Once(Record):
    """A key one actor used, the digest of what was asked, and what came of it."""

    __tablename__ = "idempotency"

    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    asked: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant, index=True)


KEYS = bare(Once)
TAKE = {
    kind.__name__.rpartition(".")[2]: kind.insert(KEYS).on_conflict_do_nothing().returning(KEYS.c.key)
    for kind in (sqlite, postgresql)
}
MINE = (KEYS.c.owner == bindparam("whose")) & (KEYS.c.key == bindparam("used"))
SETTLE = update(KEYS).where(MINE).values(result=bindparam("result"))


def claim(db: Connection, owner: str, key: str, asked: str, now: datetime) -> dict[str, Any] | None:
    """Take the key for this transaction; what it did before, where it was used already.

    A second transaction with the same key waits here until the first has ended.

    Raises: KeyReused where the key belongs to another request.
    """
    row = {"owner": owner, "key": key, "asked": asked, "at": now}
    if fetch_rows(db, TAKE[db.dialect.name], row):  # the row: not every driver counts rows it was not asked to return
        return None
    mine = (KEYS.c.owner == owner) & (KEYS.c.key == key)
    found = db.execute(select(KEYS.c.asked, KEYS.c.result).where(mine)).one()
    if found.asked != asked:
        raise KeyReused
    return dict(found.result or {})


def settle(db: Connection, owner: str, key: str, result: dict[str, Any]) -> None:
    """Keep what the key did, in the transaction that did it."""
    send(db, SETTLE, {"whose": owner, "used": key, "result": result})


def forget_subject(db: Connection, noun: str, id: int) -> int:
    """Drop the keys of what was done with one subject: with them goes the digest of what was sent."""
    mine = (KEYS.c.result["noun"].as_string() == noun) & (KEYS.c.result["id"].as_integer() == id)
    return db.execute(delete(KEYS).where(mine)).rowcount


def forget(db: Connection, now: datetime) -> int:
    """Drop keys older than two days: a browser or a program that repeats later starts anew."""
    return db.execute(delete(KEYS).where(KEYS.c.at < now - KEPT)).rowcount
