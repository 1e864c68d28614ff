"""What was read or sent long ago is let go: it was told, and history keeps what it told of."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Table, delete, select

from workflow.kernel.db import at_most, bare
from workflow.kernel.desk import Office
from workflow.notices.model import Delivery, Notice

NOTICES, DELIVERIES = bare(Notice), bare(Delivery)
READ_KEPT, SENT_KEPT = timedelta(days=180), timedelta(days=90)
"""After the reading of a notice; after a mail or call went out, or was not wanted any more. What was given up stays."""
BATCH = 500
"""Rows dropped in one transaction, so that nobody waits for long."""


def forget(office: Office) -> int:
    """Drop what is older than that; how many rows. Another worker may be at it as well."""
    now = office.clock()
    gone = (DELIVERIES.c.state.in_(("sent", "dropped"))) & (DELIVERIES.c.done_at < now - SENT_KEPT)
    return _drop(office, NOTICES, NOTICES.c.read_at < now - READ_KEPT) + _drop(office, DELIVERIES, gone)


def _drop(office: Office, table: Table, old: ColumnElement[bool]) -> int:
    dropped = 0
    while True:
        with office.database.writing() as db:
            ids = db.execute(select(table.c.id).where(old).limit(at_most(BATCH))).scalars().all()
            if ids:
                db.execute(delete(table).where(table.c.id.in_(ids)))
        dropped += len(ids)
        if len(ids) < BATCH:
            return dropped
