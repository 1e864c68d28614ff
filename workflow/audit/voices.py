"""One history in three voices: what officers say was done, what the reporter heard of it, and the record itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, and_, literal, select

from workflow.issues.basis import BASES
from workflow.issues.flow import issue_flow
from workflow.issues.logbook import may_read
from workflow.issues.model import Issue
from workflow.issues.timeline import Entry, signed
from workflow.issues.words import OUTCOMES
from workflow.issues.woven import entries_of, woven
from workflow.kernel.clock import parse_stamp
from workflow.kernel.db import bare
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.i18n import Label, Sentence
from workflow.kernel.policy import Actor
from workflow.kernel.subject import SUBJECTS
from workflow.meetings.model import AgendaItem, Meeting

ITEMS, MEETINGS = bare(AgendaItem), bare(Meeting)


@dataclass(frozen=True, slots=True)
class Record:
    """What is hashed, in short: number, states, in what role, on what basis, digest and flow."""

    noun: str
    seq: int
    step: str
    source: Label | None
    target: Label
    role: str
    basis: Label | None
    item: Sitting | None
    hash: str
    flow: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """The agenda item that decided, in the same transaction."""

    meeting: int
    title: str
    position: int


@dataclass(frozen=True, slots=True)
class Voiced:
    """One entry, three times; the reporter does not hear of every one."""

    at: datetime
    officers: Entry
    reporter: Label | None
    record: Record | None
    """None of what another history keeps: who took over a post."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One version of the answer to the reporter. `text` is None where it was erased, or is not for this reader."""

    seq: int
    at: datetime
    by: Sentence
    step: Label
    outcome: Label | None
    text: str | None


def voices(db: Connection, issue: Issue, told: list[Entry]) -> list[Voiced]:
    """Each of these lines of a matter, in the order given; a constant number of queries."""
    raw = _payloads(db, issue.id)
    sat = _sittings(db, issue, raw.values())
    return [Voiced(one.at, one, _heard(one), _record(one, raw[one.hash], sat) if one.hash else None) for one in told]


def _payloads(db: Connection, issue_id: int) -> dict[str, dict[str, Any]]:
    """The entries behind the lines, by the hash that names each."""
    whose = entries_of(woven(literal(issue_id, BigInteger)))
    rows = db.execute(select(EVENTS.c.hash, EVENTS.c.payload).select_from(whose))
    return {row.hash: json.loads(row.payload) for row in rows}


def _heard(one: Entry) -> Label | None:
    step = issue_flow.steps.get(one.step) if one.noun == "issue" else None
    return Label(step.voice) if step and step.voice else None


def _record(one: Entry, entry: dict[str, Any], sat: dict[str, Sitting]) -> Record:
    states = SUBJECTS[one.noun].flow.states
    label = {name: Label(states[name].label if name in states else str(name)) for name in (entry["from"], entry["to"])}
    basis = entry["answers"].get("basis")
    return Record(
        noun=one.noun,
        seq=one.seq,
        step=one.step,
        source=label[entry["from"]] if entry["from"] not in (None, entry["to"]) else None,
        target=label[entry["to"]],
        role=entry["actor"]["role"],
        basis=Label(BASES.get(basis, basis)) if basis else None,
        item=sat.get(entry["request"]) if basis == "meeting" else None,
        hash=one.hash,
        flow=entry["flow"],
    )


def _sittings(db: Connection, issue: Issue, entries: Any) -> dict[str, Sitting]:
    """The items of this matter by the request in which they were decided: theirs and the matter's step are one."""
    joined = ITEMS.join(MEETINGS, MEETINGS.c.id == ITEMS.c.meeting_id)
    columns = (ITEMS.c.id, ITEMS.c.meeting_id, ITEMS.c.position, MEETINGS.c.title)
    items = {
        row.id: row for row in db.execute(select(*columns).select_from(joined).where(ITEMS.c.issue_id == issue.id))
    }
    mine = (EVENTS.c.noun == AgendaItem.noun) & EVENTS.c.subject_id.in_(list(items))
    found: dict[str, Sitting] = {}
    for row in db.execute(select(EVENTS.c.subject_id, EVENTS.c.payload).where(mine)):
        item = items[row.subject_id]
        found[json.loads(row.payload)["request"]] = Sitting(item.meeting_id, item.title, item.position)
    return found


def answers(db: Connection, issue: Issue, actor: Actor) -> list[Answer]:
    """Every version of the answer that was ever written, oldest first."""
    asking = [name for name, step in issue_flow.steps.items() if "answer" in step.asks]
    same = and_(*(getattr(BODIES.c, key) == getattr(EVENTS.c, key) for key in ("noun", "subject_id", "seq")))
    mine = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == issue.id) & EVENTS.c.step.in_(asking)
    found = select(EVENTS.c.payload, BODIES.c.text).join_from(EVENTS, BODIES, same, isouter=True).where(mine)
    rows = db.execute(found.order_by(EVENTS.c.seq))
    return [_answer(json.loads(row.payload), row.text, actor) for row in rows]


def _answer(entry: dict[str, Any], body: str | None, actor: Actor) -> Answer:
    said = json.loads(body).get("answer") if body and may_read(actor, entry) else None
    outcome = entry["answers"].get("outcome")
    return Answer(
        seq=entry["seq"],
        at=parse_stamp(entry["at"]),
        by=signed(entry["actor"]),
        step=Label(issue_flow.steps[entry["step"]].label),
        outcome=Label(OUTCOMES[outcome]) if outcome in OUTCOMES else None,
        text=said,
    )
