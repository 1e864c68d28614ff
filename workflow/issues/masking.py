"""Contact data as everybody but their owner sees them: one rule for page, export, print, mail and API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workflow.kernel.policy import Actor
from workflow.orgs.roles import HANDLER

if TYPE_CHECKING:
    from workflow.issues.model import Issue

STAR = "*"
REACHES = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<!\d)(?:\+?86[- ]?)?[1１][3-9３-９]\d(?:[- ]?\d){8}(?!\d)"
    r"|(?<!\d)[0０]\d{2,3}[- ]?\d{7,8}(?!\d)"
)
"""What somebody can be reached by, wherever it was written: mobile numbers, numbers with an area code, addresses."""
LONG = re.compile(r"[01０１]\d\d(?:[- ]?\d){7}")
"""Every number that reaches anybody has so many digits; with none of them and no @, nothing has to be covered."""


A_UNIT = frozenset({HANDLER})
"""Whoever has no other role."""


def masked_name(name: str | None) -> str | None:
    """The first character: 张*, however long the name is."""
    return name[0] + STAR if name else None


def masked_phone(phone: str | None) -> str | None:
    """A mobile number as 138****5678; a shorter one keeps its last two digits."""
    digits = "".join(c for c in phone or "" if c.isdigit())
    if not digits:
        return None if not phone else STAR * 4
    if len(digits) >= 11:
        return f"{digits[-11:-8]}{STAR * 4}{digits[-4:]}"
    return f"{STAR * 4}{digits[-2:]}" if len(digits) >= 7 else STAR * 4


def masked(row: Any) -> str:
    """What is left of a name, a phone and an address, in one line."""
    parts = (masked_name(row.name), masked_phone(row.phone), masked_email(row.email))
    return " · ".join(part for part in parts if part)


def masked_email(email: str | None) -> str | None:
    """The first character; the provider is hidden too, where it is somebody's own."""
    return f"{email[0]}{STAR * 3}@{STAR * 3}" if email else None


def covered(text: str) -> str:
    """A free text with every number and address in it covered, for copies that go to units."""
    if not _may_reach(text):
        return text

    def star(found: re.Match[str]) -> str:
        return (masked_email(found[0]) if found["mail"] else masked_phone(found[0])) or ""

    return REACHES.sub(star, text)


def all_covered(texts: Sequence[str]) -> Sequence[str]:
    """The same for many: most need nothing, which one look at all of them tells."""
    return [covered(text) for text in texts] if _may_reach("\n".join(texts)) else texts


def _may_reach(text: str) -> bool:
    return "@" in text or LONG.search(text) is not None


def readable(actor: Actor, text: str) -> str:
    """A free text as this person may read it: a unit has no need of a number that somebody wrote into the matter."""
    return covered(text) if actor.roles <= A_UNIT else text


def headline(actor: Actor, text: str, longest: int | None = 60) -> str:
    """Its first line, as this person may read it, for the row of a list or the title of a page."""
    return readable(actor, text).split("\n", 1)[0][:longest]


def for_reader(actor: Actor, issue: Issue) -> Issue:
    """The matter as this person may read it; only for pages and answers, never for the desk."""
    issue.what, issue.place = readable(actor, issue.what), readable(actor, issue.place)
    return issue
