"""Whose signature counts: the keys of a log, each signed for by the one before, and what they signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from workflow.kernel.examine import UNREADABLE
from workflow.kernel.i18n import N_, Sentence
from workflow.sealing import notes
from workflow.sealing.notes import Checkpoint, Public
from workflow.sealing.report import CHECKPOINT, KEY, LogReport
from workflow.sealing.sealer import handover, known_keys

Held = list[tuple[int, Public]]
"""Keys, each with the number of the first checkpoint it signs."""


def held_keys(db: Connection, report: LogReport, trusted: Sequence[Public]) -> Held:
    """The keys the database names, each signed for by the one before, as far as they are those trusted."""
    found: Held = []
    for row in known_keys(db, report.street):
        key = _key(row, [key for _since, key in found])
        if key is None or (trusted and key not in trusted):
            report.mistrust(KEY, row.number, Sentence(N_("第 %(n)s 把公钥不是可信的"), {"n": row.number}))
            break
        found.append((row.since, key))
    report.keys = [key for _since, key in found]
    return found


def _key(row: Any, before: list[Public]) -> Public | None:
    try:
        key, note = Public.read(row.key), notes.read(row.note)
        signers = note.by(*before[-1:], key)
    except UNREADABLE:
        return None
    said = note.text == handover(key.name, row.number, row.since, key) and row.number == len(before)
    return key if said and signers == [*before[-1:], key] and str(key) == row.key else None


def in_force(held: Held, number: int) -> list[Public]:
    """The key that had to sign the checkpoint of this number."""
    return [key for since, key in held if since <= number][-1:]


def signed(report: LogReport, note: str, name: str, keys: Sequence[Public]) -> Checkpoint | None:
    """The checkpoint in a note, where it can be read and one of these keys signed it."""
    try:
        parts = notes.read(note)
        point = Checkpoint.read(parts.text)
    except UNREADABLE:
        report.alter(CHECKPOINT, report.street, name, Sentence(N_("检查点无法读取")))
        return None
    if not any(key.name == point.origin for key in parts.by(*keys)):
        says = Sentence(N_("检查点“%(name)s”不是本库的密钥签的"), {"name": name})
        report.mistrust(CHECKPOINT, point.size, says)
        return None
    return point


def as_entered(row: Any, point: Checkpoint) -> bool:
    """Whether a row of the database repeats what was signed."""
    return (point.size, point.root.hex(), point.at) == (row.size, row.root, row.at)
