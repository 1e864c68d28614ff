"""A full step through the desk against the same rows by the raw driver."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, select

from bench.raw import Raw
from bench.report import Figure
from bench.rounds import interleave
from bench.street import Street
from workflow.issues.model import Deadline, Issue
from workflow.kernel.db import bare
from workflow.kernel.history import Event
from workflow.kernel.outbox import Message

GOALS = {"sqlite": (2.5, 3.5), "postgresql": (1.8, 2.5)}  # DESIGN.md section 8
TIMES = ("at", "started_at", "stopped_at", "due_at", "next_at", "accepted_at", "registered_at")
OWN = {"id", "subject_id", "number", "head", "hash", "payload", "provisional", *TIMES}


def compare(url: str, kind: str, *, rounds: int, size: int) -> list[Figure]:
    """Median time and processor time of `accept`, as ratios."""
    street = Street(url)
    raw = Raw(street)
    try:
        same_rows(street, raw)
        acts = {"desk": (street.registered, street.accept), "raw": (street.registered, raw.accept)}
        times = interleave(acts, rounds=rounds, size=size)
        desk, bare_driver = times["desk"], times["raw"]
        wall, processor = GOALS[kind]
        note = f"{statements(street)} statements"
        return [
            Figure(f"a full step ÷ the same rows by raw driver, {kind}, p50", desk.p50, bare_driver.p50, wall, note),
            Figure(f"the same, {kind}, processor time", desk.processor, bare_driver.processor, processor),
        ]
    finally:
        raw.close()
        street.close()


def same_rows(street: Street, raw: Raw) -> None:
    """Raises: ValueError unless both ways leave the same rows behind, their ids, times and hashes aside."""
    by_desk, by_raw = street.registered(2)
    street.accept(by_desk)
    raw.accept(by_raw)
    left, right = (rows_of(street, id) for id in (by_desk, by_raw))
    if left != right:
        raise ValueError(f"the raw driver writes other rows than the desk:\n{left}\n{right}")


def rows_of(street: Street, id: int) -> list[Any]:
    """What is stored about a matter; of what differs by nature only whether it is there."""
    found = []
    with street.database.reading() as db:
        for model in (Issue, Event, Deadline, Message):
            table = bare(model)
            where = table.c.id == id if model is Issue else (table.c.noun == "issue") & (table.c.subject_id == id)
            rows = db.execute(select(table).where(where)).mappings()
            found += [{key: value is not None if key in OWN else value for key, value in row.items()} for row in rows]
    return sorted(found, key=str)


def statements(street: Street) -> int:
    """How many statements one step sends, BEGIN and COMMIT included where they are sent as such."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    (id,) = street.registered(1)
    event.listen(street.database.engine, "before_cursor_execute", note)
    street.accept(id)
    event.remove(street.database.engine, "before_cursor_execute", note)
    return len(sent)
