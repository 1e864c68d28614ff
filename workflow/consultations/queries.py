"""How consultations are looked up: in office as far as one may see, in public what was announced."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, func, select

from workflow.consultations.flow import PUBLIC
from workflow.consultations.model import Answer, Consultation
from workflow.kernel.db import at_most, bare, fetch_one
from workflow.kernel.errors import NotFound
from workflow.kernel.policy import Actor, scope
from workflow.orgs.model import Org

ASKED, ANSWERS, ORGS = bare(Consultation), bare(Answer), bare(Org)
READABLE = ASKED.c.state.in_(PUBLIC) & ASKED.c.published_at.is_not(None)


def _listed() -> Select[Any]:
    return select(ASKED, ORGS.c.name.label("org")).join(ORGS, ORGS.c.id == ASKED.c.org_id)


def listed(db: Connection, actor: Actor, before: int | None, limit: int) -> list[Any]:
    """Consultations the actor may see, newest first; the next page starts before `before`."""
    found = _listed().where(scope(Consultation, actor.capacities))
    if before is not None:
        found = found.where(ASKED.c.id < before)
    return list(db.execute(found.order_by(ASKED.c.id.desc()).limit(at_most(limit))))


def many(db: Connection, actor: Actor) -> int:
    """How many the actor may see."""
    found = select(func.count()).select_from(ASKED).where(scope(Consultation, actor.capacities))
    return int(db.execute(found).scalar_one())


def announced(db: Connection, before: int | None, limit: int) -> list[Any]:
    """What everybody may read, newest first."""
    found = _listed().where(READABLE)
    if before is not None:
        found = found.where(ASKED.c.id < before)
    return list(db.execute(found.order_by(ASKED.c.id.desc()).limit(at_most(limit))))


def public(db: Connection, id: int) -> Consultation:
    """One that everybody may read.

    Raises: NotFound.
    """
    found = fetch_one(db, Consultation, ASKED.c.id == id, READABLE)
    if found is None:
        raise NotFound
    return found


def org_of(db: Connection, consultation: Consultation) -> str:
    return str(db.execute(select(ORGS.c.name).where(ORGS.c.id == consultation.org_id)).scalar_one())


def counts(db: Connection, id: int) -> dict[int | None, int]:
    """How many chose what; None stands for words alone."""
    found = select(ANSWERS.c.choice, func.count().label("n")).where(ANSWERS.c.consultation_id == id)
    return {row.choice: row.n for row in db.execute(found.group_by(ANSWERS.c.choice))}


def words(db: Connection, id: int, limit: int = 500) -> list[Any]:
    """(number, words), in no order that says when they came."""
    mine = (ANSWERS.c.consultation_id == id) & ANSWERS.c.words.is_not(None)
    found = db.execute(select(ANSWERS.c.id, ANSWERS.c.words).where(mine).order_by(ANSWERS.c.device).limit(limit))
    return list(found)
