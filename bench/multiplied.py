"""The demo street many times over: each of its matters copied with all that hangs on it, a million in minutes.

The demo took real steps, so what stands around a matter is in proportion. The copies are its rows in plain SQL with
ids, numbers, texts and days of their own: what is settled over ten years, what is open among the newest. Their hashes
are those of the originals: nobody verifies a copy.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Date
from sqlalchemy.engine import URL

from bench.pens import Pen, pen_for
from bench.words import place_of, what_of
from workflow.kernel.db import Instant, Record
from workflow.kernel.grams import PART, folded, grams
from workflow.kernel.initials import initials

TABLES = Record.metadata.tables
SPAN = 3650
"""Days over which what is settled lies."""
SHARE = 10
"""Of what is open, or waits for a meeting to ratify it, only every tenth copy is there."""
BATCH, TALES = 50_000, 50_000
"""So many different texts; with place and number no two matters read alike."""
BORN = "id BIGINT PRIMARY KEY, source BIGINT, issue BIGINT, back INT"
OWN = ("assignments", "claims", "postings", "requests", "supervision_orders")
"""What hangs on a matter and has an id of its own."""
PARTS = (
    # table, of whom, its column, and which rows
    ("events", "issues", "subject_id", "noun = 'issue'"),
    ("deadlines", "issues", "subject_id", "noun = 'issue'"),
    ("custody", "issues", "issue_id", ""),
    ("decisions", "issues", "issue_id", ""),
    ("events", "assignments", "subject_id", "noun = 'assignment'"),
    ("deadlines", "assignments", "subject_id", "noun = 'assignment'"),
    ("evaluations", "claims", "claim_id", ""),
)
CHANGED = {
    "issues": {"number": "told.number", "what": "told.what", "place": "told.place", "outside": "NULL"},
    "evaluations": {"issue_id": "born.issue"},
    "claims": {"code_hash": "substr(t.code_hash, 1, 40) || '-' || born.id"},
    "supervision_orders": {"number": "'D-' || born.id", "about_id": "born.issue * 1000 + t.about_id % 1000"},
    "requests": {"claim_id": "born.id", "assignment_id": "NULL"},
}
"""What tells copies apart, besides their ids."""


def multiply(url: URL, size: int) -> None:
    """Fill a demo street up to so many matters; the indexes are made anew when all is there."""
    pen = pen_for(url)
    kept = pen.indexes(["issues", "issue_texts", "issue_grams", *OWN, *(table for table, *_ in PARTS)])
    for name, _how in kept:
        pen.run(f"DROP INDEX {name}")
    _matters(pen, size)
    for table in OWN:
        _own(pen, table)
    for table, owner, column, which in PARTS:
        _copied(pen, table, owner, column, which)
    for _name, how in kept:
        pen.run(how)
    pen.close()


def _matters(pen: Pen, size: int) -> None:
    """Issues with texts of their own, findable."""
    pen.run(f"CREATE TEMPORARY TABLE born_issues ({BORN})")
    pen.run("CREATE TEMPORARY TABLE told (id BIGINT PRIMARY KEY, number TEXT, what TEXT, place TEXT)")
    born, tales = _born(pen, size), Tales(random.Random(7))
    for start in range(0, len(born), BATCH):
        batch = born[start : start + BATCH]
        told = [tales.of(id) for id, *_ in batch]
        pen.pour("born_issues", ("id", "source", "issue", "back"), batch)
        pen.pour("told", ("id", "number", "what", "place"), [(one.id, one.number, one.what, one.place) for one in told])
        pen.pour("issue_texts", ("issue_id", "street_id", "text"), [(one.id, 1, one.words) for one in told])
        pen.pour("issue_grams", (pen.gram_key, "grams"), [(one.id, pen.grams(one.id, one.pairs)) for one in told])
    _copied(pen, "issues", "issues", "id", "")


def _born(pen: Pen, size: int) -> list[tuple[int, int, int, int]]:
    """(new id, id of the original, the new id again, days back), the oldest first."""
    unratified = "SELECT issue_id FROM decisions WHERE ratified IS FALSE"
    rows = pen.run(f"SELECT id, holder_id IS NULL AND id NOT IN ({unratified}) FROM issues ORDER BY id")
    settled = [id for id, is_settled in rows if is_settled]
    unsettled = [id for id, is_settled in rows if not is_settled]
    copies = (size - len(rows)) * SHARE // (len(settled) * SHARE + len(unsettled)) + 1
    born: list[tuple[int, int]] = []
    for copy in range(copies):
        born += [(id, SPAN * (copies - copy) // copies) for id in settled]
        born += [(id, 0) for id in unsettled if (copy + 1) * SHARE > copies * (SHARE - 1)]
    first = rows[-1][0] + 1
    return [(first + n, id, first + n, back) for n, (id, back) in enumerate(born[-(size - len(rows)) :])]


def _own(pen: Pen, table: str) -> None:
    """Rows with an id of their own, numbered on."""
    pen.run(f"CREATE TEMPORARY TABLE born_{table} ({BORN})")
    number = f"row_number() OVER (ORDER BY born.id, t.id) + (SELECT max(id) FROM {table})"
    born = f"SELECT {number}, t.id, born.id, born.back FROM born_issues born JOIN {table} t ON t.issue_id = born.source"
    pen.run(f"INSERT INTO born_{table} {born}")
    _copied(pen, table, table, "id", "")


def _copied(pen: Pen, table: str, owner: str, column: str, which: str) -> None:
    """The rows that hang on originals by this column, once more for each copy of those, in the order of the copies."""
    first = f"first_{table}_{owner}"
    pen.run(f"CREATE TEMPORARY TABLE {first} AS SELECT * FROM {table} WHERE {which or 'true'}")
    pen.run(f"CREATE INDEX {first}_ix ON {first} ({column})")
    columns = TABLES[table].columns
    changed = CHANGED.get(table, {}) | {column: "born.id"}
    if table in OWN:
        changed["issue_id"] = "born.issue"
    values = ", ".join(changed.get(one.name) or _value(pen, one) for one in columns)
    told = "JOIN told ON told.id = born.id" if table == "issues" else ""
    found = f"FROM born_{owner} born CROSS JOIN {first} t {told} WHERE t.{column} = born.source"
    names = ", ".join(one.name for one in columns)
    pen.run(f"INSERT INTO {table} ({names}) SELECT {values} {found} ORDER BY born.id")


def _value(pen: Pen, column: Column[Any]) -> str:
    """What a copy has in this column: the same, but for its day."""
    if isinstance(column.type, Instant | Date) or (column.table.name, column.name) == ("events", "at"):
        return pen.earlier(f"t.{column.name}", column.type)
    return f"t.{column.name}"


@dataclass(frozen=True, slots=True)
class Told:
    """What one copy tells, and how it is found."""

    id: int
    number: str
    what: str
    place: str
    words: str
    pairs: list[str]


class Tales:
    """Texts by the million: the parts are folded and cut once, and put together anew."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.whats = [_cut(what_of(dice)) for _ in range(TALES)]
        self.places: dict[str, tuple[str, str, list[str]]] = {}

    def of(self, id: int) -> Told:
        place = place_of(self.dice)
        if place not in self.places:
            self.places[place] = _cut(place, initials(place))
        number = _cut(f"B01-26-{id:07}")
        parts = (number, self.dice.choice(self.whats), self.places[place])
        words = PART.join(words for _plain, words, _pairs in parts)
        pairs = dict.fromkeys(pair for *_rest, found in parts for pair in found)
        return Told(id, number[0], parts[1][0], place, words, list(pairs))


def _cut(*parts: str) -> tuple[str, str, list[str]]:
    words = folded(parts)
    return parts[0], words, grams(words)
