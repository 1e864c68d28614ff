"""Which workers live: each leaves a beat in the database, and whoever looks can tell the dead from the quiet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from workflow.jobs.model import Worker
from workflow.kernel.db import at_most, bare, insert_into
from workflow.kernel.desk import Office

WORKERS = bare(Worker)
EVERY = timedelta(seconds=15)
SILENT = timedelta(seconds=60)
"""Without a beat for so long a worker counts as dead, and others take over what it had begun."""


def arrive(office: Office, name: str) -> None:
    """A worker begins."""
    now = office.clock()
    with office.database.writing() as db:
        db.execute(insert_into(WORKERS), {"name": name, "started_at": now, "seen_at": now})


def beat(office: Office, name: str) -> list[str]:
    """It lives; the names of those that do not, to be given to `bury` once their work is taken over."""
    now = office.clock()
    with office.database.writing() as db:
        seen: Any = db.execute(update(WORKERS).where(WORKERS.c.name == name).values(seen_at=now))
        if not seen.rowcount:  # it was silent for so long that somebody buried it
            db.execute(insert_into(WORKERS), {"name": name, "started_at": now, "seen_at": now})
        return list(db.execute(select(WORKERS.c.name).where(WORKERS.c.seen_at < now - SILENT)).scalars())


def strangers(db: Connection, names: set[str]) -> set[str]:
    """Those of these workers that nobody knows: buried while they only slept, they began something, and died."""
    return names - set(db.execute(select(WORKERS.c.name).where(WORKERS.c.name.in_(names))).scalars())


def leave(office: Office, name: str) -> None:
    """It ends in good order: nobody has to wait to take over what it leaves."""
    with office.database.writing() as db:
        gone = office.clock() - 2 * SILENT
        db.execute(update(WORKERS).where(WORKERS.c.name == name).values(seen_at=gone))


def bury(office: Office, names: list[str]) -> None:
    with office.database.writing() as db:
        db.execute(delete(WORKERS).where(WORKERS.c.name.in_(names)))


def last_beat(db: Connection) -> datetime | None:
    """The newest sign of life of any worker."""
    found: datetime | None = db.execute(select(func.max(WORKERS.c.seen_at, type_=WORKERS.c.seen_at.type))).scalar_one()
    return found


def state(db: Connection, now: datetime) -> str:
    """`ok`, `silent`, or `none` where no worker was ever seen."""
    seen = last_beat(db)
    if seen is None:
        return "none"
    return "ok" if now - seen <= SILENT else "silent"


def everybody(db: Connection) -> list[Any]:
    """Every worker that was not buried yet, whoever gave a sign last at the top."""
    return list(db.execute(select(WORKERS).order_by(WORKERS.c.seen_at.desc()).limit(at_most(20))))
