"""Which entries of the two logs have no leaf yet, and none forgotten.

Transactions commit in another order than they began in, and a clock can be moved: neither a number nor a time says that
nothing older will still appear. So a time is only where the search begins. How many entries there are and how many
leaves says whether it found all; where it did not, everything is gone through.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, exists, func, select

from workflow.kernel.clock import parse_stamp, stamp
from workflow.kernel.db import at_most
from workflow.kernel.history import EVENTS
from workflow.sealing.model import CHECKPOINTS
from workflow.sealing.shelf import Entry
from workflow.sealing.sources import SOURCES, Source

MOST = 20_000
"""Entries looked for at once, so that a first sealing of a million needs no memory for a million."""
BACK = timedelta(days=1)


def streets(db: Connection) -> list[int]:
    """Every street that has a history, by one look into an index for each."""
    found: list[int] = []
    while True:
        nearest = select(func.min(EVENTS.c.street_id))
        street = db.execute(nearest.where(EVENTS.c.street_id > found[-1]) if found else nearest).scalar()
        if street is None:
            return found
        found.append(int(street))


def counted(db: Connection, table: Table) -> int:
    """How many rows a table has."""
    return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def many(db: Connection, street: int) -> int:
    """How many entries the street's two logs have."""
    return sum(_many(db, street, source) for source in SOURCES)


def _many(db: Connection, street: int, source: Source) -> int:
    found = select(func.count()).select_from(source.table).where(source.table.c.street_id == street)
    return int(db.execute(found).scalar_one())


def gather(db: Connection, street: int, size: int) -> list[Entry]:
    """Some of what has no leaf, in one order whoever looks; nothing only where everything has one."""
    missing = many(db, street) - size
    if not missing:
        return []
    since = _sealed_at(db, street)
    found = [] if since is None else _search(db, street, since - BACK)
    return found if found and len(found) == missing else _search(db, street)


def _search(db: Connection, street: int, since: datetime | None = None) -> list[Entry]:
    found: list[Entry] = []
    for source in SOURCES:
        table = source.table.c
        wanted = [table.street_id == street, ~exists().where(source.same)]
        if since is not None:
            wanted.append(table.at >= stamp(since))
        own = [table[name] for name in source.named if name in table]
        rows = select(*source.key, table.hash).where(*wanted).order_by(*own).limit(at_most(MOST - len(found)))
        found += [dict(row._mapping) for row in db.execute(rows)]
    return found


def _sealed_at(db: Connection, street: int) -> datetime | None:
    newest = select(CHECKPOINTS.c.at).where(CHECKPOINTS.c.street_id == street).order_by(CHECKPOINTS.c.number.desc())
    at = db.execute(newest.limit(at_most(1))).scalar()
    return None if at is None else parse_stamp(at)
