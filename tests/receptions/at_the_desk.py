"""Steps at the desk, and what its book and history keep of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tests.receptions.sittings import Receptions
from workflow.issues.model import Claim
from workflow.kernel.db import bare
from workflow.kernel.history import BODIES, EVENTS
from workflow.receptions import Reception, queries
from workflow.receptions.model import Entry

ENTRIES, CLAIMS = bare(Entry), bare(Claim)


def step(
    receptions: Receptions, reception: Reception, name: str, who: str = "secretary", **data: Any
) -> dict[str, Any]:
    """A step at the desk; what the desk says came of it."""
    with receptions.office.desk(receptions.actor(who)) as desk:
        desk.take(Reception, reception.id, name, data)
    return desk.result


def book(receptions: Receptions, reception: Reception, who: str = "secretary") -> list[tuple[int, str]]:
    with receptions.office.database.reading() as db:
        return [(row.visitor, row.how) for row in queries.book(db, receptions.actor(who), reception.id)]


def noted(receptions: Receptions, reception: Reception) -> int:
    with receptions.office.database.reading() as db:
        return int(db.execute(select(ENTRIES.c.id).where(ENTRIES.c.how == "noted")).scalars().one())


def told(receptions: Receptions, noun: str) -> str:
    """Every word history keeps of a noun, erasable or not."""
    with receptions.office.database.reading() as db:
        events = db.execute(select(EVENTS.c.payload).where(EVENTS.c.noun == noun)).scalars()
        return "".join([*events, *db.execute(select(BODIES.c.text).where(BODIES.c.noun == noun)).scalars()])
