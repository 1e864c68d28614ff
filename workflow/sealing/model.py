"""What is kept of the log of each street: leaves in their order, every eighth level above them, checkpoints and keys.

All of it is append-only by triggers; nothing here repeats what was written, only its hashes.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Record, Word, bare
from workflow.kernel.subject import Key


class Leaf(Record):
    """One entry of history, or of the log of reads, in its place in the tree. The place orders, never the time."""

    __tablename__ = "leaves"
    __table_args__ = (UniqueConstraint("noun", "subject_id", "chain", "month", "seq", name="uq_leaves_entry"),)

    street_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    noun: Mapped[str] = mapped_column(Word)
    subject_id: Mapped[int] = mapped_column(Key)
    chain: Mapped[str] = mapped_column(String(60))
    """Of the log of reads; empty, as the month is, for an entry of history."""
    month: Mapped[str] = mapped_column(String(7))
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class Node(Record):
    """The hash over 256 of the level below; level 0 are the leaves themselves."""

    __tablename__ = "tree_nodes"

    street_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))


class Sealed(Record):
    """A checkpoint as it was signed."""

    __tablename__ = "checkpoints"

    street_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(27))
    note: Mapped[str] = mapped_column(Text)


class LogKey(Record):
    """A public key, in a note that the key before it signed; the first one signs for itself."""

    __tablename__ = "log_keys"

    street_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[int]
    """The number of the first checkpoint it signs."""
    key: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)


LEAVES, NODES, CHECKPOINTS, KEYS = bare(Leaf), bare(Node), bare(Sealed), bare(LogKey)
