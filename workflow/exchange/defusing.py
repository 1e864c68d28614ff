"""Cells that a spreadsheet would take for a formula: written with an apostrophe before, read without it again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

ARMED = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""What spreadsheets calculate at, wide or not; also behind apostrophes, so that reading gives back the same."""


BEGINS = frozenset("'=+-@\t\r＝＋－＠")
"""What begins otherwise is harmless, and is not looked at any further."""
BEGINNING = itemgetter(slice(0, 1))


def defused(text: str) -> str:
    return f"'{text}" if text[:1] in BEGINS and ARMED.match(text) else text


def quoted(text: str) -> str:
    """A text that reading would take an apostrophe from is given one more; for cells that calculate nothing anyway."""
    return f"'{text}" if text.startswith("'") and ARMED.match(text) else text


def all_defused(texts: Sequence[str]) -> Sequence[str]:
    """A column of them; most have not one that calculates."""
    return texts if _harmless(texts) else [defused(text) for text in texts]


def all_quoted(texts: Sequence[str]) -> Sequence[str]:
    return texts if _harmless(texts) else [quoted(text) for text in texts]


def _harmless(texts: Sequence[str]) -> bool:
    return BEGINS.isdisjoint(map(BEGINNING, texts))


def armed_again(cell: str) -> str:
    """What `defused` or `quoted` was given."""
    return cell[1:] if cell.startswith("'") and ARMED.match(cell) else cell
