"""Which clocks fire next, counted by kind: the system administrator sees how many, never whose."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from workflow.jobs.sweep import RUNNING, C

AHEAD = timedelta(days=1)


def coming(db: Connection, street: int, now: datetime) -> list[Any]:
    """(kind, many, first_at) of what fires within a day, late ones among it; the first to come first."""
    first = func.min(C.next_at, type_=C.next_at.type).label("first_at")
    soon = RUNNING & (C.next_at <= now + AHEAD) & (C.street_id == street)
    return list(
        db.execute(select(C.kind, func.count().label("many"), first).where(soon).group_by(C.kind).order_by(first))
    )
