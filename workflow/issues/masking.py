"""Contact data as everybody but their owner sees them: one rule for page, export, print, mail and API."""

from __future__ import annotations

from typing import Any

STAR = "*"


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
