"""Sending what is due: leased, tried, and tried again ever later; what is sent twice carries the same key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select, update

from workflow.kernel.db import bare, fetch_one
from workflow.kernel.desk import Office
from workflow.notices import calling, leaving, mailing
from workflow.notices.failing import Failed
from workflow.notices.model import Delivery
from workflow.notices.sending import Transport
from workflow.orgs.reaching import REACH, Reach, unquiet

DELIVERIES = bare(Delivery)
EARLIER = DELIVERIES.alias("earlier")
WAYS = {leaving.MAIL: mailing.letter, calling.CHANNEL: calling.call}
"""How each channel makes ready what a row says: something to be done now, or None where it is not wanted any more."""
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
"""How long after the first try that failed, the second, and so on; after the last it is given up."""
LEASE = timedelta(minutes=15)
"""So long a worker has for what it took; then another may try."""
REST = timedelta(minutes=1)
MOST = 20


def deliver_due(
    office: Office, now: datetime, transport: Transport, most: int = MOST, channel: str | None = None
) -> int:
    """Try what is due, at most so many, by one channel or by any; how many were tried."""
    tried = 0
    while tried < most and (row := lease(office, now, channel)) is not None:
        attempt(office, now, transport, row)
        tried += 1
    return tried


def lease(office: Office, now: datetime, channel: str | None = None) -> Any:
    """Take the next one that is due and whose predecessors in its line are done; None where nothing is."""
    with office.database.writing() as db:
        row = db.execute(_due(now, channel)).first()
        if row is not None:
            mine = update(DELIVERIES).where(DELIVERIES.c.id == row.id)
            db.execute(mine.values(leased_until=now + LEASE, attempts=row.attempts + 1))
        return row


def _due(now: datetime, channel: str | None) -> Any:
    before = (EARLIER.c.line == DELIVERIES.c.line) & (EARLIER.c.state == "waiting") & (EARLIER.c.id < DELIVERIES.c.id)
    free = or_(DELIVERIES.c.leased_until.is_(None), DELIVERIES.c.leased_until <= now)
    due = (DELIVERIES.c.state == "waiting") & (DELIVERIES.c.next_at <= now) & free
    if channel is not None:
        due &= DELIVERIES.c.channel == channel
    found = select(DELIVERIES).where(due, ~exists().where(before)).order_by(DELIVERIES.c.next_at, DELIVERIES.c.id)
    return found.limit(1).with_for_update(of=DELIVERIES, skip_locked=True)


def attempt(office: Office, now: datetime, transport: Transport, row: Any) -> None:
    """Send it, or remember why not."""
    with office.database.reading() as db:
        send = WAYS[row.channel](office, db, row, transport, now)
    if send is None:
        settle(office, row, state="dropped", done_at=now)
        return
    try:
        send()
    except Failed as failure:
        put_off(office, now, row, failure)
    else:
        settle(office, row, state="sent", done_at=now, error=None)


def put_off(office: Office, now: datetime, row: Any, failure: Failed) -> None:
    """Later, or never. Where nothing gets through at all, what else is due there rests for a while."""
    tried = row.attempts + 1
    if failure.final or tried > len(WAITS):
        settle(office, row, state="dead", done_at=now, error=failure.code)
    else:
        settle(office, row, next_at=later(office, row, now + WAITS[tried - 1]), error=failure.code)
    if failure.all_alike:
        alike = (DELIVERIES.c.state == "waiting") & (DELIVERIES.c.channel == row.channel)
        alike &= DELIVERIES.c.webhook_id.is_not_distinct_from(row.webhook_id)
        with office.database.writing() as db:
            due = alike & (DELIVERIES.c.next_at < now + REST)
            db.execute(update(DELIVERIES).where(due).values(next_at=now + REST))


def later(office: Office, row: Any, at: datetime) -> datetime:
    """Not in the hours this person keeps quiet."""
    with office.database.reading() as db:
        reach = fetch_one(db, Reach, REACH.c.person_id == row.person_id) if row.person_id else None
    return unquiet(reach, at) if reach and not row.urgent else at


def settle(office: Office, row: Any, **values: Any) -> None:
    """Write down what came of a try; a worker whose lease ran out and was taken over says nothing any more."""
    mine = (DELIVERIES.c.id == row.id) & (DELIVERIES.c.attempts == row.attempts + 1)
    with office.database.writing() as db:
        db.execute(update(DELIVERIES).where(mine, DELIVERIES.c.state == "waiting").values(leased_until=None, **values))
