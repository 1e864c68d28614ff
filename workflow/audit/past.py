"""A matter as it stood at a moment that is over, read from its entries alone (docs/decisions/0070)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.model import Assignment, Issue
from workflow.issues.words import OUTCOMES, URGENCIES
from workflow.kernel.clock import parse_stamp, stamp
from workflow.kernel.db import bare
from workflow.kernel.errors import Refusal
from workflow.kernel.history import EVENTS, FLOWS
from workflow.kernel.i18n import N_, Label
from workflow.orgs.model import Grid, Org
from workflow.rules.model import Category

SHEETS, ORGS, GRIDS, CATEGORIES = bare(Assignment), bare(Org), bare(Grid), bare(Category)


class NotYet(Refusal):
    """The moment lies before the first entry."""

    status = 404
    code = "not_yet"
    message = N_("那时还没有这件事项，请选登记之后的时间")


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of time in one state, with one holder; the last one ends at the moment asked for."""

    state: str
    label: Label
    holder: str | None
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assignment as it stood then."""

    unit: str
    role: str
    state: str
    label: Label
    phase: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Past:
    """The matter at the moment: what its last entry says, and the stretches before it."""

    at: datetime
    seq: int
    hash: str
    flow: str
    """The hash of the flow that then ruled; its text is in `law`."""
    law: dict[str, Any]
    state: str
    label: Label
    phase: str
    owner: str | None
    holder: str | None
    lead: str | None
    grid: str | None
    category: str | None
    urgency: Label | None
    outcome: Label | None
    due_at: datetime | None
    paused_at: datetime | None
    stays: list[Stay]
    sheets: list[Sheet]
    known: bool
    """Whether the entries are from a time when they said who held the matter."""


def as_of(db: Connection, issue: Issue, moment: datetime) -> Past:
    """The matter as it stood: the last entry at that moment says all there is to say.

    Raises: NotYet.
    """
    entries = _entries(db, "issue", [issue.id], moment)
    if not entries:
        raise NotYet
    last, said = entries[-1]
    sheets = _sheets(db, issue.id, moment)
    names = _names(db, [*(entry for _row, entry in entries), *(entry for _id, entry in sheets)])
    stands = said.get("stands", {})
    law = json.loads(db.execute(select(FLOWS.c.text).where(FLOWS.c.hash == said["flow"])).scalar_one())
    return Past(
        at=moment, seq=said["seq"], hash=last.hash, flow=said["flow"], law=law,
        state=said["to"], label=Label(law["states"][said["to"]]["label"]), phase=law["states"][said["to"]]["phase"],
        owner=names.get(("org", stands.get("owner_id"))), holder=names.get(("org", stands.get("holder_id"))),
        lead=names.get(("org", stands.get("lead_id"))),
        grid=names.get(("grid", stands.get("grid_id"))), category=names.get(("category", stands.get("category_id"))),
        urgency=_word(URGENCIES, stands.get("urgency")), outcome=_word(OUTCOMES, stands.get("outcome")),
        due_at=_instant(stands.get("due_at")), paused_at=_instant(stands.get("paused_at")),
        stays=_stays([entry for _row, entry in entries], names, law, moment),
        sheets=[_sheet(entry, names, Assignment.flow.states) for _id, entry in sheets],
        known="stands" in said,
    )  # fmt: skip


def _entries(db: Connection, noun: str, ids: list[int], moment: datetime) -> list[tuple[Any, dict[str, Any]]]:
    mine = (EVENTS.c.noun == noun) & EVENTS.c.subject_id.in_(ids) & (EVENTS.c.at <= stamp(moment))
    columns = (EVENTS.c.subject_id, EVENTS.c.payload, EVENTS.c.hash)
    found = db.execute(select(*columns).where(mine).order_by(EVENTS.c.subject_id, EVENTS.c.seq))
    return [(row, json.loads(row.payload)) for row in found]


def _sheets(db: Connection, issue_id: int, moment: datetime) -> list[tuple[int, dict[str, Any]]]:
    """The last entry of each assignment there was."""
    ids = list(db.execute(select(SHEETS.c.id).where(SHEETS.c.issue_id == issue_id)).scalars())
    last = {row.subject_id: entry for row, entry in _entries(db, "assignment", ids, moment)}
    return sorted(last.items())


def _names(db: Connection, entries: list[dict[str, Any]]) -> dict[tuple[str, Any], str]:
    """Names for the ids that stand in entries: one query for each kind."""
    kinds = {"org": ("owner_id", "holder_id", "lead_id", "unit_id"), "grid": ("grid_id",), "category": ("category_id",)}
    tables: dict[str, Any] = {"org": ORGS, "grid": GRIDS, "category": CATEGORIES}
    found: dict[tuple[str, Any], str] = {}
    for kind, columns in kinds.items():
        ids = {entry.get("stands", {}).get(column) for entry in entries for column in columns} - {None}
        table = tables[kind]
        rows = db.execute(select(table.c.id, table.c.name).where(table.c.id.in_(ids)))
        found |= {(kind, row.id): row.name for row in rows}
    return found


def _stays(entries: list[dict[str, Any]], names: dict[Any, str], law: dict[str, Any], moment: datetime) -> list[Stay]:
    """Stretches without a change of state or holder, oldest first; they add up to the age at the moment."""
    turns: list[tuple[str, Any, datetime]] = []
    for entry in entries:
        holder = entry.get("stands", {}).get("holder_id")
        if not turns or turns[-1][:2] != (entry["to"], holder):
            turns.append((entry["to"], holder, parse_stamp(entry["at"])))
    ends = [start for _state, _holder, start in turns[1:]] + [moment]
    return [
        Stay(state, Label(law["states"].get(state, {}).get("label", state)), names.get(("org", holder)), start, end)
        for (state, holder, start), end in zip(turns, ends, strict=True)
    ]


def _sheet(entry: dict[str, Any], names: dict[Any, str], states: Any) -> Sheet:
    stands = entry.get("stands", {})
    state = states[entry["to"]]
    unit = names.get(("org", stands.get("unit_id")), "–")
    due = _instant(stands.get("due_at"))
    return Sheet(unit, stands.get("role", ""), entry["to"], Label(state.label), state.phase, due)


def _word(words: dict[str, str], word: Any) -> Label | None:
    return Label(words[word]) if word in words else None


def _instant(said: str | None) -> datetime | None:
    return parse_stamp(said) if said else None


def moves(past: Past) -> dict[tuple[str, str], int]:
    """How often it went from one state to another, for the drawing of the flow."""
    went: dict[tuple[str, str], int] = {}
    for before, after in pairwise(past.stays):
        if before.state != after.state:
            went[before.state, after.state] = went.get((before.state, after.state), 0) + 1
    return went


def dwells(past: Past) -> dict[str, float]:
    """Seconds spent in each state."""
    spent: dict[str, float] = {}
    for stay in past.stays:
        spent[stay.state] = spent.get(stay.state, 0.0) + (stay.end - stay.start).total_seconds()
    return spent
