"""The history of a subject for programs: entries as hashed, with the words only for those who may read them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, and_, select

from workflow.issues.masking import readable
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.policy import CLOCK, REPORTER, Actor
from workflow.kernel.subject import Subject
from workflow.orgs.roles import HANDLER

FOR_UNITS = ("transfer", "dispatch", "redo_units", "rework")
"""Words written to a unit: the unit reads them though somebody else wrote them."""
PAPERS = ("supervision_order",)
"""Whoever sees one of these reads every word of it: it was written to them."""


def entries(db: Connection, actor: Actor, subject: Subject, after: int, limit: int) -> list[dict[str, Any]]:
    """Entries after a number, oldest first; one more than `limit` says that there are more."""
    same = and_(*(getattr(BODIES.c, key) == getattr(EVENTS.c, key) for key in ("noun", "subject_id", "seq")))
    found = (
        select(EVENTS.c.payload, EVENTS.c.hash, BODIES.c.text)
        .join_from(EVENTS, BODIES, same, isouter=True)
        .where(EVENTS.c.noun == subject.noun, EVENTS.c.subject_id == subject.id, EVENTS.c.seq > after)
        .order_by(EVENTS.c.seq)
        .limit(limit + 1)
    )
    return [_entry(json.loads(row.payload), row, actor) for row in db.execute(found)]


def _entry(entry: dict[str, Any], row: Any, actor: Actor) -> dict[str, Any]:
    who = entry["actor"]
    told = {name: entry[name] for name in ("seq", "step", "from", "to", "at")}
    told["actor"] = {"name": who["name"] or None, "post": who["post"] or None, "role": who["role"]}
    nobody = who["role"] in (REPORTER, CLOCK)
    told["on_behalf_of"] = None if nobody else who.get("behalf_name")
    told["answers"] = entry["answers"]
    if may_read(actor, entry):
        text = readable(actor, row.text) if row.text else None
        told["text"] = json.loads(text) if text else None
        told["erased"] = bool(entry["body"]) and row.text is None
    return told | {"flow": entry["flow"], "hash": row.hash, "prev": entry["prev"]}


def may_read(actor: Actor, entry: dict[str, Any]) -> bool:
    """Officers who see the subject read what was written; a unit what it wrote and what was written to it."""
    if actor.roles - {HANDLER} or entry["noun"] in PAPERS:
        return True
    mine = entry["actor"]["org"] in {hat.org for hat in actor.capacities}
    return entry["step"] in FOR_UNITS or (mine and entry["actor"]["role"] == HANDLER)
