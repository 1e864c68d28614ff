"""Contact data and texts whose time is over (DESIGN.md section 5): what would go when, and letting it go.

The time runs from the day a matter was closed; how long is a rule of the street with a day from which it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from workflow.calendar.counting import last_day
from workflow.issues.flow import OPEN
from workflow.issues.model import Claim, Issue
from workflow.kernel.clock import LOCAL, local, parse_stamp
from workflow.kernel.db import at_most, bare
from workflow.kernel.desk import Office
from workflow.kernel.errors import Refusal
from workflow.kernel.history import EVENTS
from workflow.kernel.policy import Actor
from workflow.orgs.model import Org
from workflow.rules.book import Book, book_of
from workflow.rules.settable import KEEP_CONTACT, KEEP_TEXT, SETTABLE

ISSUES, CLAIMS, ORGS = bare(Issue), bare(Claim), bare(Org)
LEAD = ISSUES.alias("lead")
BIRTH = (EVENTS.c.noun == Issue.noun) & (EVENTS.c.subject_id == ISSUES.c.id) & (EVENTS.c.seq == 1)
TAKEN_IN = case((ISSUES.c.state == "past", select(EVENTS.c.at).where(BIRTH).scalar_subquery())).label("taken_in")
"""When an old ledger brought a matter: what it tells was settled long before, and is kept as long from here on."""
STEPS = {KEEP_CONTACT: "erase_contact", KEEP_TEXT: "erase"}
"""What is taken with a matter when the time of each is over."""
BATCH = 200
SOME = 500
"""Of each, let go at a time: clocks wait for no longer."""


@dataclass(frozen=True, slots=True)
class Due:
    """One matter of which something goes, and on which day."""

    id: int
    number: str
    owner_id: int
    what: str
    on: date


def over_on(book: Book, row: Any, key: str, today: date) -> date:
    """The day from which it may go: closed, and so many months later."""
    closed = local(parse_stamp(row.taken_in) if row.taken_in else row.settled_at).date()
    return last_day(book.calendar(), closed, book.ruled(key, row.owner_id, today), "months")


def candidates(db: Connection, street: int, key: str, before: datetime, seen: Any = None, after: int = 0) -> list[Any]:
    """Matters closed before then of which there is something left, without those that are held, by id."""
    contact = ISSUES.c.id.in_(select(CLAIMS.c.issue_id).where(CLAIMS.c.contact_id.is_not(None)))
    left = contact if key == KEEP_CONTACT else ISSUES.c.cleared_at.is_(None)
    lead_over = or_(LEAD.c.id.is_(None), LEAD.c.state.not_in(OPEN.split()))
    old = and_(ISSUES.c.street_id == street, ISSUES.c.settled_at < before, ISSUES.c.held_at.is_(None))
    found = select(ISSUES.c.id, ISSUES.c.number, ISSUES.c.owner_id, ISSUES.c.settled_at, TAKEN_IN)
    found = found.select_from(ISSUES.outerjoin(LEAD, LEAD.c.id == ISSUES.c.merged_into_id))
    found = found.where(old, left, lead_over, ISSUES.c.id > after)
    found = found if seen is None else found.where(seen)
    return list(db.execute(found.order_by(ISSUES.c.id).limit(at_most(BATCH))))


def due(db: Connection, street: int, key: str, on: date, seen: Any = None, most: int = 10_000) -> list[Due]:
    """What goes until this day, in the order of the matters' ids; `seen` narrows it to what somebody may see."""
    told: list[Due] = []
    after: int | None = 0
    while len(told) < most and after is not None:
        some, after = page(db, street, key, on, seen, after)
        told += some
    return told[:most]


def page(
    db: Connection, street: int, key: str, on: date, seen: Any = None, after: int = 0
) -> tuple[list[Due], int | None]:
    """What goes until this day of the next so many matters, and the last of those; None where there are no more."""
    book = book_of(db, street)
    before = datetime.combine(on, time.max, LOCAL) - timedelta(27 * shortest(book, key))
    rows = candidates(db, street, key, before, seen, after)
    days = [(row, over_on(book, row, key, on)) for row in rows]
    told = [Due(row.id, row.number, row.owner_id, key, day) for row, day in days if day <= on]
    return told, rows[-1].id if rows else None


def shortest(book: Book, key: str) -> int:
    """The least that holds anywhere: nothing closed later than that need be looked at."""
    ruled = [amount for (name, _org), rules in book.rules.items() if name == key for _starts, amount in rules]
    return min([SETTABLE[key].standard, *(SETTABLE[key].within(amount) for amount in ruled)])


def streets(db: Connection) -> list[int]:
    return list(db.execute(select(ORGS.c.id).where(ORGS.c.kind == "street").order_by(ORGS.c.id)).scalars())


def run(office: Office, most: int = SOME) -> dict[str, int]:
    """Let go what is over today, each matter in a transaction of its own, until so many have; how many of each.

    What a rule still keeps is left for another day, and holds up nothing behind it.
    """
    today, done = local(office.clock()).date(), dict.fromkeys(STEPS, 0)
    with office.database.reading() as db:
        places = [(street, key) for street in streets(db) for key in STEPS]
    for street, key in places:
        for one in over(office, street, key, today):
            if done[key] >= most:
                break
            with suppress(Refusal), office.desk(Actor.clock(street)) as desk:
                desk.take(Issue, one.id, STEPS[key], {})
                done[key] += 1
    return done


def over(office: Office, street: int, key: str, today: date) -> Iterator[Due]:
    """What goes today, a page in each short read: nobody who writes meanwhile waits for the reading."""
    after: int | None = 0
    while after is not None:
        with office.database.reading() as db:
            found, after = page(db, street, key, today, None, after)
        yield from found


def ahead(db: Connection, street: int, today: date, months: int = 12) -> list[tuple[str, int, int]]:
    """(month, contacts, texts) of what goes in each of the months to come; what is late already counts in the first."""
    told: dict[str, list[int]] = {}
    until = last_day(book_of(db, street).calendar(), today, months, "months")
    for place, key in enumerate(STEPS):
        for one in due(db, street, key, until):
            told.setdefault(f"{max(one.on, today):%Y-%m}", [0, 0])[place] += 1
    return [(month, *counts) for month, counts in sorted(told.items())]  # type: ignore[misc]


def held(db: Connection, seen: Any) -> list[Any]:
    """(id, number, held_at) of matters under a legal hold, as far as somebody may see them."""
    columns = (ISSUES.c.id, ISSUES.c.number, ISSUES.c.held_at)
    return list(db.execute(select(*columns).where(ISSUES.c.held_at.is_not(None), seen).order_by(ISSUES.c.held_at)))


def many_held(db: Connection, street: int) -> int:
    """How many there are in the street, for those who see none of them."""
    mine = (ISSUES.c.street_id == street) & ISSUES.c.held_at.is_not(None)
    return int(db.execute(select(func.count()).select_from(ISSUES).where(mine)).scalar_one())
