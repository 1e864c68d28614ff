"""Tries that may be guesses (passwords, tracking codes), counted in the database before anything is checked."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import Connection, String, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, bare
from workflow.kernel.desk import Office
from workflow.kernel.errors import TooMany

KEPT = timedelta(days=2)
"""Longer than any window, and than the day in which administrators read who was locked out."""


class Attempt(Record):
    """How often something was tried in the running window. The key is a keyed hash: no name or address is kept."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant)
    n: Mapped[int]


TRIES = bare(Attempt)


def key_of(office: Office, kind: str, what: str) -> str:
    """The row a try is counted in."""
    return hmac.new(office.secret, f"{kind}\0{what.casefold()}".encode(), hashlib.sha256).hexdigest()


def login_key(office: Office, name: str) -> str:
    """The row in which tries at an account's password are counted."""
    return key_of(office, "login", name)


def count(office: Office, kind: str, what: str, *, limit: int, minutes: int) -> None:
    """Count one try, committed at once, so that parallel guesses cannot slip through.

    Raises: TooMany beyond the limit within the window.
    """
    if too_many := counted(office, kind, what, limit=limit, minutes=minutes):
        raise too_many


def counted(office: Office, kind: str, what: str, *, limit: int, minutes: int) -> TooMany | None:
    """Count one try; the refusal of those beyond the limit, for whoever decides later whether to give it."""
    key, now = key_of(office, kind, what), office.clock()
    with office.database.writing() as db:
        dialect = sqlite if office.database.is_sqlite else postgresql
        db.execute(delete(TRIES).where(TRIES.c.key == key, TRIES.c.since < now - timedelta(minutes=minutes)))
        fresh = dialect.insert(TRIES).values(key=key, since=now, n=1)
        db.execute(fresh.on_conflict_do_update(index_elements=["key"], set_={"n": TRIES.c.n + 1}))
        tried = db.execute(select(TRIES.c.n).where(TRIES.c.key == key)).scalar_one()
    return TooMany(minutes=minutes) if tried > limit else None


def reached(office: Office, db: Connection, kind: str, what: str, *, limit: int, minutes: int) -> TooMany | None:
    """The refusal of those whose tries are used up, asked within a transaction; what is wrong is counted behind it."""
    mine = (TRIES.c.key == key_of(office, kind, what)) & (TRIES.c.since >= office.clock() - timedelta(minutes=minutes))
    tried = db.execute(select(TRIES.c.n).where(mine)).scalar() or 0
    return TooMany(minutes=minutes) if tried >= limit else None


def was(office: Office, db: Connection, kind: str, what: str) -> bool:
    """Whether it was ever tried, as far back as tries are kept."""
    return db.execute(select(TRIES.c.n).where(TRIES.c.key == key_of(office, kind, what))).first() is not None


def clear(office: Office, kind: str, what: str) -> None:
    """A right answer ends the counting."""
    with office.database.writing() as db:
        db.execute(delete(TRIES).where(TRIES.c.key == key_of(office, kind, what)))


def take_back(office: Office, kind: str, what: str) -> None:
    """One try was no guess: it counts no longer against whoever shares the address."""
    with office.database.writing() as db:
        db.execute(
            update(TRIES).where(TRIES.c.key == key_of(office, kind, what), TRIES.c.n > 0).values(n=TRIES.c.n - 1)
        )


def forget(db: Connection, now: datetime) -> int:
    """Drop what no window reaches back to any more, so that a flood of made-up names fills no disk."""
    return db.execute(delete(TRIES).where(TRIES.c.since < now - KEPT)).rowcount
