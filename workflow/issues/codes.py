"""Tracking codes: 20 Crockford characters, shown once, kept only as a keyed hash."""

from __future__ import annotations

import hashlib
import hmac

from workflow.kernel.desk import Office

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def code_for(office: Office, nonce: str) -> str:
    """The code that belongs to a nonce: a repeated request is answered with the same code, which is kept nowhere."""
    mac = hmac.new(office.secret, b"code\0" + nonce.encode(), hashlib.sha256).digest()
    number = int.from_bytes(mac, "big")
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(LENGTH))


def hash_of(office: Office, code: str) -> str:
    """What the database keeps of a code, however it was typed."""
    plain = code.upper().translate(ALIKE)
    return hmac.new(office.secret, b"claim\0" + plain.encode(), hashlib.sha256).hexdigest()


def spaced(code: str) -> str:
    """The code as people copy it: groups of five."""
    return " ".join(code[i : i + 5] for i in range(0, LENGTH, 5))
