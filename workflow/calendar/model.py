"""Which edition of the calendar and the rules holds in a street: read with every step, so it is one short word."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, String, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Record, bare, insert_into
from workflow.kernel.prepared import fetch_rows

FIRST = ""
"""Of a street where nobody has changed anything: the calendar and the rules that come with the service."""


class Edition(Record):
    """A street's edition. Each change makes one that was never used before: whoever kept the old one sees it."""

    __tablename__ = "editions"

    street_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition: Mapped[str] = mapped_column(String(32))


EDITIONS = bare(Edition)
CURRENT = select(EDITIONS.c.edition).where(EDITIONS.c.street_id == bindparam("street"))


def current(db: Connection, street: int) -> str:
    """The edition that holds now, as this transaction sees it."""
    found = fetch_rows(db, CURRENT, {"street": street})
    return str(found[0].edition) if found else FIRST


def renew(db: Connection, street: int) -> str:
    """A new edition, from the end of this transaction on; every process that has kept another loads it then."""
    edition = secrets.token_hex(16)
    changed: Any = db.execute(update(EDITIONS).where(EDITIONS.c.street_id == street).values(edition=edition))
    if not changed.rowcount:
        db.execute(insert_into(EDITIONS), {"street_id": street, "edition": edition})
    return edition
