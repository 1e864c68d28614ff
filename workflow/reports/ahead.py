"""What comes next for a body: its reception day, its meeting, and how much waits for an agenda or an approval."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, literal, select, true

from workflow.kernel.prepared import fetch_rows
from workflow.meetings import pool
from workflow.meetings import queries as meetings
from workflow.receptions import queries as receptions
from workflow.requests import queries as requests


class Ahead(NamedTuple):
    """What is not planned is None; `waiting` counts the pool, `asked` the requests that concern the body."""

    reception: int | None
    held_on: date | None
    host: str | None
    meeting: int | None
    planned_on: date | None
    items: int | None
    waiting: int
    asked: int


def ahead(db: Connection, body: int, branch: int | None, day: date) -> Ahead:
    """What comes next for the body, and for the branch where it has one; one query."""
    asked = {"body": body, "branch": branch, "day": day, "morning": pool.morning(day)}
    (row,) = fetch_rows(db, _ahead(), asked)
    return Ahead(*row)


@lru_cache(maxsize=1)
def _ahead() -> Select[Any]:
    reception = receptions.next_of(bindparam("branch"), "id", "held_on", "host_name").subquery("reception")
    meeting = meetings.next_of(bindparam("body"), "id", "planned_on", "items").subquery("meeting")
    waiting = pool.size(bindparam("body"), bindparam("day"), bindparam("morning"))
    joined = select(literal(1)).subquery("here").outerjoin(reception, true()).outerjoin(meeting, true())
    shown = (*reception.c, *meeting.c, waiting.label("waiting"), requests.pending_of(bindparam("body")).label("asked"))
    return select(*(column.label(name) for column, name in zip(shown, Ahead._fields, strict=True))).select_from(joined)
