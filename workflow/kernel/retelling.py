"""Rows that stand beside the chain, told once more from its entries: they must be the same (`lianxi verify`).

Who voted how, who was there, who held a matter from when to when: such rows repeat what entries say, so that pages can
look them up. Each such table names here the function that tells its rows from the entries of one subject.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, select

from workflow.kernel.clock import parse_stamp
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.legible import columns

UNKNOWN = object()
"""What the entries do not say any more, because its words were erased; or never said, because it is contact data."""


class Silent(Exception):
    """An entry from before it said what these rows repeat: they cannot be told from it."""


@dataclass(frozen=True)
class Said:
    """One entry, as far as rows beside it repeat it."""

    seq: int
    step: str
    entry: dict[str, Any]
    words: dict[str, Any] | None
    """What people wrote; None where nothing was, or where it was erased or is not for the role at work."""

    @classmethod
    def read(cls, event: Any, body: Any) -> Said:
        words = json.loads(body.text) if body and body.text is not None else None
        return cls(event.seq, event.step, json.loads(event.payload), words)

    @cached_property
    def at(self) -> datetime:
        return parse_stamp(self.entry["at"])

    @property
    def actor(self) -> dict[str, Any]:
        found: dict[str, Any] = self.entry["actor"]
        return found

    def answer(self, name: str) -> Any:
        """An answer that stands in the entry itself; None where it was not given."""
        return self.entry["answers"].get(name)

    def text(self, name: str) -> Any:
        """What was written; UNKNOWN once it is erased."""
        if self.words is None:
            return None if self.entry["body"] is None else UNKNOWN
        return self.words.get(name)

    def attests(self, name: str) -> Any:
        """What the step worked out.

        Raises: Silent where the entry is older than that.
        """
        found = self.entry.get("attests", {})
        if name not in found:
            raise Silent
        return found[name]

    def stands(self, column: str) -> Any:
        """How the subject then stood.

        Raises: Silent where the entry is older than that.
        """
        found = self.entry.get("stands", {})
        if column not in found:
            raise Silent
        return found[column]


Row = tuple[int, dict[str, Any]]
"""The number of the entry that last had a hand in it, and what it says, column by column."""
Tell = Callable[[Sequence[Said]], Iterable[Row]]


@dataclass(frozen=True)
class Retold:
    """A table, the column that names the subject, and how its rows are told: all of a row, or `only` some columns."""

    table: Table
    of: str
    tell: Tell
    only: tuple[str, ...] = ()

    def rows(self, db: Connection) -> Select[Any]:
        """What is read of it, as far as it may be."""
        return select(*columns(db, self.table, *((self.of, *self.order, *self.only) if self.only else ())))

    @property
    def order(self) -> list[str]:
        """The columns that tell the rows of one subject apart."""
        return [column.name for column in self.table.primary_key if column.name != self.of]

    @property
    def place(self) -> list[Column[Any]]:
        """The subject, then what tells its rows apart."""
        return [self.table.c[name] for name in (self.of, *self.order)]

    def unlike(
        self, entries: Sequence[Said], rows: Sequence[Any], closed: Collection[str] = ()
    ) -> tuple[int, Sentence] | None:
        """The entry whose row is not as it says, and what is wrong; 0 for a row that no entry speaks of.

        Columns that are `closed` to whoever looks are left out.
        """
        try:
            told = list(self.tell(entries))
        except Silent:
            return None
        named, there = {"table": self.table.name}, {self._named(row._mapping): row for row in rows}
        for seq, row in sorted(told, key=lambda one: one[0]):
            found = there.pop(self._named(row), None)
            if found is None or any(
                _other(getattr(found, name), value) for name, value in row.items() if name not in closed
            ):
                return seq, Sentence(N_("“%(table)s”表里的一行与这条记录不一致，或不见了"), named)
        return (0, Sentence(N_("“%(table)s”表里有一行没有任何记录写过"), named)) if there else None

    def _named(self, row: Mapping[Any, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in self.order)


def _other(stored: Any, told: Any) -> bool:
    return told is not UNKNOWN and (stored != told or type(stored) is not type(told))


RETOLD: dict[str, list[Retold]] = {}
"""By noun."""


def retold(noun: str, table: Table, of: str, *only: str) -> Callable[[Tell], Tell]:
    """Declare how the rows of a table are told from the entries of one subject of this noun."""

    def declare(tell: Tell) -> Tell:
        RETOLD.setdefault(noun, []).append(Retold(table, of, tell, only))
        return tell

    return declare
