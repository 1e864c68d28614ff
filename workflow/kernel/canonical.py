"""One text for one value: canonical JSON (RFC 8785, integers and strings only) and the digests made of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
LEAF = b"\x00"  # RFC 9162 section 2.1.1: a leaf is hashed under a prefix of its own


def canonical(value: Any) -> str:
    """The RFC 8785 text of a value made of objects with ASCII keys, lists, strings, integers, booleans and null."""
    return ENCODER.encode(value)


def digest(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def leaf_hash(payload: str) -> str:
    """RFC 9162 leaf hash of a stored history entry, in hex."""
    return hashlib.sha256(LEAF + payload.encode()).hexdigest()


def salted(salt: bytes, text: str) -> str:
    """What history keeps of an erasable text: sha256(salt ‖ bytes), in hex."""
    return hashlib.sha256(salt + text.encode()).hexdigest()
