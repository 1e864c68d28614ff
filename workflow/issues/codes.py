"""Tracking codes: 20 Crockford characters, shown once, kept only as a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
from unicodedata import normalize

from workflow.kernel.desk import Office

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
DASHES = {ord(dash): "-" for dash in "－—–−‐‑―ー一"}


def code_for(office: Office, nonce: str) -> str:
    """The code that belongs to a nonce: a repeated request is answered with the same code, which is kept nowhere."""
    mac = hmac.new(office.secret, b"code\0" + nonce.encode(), hashlib.sha256).digest()
    number = int.from_bytes(mac, "big")
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(LENGTH))


def hash_of(office: Office, code: str) -> str:
    """What the database keeps of a code, however it was typed."""
    return hmac.new(office.secret, b"claim\0" + plain_code(code).encode(), hashlib.sha256).hexdigest()


def plain_code(code: str) -> str:
    """A code without blanks and dashes, in the letters it was printed in: full-width ones are read, too."""
    wide = normalize("NFKC", code[: LENGTH * 3]).upper()
    return "".join(letter for letter in wide if letter.isalnum()).translate(ALIKE)


def plain_number(number: str) -> str:
    """A number as people type it on a phone: blanks inside, any kind of dash, full-width, lower case."""
    return normalize("NFKC", "".join(number[:60].split()).translate(DASHES)).upper()[:40]


def spaced(code: str) -> str:
    """The code as people copy it: groups of five."""
    return " ".join(code[i : i + 5] for i in range(0, LENGTH, 5))
