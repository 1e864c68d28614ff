"""That the entries of one subject stand in the log: their places, and the way from each to the root of a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from workflow.kernel.history import EVENTS
from workflow.sealing import tree
from workflow.sealing.model import LEAVES
from workflow.sealing.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Receipt:
    """One entry's place in the tree, and the hashes on its way to the root."""

    seq: int
    place: int
    hash: str
    path: tuple[bytes, ...]

    def holds(self, size: int, root: bytes) -> bool:
        return tree.includes(bytes.fromhex(self.hash), self.place, size, self.path, root)


def receipts(db: Connection, street: int, noun: str, id: int, size: int, shelf: Shelf | None = None) -> list[Receipt]:
    """Of every entry of a subject that a tree of this size holds.

    Raises: LookupError where the database has not got the tree.
    """
    mine = (LEAVES.c.noun == noun) & (LEAVES.c.subject_id == id) & (LEAVES.c.chain == "")
    rows = db.execute(
        select(LEAVES).where(mine, LEAVES.c.street_id == street, LEAVES.c.place < size).order_by(LEAVES.c.seq)
    ).all()
    shelf = shelf or Shelf(db, street)
    return [Receipt(row.seq, row.place, row.hash, tuple(shelf.inclusion(row.place, size))) for row in rows]


def first_unlike(db: Connection, subject: Any, size: int, root: bytes) -> int | None:
    """The number of the first sealed entry that is not as it was sealed; None where all are."""
    written = select(EVENTS.c.seq, EVENTS.c.hash).where(
        EVENTS.c.noun == subject.noun, EVENTS.c.subject_id == subject.id
    )
    now = {row.seq: row.hash for row in db.execute(written)}
    found = receipts(db, subject.street_id, subject.noun, subject.id, size)
    unlike = [one.seq for one in found if now.get(one.seq) != one.hash]
    lost = [one.seq for one in found if not one.holds(size, root)]  # one changed leaf also spoils its neighbours' way
    return next(iter(unlike or lost), None)
