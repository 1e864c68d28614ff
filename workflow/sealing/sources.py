"""The two logs that are sealed in one tree: what was done, and who looked; each as its leaves name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, literal

from workflow.kernel.accesses import ACCESSES
from workflow.kernel.history import EVENTS
from workflow.sealing.model import LEAVES

READ = "access"
"""The noun under which an entry of the log of reads stands."""


@dataclass(frozen=True)
class Source:
    """One log: its table, and what each column of a leaf is there."""

    table: Table
    named: dict[str, ColumnElement[Any]]

    @property
    def key(self) -> list[ColumnElement[Any]]:
        """What names an entry, in the order in which entries are sealed."""
        return [column.label(name) for name, column in self.named.items()]

    @property
    def same(self) -> ColumnElement[bool]:
        """That a leaf is of this entry."""
        return and_(*(LEAVES.c[name] == column for name, column in self.named.items()))


HISTORY = Source(
    EVENTS,
    {"noun": EVENTS.c.noun, "subject_id": EVENTS.c.subject_id, "chain": literal(""), "month": literal(""),
     "seq": EVENTS.c.seq},
)  # fmt: skip
READS = Source(
    ACCESSES,
    {"noun": literal(READ), "subject_id": literal(0), "chain": ACCESSES.c.chain, "month": ACCESSES.c.month,
     "seq": ACCESSES.c.seq},
)  # fmt: skip
SOURCES = (HISTORY, READS)
