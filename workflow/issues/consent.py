"""The privacy notice in every version there ever was: text files that are added, never changed.

A version is the SHA-256 of its Chinese and its English text, so that a claim says for ever what was agreed to.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from workflow.kernel.errors import NotFound

FOLDER = Path(__file__).parent / "consents"
SHORT = 12
"""So much of a version is printed and stands in addresses."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One version: the month it began, and its text by language."""

    name: str
    texts: dict[str, str]
    version: str

    @property
    def short(self) -> str:
        return self.version[:SHORT]


@lru_cache(maxsize=1)
def editions() -> tuple[Edition, ...]:
    """Every version, the newest last."""
    names = sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.txt")})
    return tuple(_edition(name) for name in names)


def _edition(name: str) -> Edition:
    texts = {language: (FOLDER / f"{name}.{language}.txt").read_text(encoding="utf-8") for language in ("zh", "en")}
    whole = "\0".join(texts[language] for language in ("zh", "en"))
    return Edition(name, texts, hashlib.sha256(whole.encode()).hexdigest())


def current() -> Edition:
    """The one that is shown now."""
    return editions()[-1]


def edition(version: str) -> Edition:
    """A version by as much of it as is printed.

    Raises: NotFound.
    """
    for one in editions():
        if len(version) >= SHORT and one.version.startswith(version):
            return one
    raise NotFound
