"""Text as it is searched: folded so that width and case do not matter, and cut into pairs of signs for the index.

A pair is written in plain letters and digits, the same for both databases: no tokenizer has to know Chinese, and
nothing that somebody types to search can be read as query language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

LONGEST = 100
"""So many characters may be searched for."""
PART = "\x1f"
"""Between the parts of one text: no search reaches over it."""
MOST = 12
"""So many pairs narrow a search down far enough; the text itself is compared anyway."""
BLANK = re.compile(r"\s")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def fold(text: str) -> str:
    """The text as it is compared: width and case made one, every blank a space, control characters gone."""
    return CONTROL.sub("", BLANK.sub(" ", unicodedata.normalize("NFKC", text).casefold()))


def folded(parts: Iterable[str]) -> str:
    """Several parts as one text to search in."""
    return PART.join(part for part in map(fold, parts) if part)


def grams(text: str) -> list[str]:
    """Every two signs of a folded text that stand together, and each last one of a part alone."""
    found: dict[str, None] = {}
    for part in filter(None, text.split(PART)):
        signs = [f"{ord(sign):x}" for sign in part]
        found.update(dict.fromkeys(f"{first}z{second}" for first, second in pairwise([*signs, ""])))
    return list(found)


def _gram(first: str, second: str) -> str:
    """`8defz706f` for 路灯; what begins with `8defz` begins with 路."""
    return f"{ord(first):x}z{ord(second):x}" if second else f"{ord(first):x}z"


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for, folded."""

    text: str

    @classmethod
    def of(cls, typed: str) -> Sought:
        return cls(fold(typed).strip())

    @property
    def alone(self) -> str:
        """For one sign: how every pair of it begins."""
        return _gram(self.text, "") if len(self.text) == 1 else ""

    @property
    def pairs(self) -> list[str]:
        """For more: pairs that must be there, rarer scripts first."""
        found = dict.fromkeys(_gram(a, b) for a, b in zip(self.text, self.text[1:], strict=False))
        return sorted(found, key=len, reverse=True)[:MOST]

    @property
    def exact(self) -> bool:
        """Whether the index alone tells; three signs and more may stand apart and must be compared."""
        return len(self.text) < 3
