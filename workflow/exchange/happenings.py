"""What happened to the matters of a span, as logs for the study of processes need it: no word, no name, no contact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.model import Assignment, Issue
from workflow.issues.spans import Span
from workflow.kernel.clock import LOCAL, parse_stamp
from workflow.kernel.db import Database, at_most, bare
from workflow.kernel.history import EVENTS
from workflow.kernel.policy import Actor
from workflow.meetings.model import AgendaItem
from workflow.orgs.model import Org
from workflow.rules.model import Category

ISSUES, SHEETS, ITEMS, ORGS, CATEGORIES = bare(Issue), bare(Assignment), bare(AgendaItem), bare(Org), bare(Category)
BATCH = 200


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry: of which subject, which step, by whom in what role and organisation, on which basis."""

    noun: str
    id: int
    seq: int
    step: str
    source: str | None
    target: str
    at: datetime
    person: int
    role: str
    org: str
    basis: str | None


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter with its entries in the order of time; `sheets` is (id, unit, role) and `items` (item, meeting)."""

    id: int
    number: str
    category: str
    kind: str
    urgency: str
    outcome: str | None
    happened: list[Happening]
    sheets: list[tuple[int, str, str]]
    items: list[tuple[int, int]]


def local_time(at: datetime) -> str:
    """2026-11-25T09:00:00.000+08:00."""
    return at.astimezone(LOCAL).isoformat(timespec="milliseconds")


def matters(database: Database, actor: Actor, span: Span) -> Iterator[Matter]:
    """Those the actor may see, oldest first; each batch is one short read."""
    joined = ISSUES.outerjoin(CATEGORIES, CATEGORIES.c.id == ISSUES.c.category_id)
    some = (
        select(ISSUES, CATEGORIES.c.name.label("category"))
        .select_from(joined)
        .where(*span.seen_by(actor))
        .order_by(ISSUES.c.id)
    )
    after = 0
    while True:
        with database.reading() as db:
            batch = db.execute(some.where(ISSUES.c.id > after).limit(at_most(BATCH))).all()
            found = list(_told(db, batch)) if batch else []
        if not found:
            return
        yield from found
        after = batch[-1].id


def _told(db: Connection, batch: Any) -> Iterator[Matter]:
    ids = [row.id for row in batch]
    sheets = db.execute(
        select(SHEETS.c.id, SHEETS.c.issue_id, SHEETS.c.role, ORGS.c.name)
        .join(ORGS, ORGS.c.id == SHEETS.c.unit_id)
        .where(SHEETS.c.issue_id.in_(ids))
        .order_by(SHEETS.c.id)
    ).all()
    items = db.execute(select(ITEMS.c.id, ITEMS.c.issue_id, ITEMS.c.meeting_id).where(ITEMS.c.issue_id.in_(ids))).all()
    of = {("issue", id): id for id in ids}
    of |= {("assignment", row.id): row.issue_id for row in sheets} | {
        ("agenda_item", row.id): row.issue_id for row in items
    }
    happened: dict[int, list[Happening]] = {id: [] for id in ids}
    orgs: dict[int, str] = dict(db.execute(select(ORGS.c.id, ORGS.c.name)).all())
    for noun in ("issue", "assignment", "agenda_item"):
        mine = [id for kind, id in of if kind == noun]
        rows = db.execute(select(EVENTS).where(EVENTS.c.noun == noun, EVENTS.c.subject_id.in_(mine)))
        for row in rows:
            happened[of[noun, row.subject_id]].append(_happening(row, orgs))
    for row in batch:
        told = sorted(happened[row.id], key=lambda one: (one.at, one.noun != "issue", one.id, one.seq))
        yield Matter(
            row.id, row.number, row.category or "", row.kind, row.urgency, row.outcome, told,
            [(one.id, one.name, one.role) for one in sheets if one.issue_id == row.id],
            [(one.id, one.meeting_id) for one in items if one.issue_id == row.id],
        )  # fmt: skip


def _happening(row: Any, orgs: dict[int, str]) -> Happening:
    entry = json.loads(row.payload)
    who = entry["actor"]
    nobody = who["role"] in ("reporter", "clock")
    return Happening(
        row.noun, row.subject_id, row.seq, row.step, row.from_state, row.to_state, parse_stamp(row.at), row.actor_id,
        who["role"], "" if nobody else orgs.get(who["org"], ""), entry["answers"].get("basis"),
    )  # fmt: skip
