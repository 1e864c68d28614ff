"""What a person was told, the newest first, and what they have read of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, update

from workflow.kernel.db import at_most, bare
from workflow.kernel.desk import Office
from workflow.kernel.errors import NotFound
from workflow.kernel.policy import Actor, scope
from workflow.notices.model import Notice
from workflow.notices.subjects import KINDS

NOTICES = bare(Notice)


def listed(
    db: Connection, actor: Actor, *, unread: bool = False, noun: str = "", before: int | None = None, limit: int = 50
) -> list[Any]:
    """The person's notices of what they may still see; one more than `limit` says that there are more."""
    found = select(NOTICES).where(NOTICES.c.person_id == actor.id, seen(actor))
    if unread:
        found = found.where(NOTICES.c.read_at.is_(None))
    if noun:
        found = found.where(NOTICES.c.noun == noun)
    if before:
        found = found.where(NOTICES.c.id < before)
    return list(db.execute(found.order_by(NOTICES.c.id.desc()).limit(at_most(limit + 1))))


def seen(actor: Actor) -> ColumnElement[bool]:
    """Notices about what the person may see today: one told in time says nothing more once its subject is hidden."""
    ways = []
    for noun, kind in KINDS.items():
        same = bare(kind.model).c.id == NOTICES.c.subject_id
        ways.append(and_(NOTICES.c.noun == noun, exists().where(same, scope(kind.model, actor.capacities))))
    return or_(*ways)


def open_one(office: Office, actor: Actor, id: int) -> Any:
    """The notice, read from now on.

    Raises: NotFound for one that is not there or not this person's.
    """
    with office.database.writing() as db:
        mine = (NOTICES.c.id == id) & (NOTICES.c.person_id == actor.id)
        found = db.execute(select(NOTICES).where(mine)).one_or_none() if 0 < id < 2**63 else None
        if found is None:
            raise NotFound
        db.execute(update(NOTICES).where(mine, NOTICES.c.read_at.is_(None)).values(read_at=office.clock()))
    return found


def read(office: Office, actor: Actor, ids: list[int] | None, now: datetime) -> int:
    """Mark these notices of the person as read (None: all of them); how many had not been."""
    mine = (NOTICES.c.person_id == actor.id) & NOTICES.c.read_at.is_(None)
    if ids is not None:
        mine &= NOTICES.c.id.in_(ids)
    with office.database.writing() as db:
        return db.execute(update(NOTICES).where(mine).values(read_at=now)).rowcount
