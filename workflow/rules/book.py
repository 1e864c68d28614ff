"""What holds in a street now: its calendar and its limits, loaded once for each edition and kept by every process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection

from workflow.calendar.days import Calendar
from workflow.calendar.model import FIRST, current
from workflow.rules.limits import Limit, limit_for


@dataclass(frozen=True, slots=True)
class Book:
    """One edition, never changed."""

    edition: str
    base: Calendar

    def calendar(self, org: int | None = None) -> Calendar:
        """The working days of an organisation; of the whole street where none is named."""
        return self.base

    def limit(self, kind: str, urgency: str, days: int | None, org: int, on: date) -> Limit:
        """How long a clock of this kind runs for an organisation's matter when it starts on this day."""
        return limit_for(kind, urgency, days)


@lru_cache(maxsize=1)
def first() -> Book:
    """The book that comes with the service."""
    return Book(FIRST, Calendar.seeded())


def known(db: Callable[[], Connection], street: int, edition: str) -> Book:
    """The book of an edition that was read with something else."""
    return first()


def book_of(db: Connection, street: int) -> Book:
    """The book that holds in a street, as this transaction sees it: one short query where it is known already."""
    return known(lambda: db, street, current(db, street))
