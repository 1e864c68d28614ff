"""Append-only events, hash-chained per subject over the stored bytes (DESIGN.md section 4)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Executable, Index, LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.canonical import canonical, leaf_hash, salted
from workflow.kernel.clock import stamp
from workflow.kernel.db import Record, Word, bare, insert_into
from workflow.kernel.prepared import Values
from workflow.kernel.subject import Key

if TYPE_CHECKING:
    from workflow.kernel.flow import Step
    from workflow.kernel.policy import Actor, Capacity
    from workflow.kernel.subject import Subject


class FlowText(Record):
    """The canonical JSON of every flow that ever ruled, by its hash; append-only."""

    __tablename__ = "flows"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Word)
    text: Mapped[str] = mapped_column(Text)


class Event(Record):
    """One entry of a subject's history. `payload` is what is hashed; the other columns repeat it for queries."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_actor", "street_id", "actor_id", "at"), Index("ix_events_at", "street_id", "at"))

    noun: Mapped[str] = mapped_column(Word, primary_key=True)
    subject_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    street_id: Mapped[int]
    step: Mapped[str] = mapped_column(Word)
    from_state: Mapped[str | None] = mapped_column(Word)
    to_state: Mapped[str] = mapped_column(Word)
    actor_id: Mapped[int]
    at: Mapped[str] = mapped_column(String(27))
    payload: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))


class Body(Record):
    """The erasable part of an event: what people wrote. The chain keeps only its salted digest."""

    __tablename__ = "bodies"

    noun: Mapped[str] = mapped_column(Word, primary_key=True)
    subject_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[str] = mapped_column(Text)


EVENTS, BODIES, FLOWS = bare(Event), bare(Body), bare(FlowText)


def keep_flow(db: Connection, flow: Any) -> None:
    """Keep the text of a flow the first time an event carries its hash."""
    known: set[str] = db.info.setdefault("flows", set())
    if flow.digest in known:
        return
    if db.execute(select(FLOWS.c.hash).where(FLOWS.c.hash == flow.digest)).first() is None:
        db.execute(insert_into(FLOWS), {"hash": flow.digest, "name": flow.name, "text": flow.canonical})
        return  # remembered only once it is seen to be committed
    known.add(flow.digest)


def append(
    db: Connection,
    put: Callable[[Executable, Values], None],
    subject: Subject,
    step: Step,
    source: str | None,
    *,
    actor: Actor,
    capacity: Capacity,
    answers: dict[str, Any],
    attested: dict[str, Any],
    at: datetime,
    request: str,
) -> None:
    """Write the next event of a subject and move its version and head on. Only the desk calls this."""
    keep_flow(db, subject.flow)
    open_answers, free = parted(step, answers)
    body = canonical(free) if free else ""
    salt = secrets.token_bytes(16) if free else b""
    place: dict[str, Any] = {"noun": subject.noun, "subject_id": subject.id, "seq": subject.version + 1}
    entry = _entry(subject, step, source, stamp(at))
    entry |= {"actor": signature(actor, capacity), "request": request, "answers": open_answers}
    entry["body"] = salted(salt, body) if free else None
    if subject.recorded:
        entry["stands"] = standing(subject, subject.recorded)
    if attested:
        entry["attests"] = attested
    payload = canonical(entry)
    event: dict[str, Any] = place | {
        "street_id": subject.street_id,
        "step": step.name,
        "from_state": source,
        "to_state": subject.state,
    }
    event |= {"actor_id": actor.id, "at": entry["at"], "payload": payload, "hash": leaf_hash(payload)}
    subject.version, subject.head = place["seq"], event["hash"]
    put(insert_into(EVENTS), event)
    if free:
        put(insert_into(BODIES), place | {"salt": salt, "text": body})


def _entry(subject: Subject, step: Step, source: str | None, at: str) -> dict[str, Any]:
    """The part of an entry that says what happened to whom, under which flow, after what."""
    return {
        "noun": subject.noun,
        "id": subject.id,
        "street": subject.street_id,
        "seq": subject.version + 1,
        "step": step.name,
        "from": source,
        "to": subject.state,
        "at": at,
        "flow": subject.flow.digest,
        "prev": subject.head,
    }


def standing(row: Any, recorded: tuple[str, ...]) -> dict[str, Any]:
    """How a subject stands, as plain data: the columns it records, the empty ones too."""
    known = ((name, getattr(row, name)) for name in recorded)
    return {name: None if value is None else _plain(value) for name, value in known}


def signature(actor: Actor, capacity: Capacity) -> dict[str, Any]:
    """Who, as of then: name and post, "B 代 A"; a reporter is only "reporter"."""
    signed: dict[str, Any] = {
        "id": actor.id,
        "name": actor.name,
        "role": capacity.role,
        "org": capacity.org,
        "post": capacity.post,
    }
    if capacity.behalf is not None:
        signed |= {"behalf": capacity.behalf, "behalf_name": capacity.behalf_name}
    return signed


def parted(step: Step, answers: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers as plain data: those that may stand in the chain, and the free text that must stay erasable."""
    plain: dict[str, Any] = {}
    free: dict[str, Any] = {}
    for name, value in answers.items():
        if value is None:
            continue
        asked = step.asks.get(name)
        if asked is not None and asked.personal:
            continue
        (free if asked is not None and asked.free else plain)[name] = _plain(value)
    return plain, free


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | bool) else str(value)
