"""What the cells of a ledger say: a column at a time over a batch of rows, so that each is looked at once and in bulk.

Codes are put into words once for each code there is, not for each row; texts of one column are searched together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from workflow.issues.masking import all_covered
from workflow.kernel.clock import LOCAL
from workflow.kernel.i18n import Translate, spoken

BATCH = 500
"""Rows that are filled at once."""

Cell = Any
"""Text as it stands, a label to be said in the reader's language, an instant, a day, a number, or nothing."""
Safe = Callable[[Sequence[str]], Sequence[str]]
"""Texts as a format may hold them, so that nothing calculates."""
Column = Callable[[Sequence[Any]], Iterable[str]]
TEXTS, INSTANTS = {str, type(None)}, {datetime, type(None)}


@dataclass(frozen=True, slots=True)
class Fill:
    """How rows fill a column: what each has for it, in which words codes read, or that people wrote it freely."""

    value: Callable[[Any], Cell]
    words: Callable[[Any], Cell] | None = None
    free: bool = False


def filled(fills: Iterable[Fill], rows: Iterable[Any], translate: Translate, safe: Safe) -> Iterator[list[Any]]:
    """The lines of a file, so many at once, each with a text for every column."""
    columns, ahead = [_column(fill, translate, safe) for fill in fills], iter(rows)
    while batch := list(islice(ahead, BATCH)):
        yield list(zip(*(column(batch) for column in columns), strict=True))


def _column(fill: Fill, translate: Translate, safe: Safe) -> Column:
    value, words = fill.value, fill.words
    if fill.free:
        return lambda rows: safe(all_covered([text or "" for text in map(value, rows)]))
    if words is None:
        return lambda rows: _said(list(map(value, rows)), translate, safe)
    known = _Known(lambda code: safe([said(words(code), translate)])[0])
    return lambda rows: map(known.__getitem__, map(value, rows))


class _Known(dict[Any, str]):
    """Codes in words, asked for when they are first met."""

    def __init__(self, ask: Callable[[Any], str]) -> None:
        self.ask = ask

    def __missing__(self, code: Any) -> str:
        self[code] = told = self.ask(code)
        return told


def _said(values: list[Cell], translate: Translate, safe: Safe) -> Sequence[str]:
    """A column of cells as texts. Most are all texts or all instants, which no word needs and no formula is."""
    kinds = set(map(type, values))
    if kinds <= TEXTS:
        return safe(["" if value is None else value for value in values] if type(None) in kinds else values)
    if kinds <= INSTANTS:
        return [on_the_wall(value) if value else "" for value in values]
    return safe([said(value, translate) for value in values])


def said(value: Cell, translate: Translate) -> str:
    return str(spoken(plain(value), translate))


def plain(value: Cell) -> Any:
    """Instants by the clock on the wall and days as ISO 8601 has them, so that they sort; nothing as an empty cell."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return on_the_wall(value)
    return value.isoformat() if isinstance(value, date) else value


def on_the_wall(at: datetime) -> str:
    return at.astimezone(LOCAL).isoformat(" ", "minutes")[:16]
