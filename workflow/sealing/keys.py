"""The file of the key that signs checkpoints, outside the database, and beside it the last checkpoint it signed.

Whoever can write the database cannot sign; and what was signed last is remembered where the database cannot be made
to forget it, so that a history rewritten or restored from an older copy is not signed as if nothing had happened.
"""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_
from workflow.sealing.notes import Public, Signer

FIRST = "lianxi-sealing-key/1"


class NoKey(Refusal):
    """There is no key to sign with, or its file is spoilt."""

    status = 503
    code = "no_sealing_key"
    message = N_("没有可用的签名密钥，不能封存和出具存证")


@dataclass(frozen=True, slots=True)
class Keys:
    """What the file holds: the name of this house's logs, the seed that signs now, and the public keys of before."""

    name: str
    seed: bytes
    was: tuple[bytes, ...] = ()

    def signer(self, street: int) -> Signer:
        return Signer(origin(self.name, street), self.seed)

    def all(self, street: int) -> list[Public]:
        """Every key that ever signed here, the oldest first."""
        named = origin(self.name, street)
        return [*(Public(named, raw) for raw in self.was), self.signer(street).public]

    def turned(self) -> Keys:
        """With a new seed; the old one signs no more."""
        return Keys(self.name, secrets.token_bytes(32), (*self.was, self.signer(0).public.raw))

    @property
    def text(self) -> str:
        was = "".join(f"was {base64.b64encode(raw).decode()}\n" for raw in self.was)
        return f"{FIRST}\nname {self.name}\n{was}seed {base64.b64encode(self.seed).decode()}\n"


def origin(name: str, street: int) -> str:
    """The name of one street's log: no two houses share one."""
    return f"{name}/{street}"


def load(path: Path | None) -> Keys:
    """Raises: NoKey."""
    try:
        first, *lines = path.read_text(encoding="utf-8").splitlines() if path else [""]
        told = [line.split(" ", 1) for line in lines]
        was = tuple(base64.b64decode(value, validate=True) for word, value in told if word == "was")
        known = dict(told)
        keys = Keys(known["name"], base64.b64decode(known["seed"], validate=True), was)
    except (OSError, ValueError, KeyError):
        raise NoKey from None
    if first != FIRST or any(len(raw) != 32 for raw in (keys.seed, *was)):
        raise NoKey
    return keys


def make(path: Path) -> bool:
    """A key where there is none yet; one that is there is never overwritten."""
    try:
        _write(path, Keys(f"lianxi-{secrets.token_hex(6)}", secrets.token_bytes(32)).text, os.O_EXCL)
    except FileExistsError:
        return False
    return True


def _write(path: Path, text: str, how: int = os.O_TRUNC) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, text: str) -> None:
    """The file has the old text or the new one, whatever happens meanwhile."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")  # several may write at once
    _write(beside, text)
    beside.replace(path)


def last_file(path: Path, street: int) -> Path:
    """Where the last checkpoint of a street's log is remembered."""
    return path.with_name(f"{path.name}.last-{street}")


def last(path: Path, street: int) -> str | None:
    """The note that was signed last; None where none was."""
    try:
        return last_file(path, street).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
