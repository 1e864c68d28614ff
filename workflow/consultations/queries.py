"""How consultations are looked up: in office as far as one may see, in public what was announced."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

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


def words(db: Connection, id: int, after: int | None, limit: int) -> list[Any]:
    """(number, words), in no order that says when they came; the next page starts after the number `after`."""
    found = select(ANSWERS.c.id, ANSWERS.c.words).where(_worded(id))
    if after is not None:
        last = select(ANSWERS.c.device).where(ANSWERS.c.id == after, ANSWERS.c.consultation_id == id)
        found = found.where(ANSWERS.c.device > last.scalar_subquery())
    return list(db.execute(found.order_by(ANSWERS.c.device).limit(at_most(limit))))


def many_words(db: Connection, id: int) -> int:
    """How many wrote words that are still there."""
    return int(db.execute(select(func.count()).select_from(ANSWERS).where(_worded(id))).scalar_one())


def _worded(id: int) -> ColumnElement[bool]:
    return (ANSWERS.c.consultation_id == id) & ANSWERS.c.words.is_not(None)
