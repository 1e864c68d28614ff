"""Signed notes and checkpoints in the formats of C2SP (`signed-note`, `tlog-checkpoint`, `tlog-cosignature`).

Whatever other tool speaks them can check ours: a text, an empty line, and a line for each who signed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG, WITNESS = 0x01, 0x04
"""What a key signs: notes as they are; or, for a witness, a checkpoint with the time it saw it."""
LONGEST = 100_000
TIME = "time "
DASH = "\N{EM DASH} "
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(ValueError):
    """It is not a signed note, or not a checkpoint. The text says what is wrong, for a log."""


@dataclass(frozen=True, slots=True)
class Public:
    """Whose signature it is, and how it is checked."""

    name: str
    raw: bytes
    kind: int = LOG

    @property
    def id(self) -> bytes:
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.raw).digest()[:4]

    def __str__(self) -> str:
        """As it is handed on: name, id and key with plus signs between."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.raw).decode()}"

    @classmethod
    def read(cls, text: str) -> Public:
        """Raises: BadNote."""
        try:
            name, id, key = text.strip().split("+", 2)
            raw = base64.b64decode(key, validate=True)
        except (ValueError, binascii.Error):
            raise BadNote("no public key") from None
        found = cls(name, raw[1:], raw[0] if raw else 0)
        if len(raw) != 33 or found.kind not in (LOG, WITNESS) or found.id.hex() != id or not is_name(name):
            raise BadNote("no public key")
        return found

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature."""
        if self.kind == WITNESS:
            if len(signature) != 72:
                return False
            text, signature = _seen_at(text, int.from_bytes(signature[:8])), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A name with its secret key."""

    name: str
    seed: bytes
    kind: int = LOG

    @property
    def public(self) -> Public:
        raw = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return Public(self.name, raw, self.kind)

    def line(self, text: str, at: int = 0) -> str:
        """The line under a text; a witness says when (in seconds)."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        stamp = at.to_bytes(8) if self.kind == WITNESS else b""
        signature = stamp + key.sign((_seen_at(text, at) if self.kind == WITNESS else text).encode())
        return f"{DASH}{self.name} {base64.b64encode(self.public.id + signature).decode()}\n"


def _seen_at(text: str, at: int) -> str:
    return f"cosignature/v1\ntime {at}\n{text}"


def is_name(name: str) -> bool:
    """Whether whoever signs may be called so: a note with any other name cannot be read again."""
    return bool(name) and name.isprintable() and not re.search(r"[\s+]", name)


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the lines of those who signed it: (name, id of the key, signature)."""

    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]

    def by(self, *keys: Public) -> list[Public]:
        """Which of these keys signed it."""
        return [
            key
            for key in keys
            if any(
                (name, id) == (key.name, key.id) and key.signed(self.text, signature)
                for name, id, signature in self.lines
            )
        ]


def sign(text: str, *signers: Signer) -> str:
    """A signed note."""
    return text + "\n" + "".join(signer.line(text) for signer in signers)


def read(note: str) -> Note:
    """The parts of a note, nothing of them believed yet.

    Raises: BadNote.
    """
    text, apart, below = note.rpartition("\n\n")
    if not apart or len(note) > LONGEST or not note.endswith("\n") or any(ord(c) < 32 and c != "\n" for c in note):
        raise BadNote("no signed note")
    return Note(text + "\n", tuple(_line(line) for line in below[:-1].split("\n")))


def _line(line: str) -> tuple[str, bytes, bytes]:
    name, space, coded = line.removeprefix(DASH).partition(" ")
    try:
        raw = base64.b64decode(coded, validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    canonical = base64.b64encode(raw).decode() == coded
    if not (line.startswith(DASH) and space and is_name(name) and len(raw) > 4 and canonical):
        raise BadNote("a signature line is broken")
    return name, raw[:4], raw[4:]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large the tree of a log is, its root, and when that was signed (an extension line of ours)."""

    origin: str
    size: int
    root: bytes
    at: str = ""

    @property
    def text(self) -> str:
        when = f"{TIME}{self.at}\n" if self.at else ""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{when}"

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """Raises: BadNote."""
        origin, size, coded, *more = [*text.split("\n"), "", "", ""]
        if not NUMBER.fullmatch(size) or not is_name(origin):
            raise BadNote("no checkpoint")
        try:
            root = base64.b64decode(coded, validate=True)
        except (ValueError, binascii.Error):
            raise BadNote("no checkpoint") from None
        found = cls(origin, int(size), root, more[0].removeprefix(TIME))
        if len(root) != 32 or found.text != text:
            raise BadNote("no checkpoint")
        return found
