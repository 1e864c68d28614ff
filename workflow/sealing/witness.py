"""A witness on somebody else's machine: keeps the last checkpoint, demands a proof for the next, and signs what it saw.

It needs neither the database nor the secret: two public addresses of the log and a folder of its own. What contradicts
what it saw is not signed, and both checkpoints are kept as evidence.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workflow.kernel.errors import Refusal
from workflow.kernel.examine import UNREADABLE
from workflow.kernel.i18n import N_
from workflow.sealing import keys, notes, tree
from workflow.sealing.notes import WITNESS, BadNote, Checkpoint, Public, Signer
from workflow.sealing.sealer import handover

Ask = Callable[[str], str]
"""What an address below `/log` answers, as text."""
LAST, KEYS, OWN = "last.txt", "keys.txt", "witness.key"
STRANGE = (*UNREADABLE, IndexError)
"""What reading an answer may raise that is no log's."""


class Forked(Refusal):
    """The log denies what this witness saw: entries are gone or were changed."""

    status = 409
    code = "log_forked"
    message = N_("日志现在的检查点（%(now)s 条）接不上以前的（%(before)s 条）：记录被改动或缺少。证据在 %(file)s")


class Unproved(Refusal):
    """What the log answers is no checkpoint signed by a key this witness trusts."""

    status = 409
    code = "log_unproved"
    message = N_("日志给出的检查点不是可信的密钥签的，未予见证。证据在 %(file)s")


class Spoilt(Refusal):
    """A file in which this witness remembers is not what it wrote: nothing can be held against it."""

    status = 409
    code = "witness_spoilt"
    message = N_("见证文件夹里的 %(file)s 已损坏：请从备份恢复它，或换一个文件夹从头见证")


class NoName(Refusal):
    """A signature under this name could not be read again."""

    status = 422
    code = "witness_no_name"
    message = N_("见证方的名称不能为空，也不能含空格和加号")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit came to."""

    point: Checkpoint
    before: int | None
    note: str


def visit(folder: Path, ask: Ask, name: str, at: datetime, pinned: str | None = None) -> Seen:
    """Look at the log now, and remember it.

    Raises: Forked, Unproved, Spoilt or NoName; nothing is signed or forgotten then.
    """
    if not notes.is_name(name):
        raise NoName
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    before, known, signer = _last(folder), _known(folder), own(folder, name)
    note = ask("checkpoint")
    trusted = _trusted(folder, ask, at, note, known, pinned)
    try:
        told = notes.read(note)
        point = Checkpoint.read(told.text)
        signers = told.by(*trusted)
    except BadNote:
        raise Unproved(file=_keep(folder, at, note)) from None
    if not signers or signers[0].name != point.origin:
        raise Unproved(file=_keep(folder, at, note))
    if before is not None and not _continues(before, point, ask):
        evidence = _keep(folder, at, (folder / LAST).read_text(encoding="utf-8"), note)
        raise Forked(before=before.size, now=point.size, file=evidence)
    signed = note + signer.line(told.text, int(at.timestamp()))
    keys.replace(folder / LAST, signed)
    keys.replace(folder / KEYS, "".join(f"{key}\n" for key in trusted))
    return Seen(point, None if before is None else before.size, signed)


def own(folder: Path, name: str) -> Signer:
    """This witness's own key, made at the first visit.

    Raises: Spoilt.
    """
    path = folder / OWN
    if not path.exists():
        keys.replace(path, base64.b64encode(secrets.token_bytes(32)).decode())
    try:
        seed = base64.b64decode(path.read_text(encoding="utf-8"), validate=True)
    except ValueError:
        seed = b""
    if len(seed) != 32:
        raise Spoilt(file=OWN)
    return Signer(name, seed, WITNESS)


def _continues(before: Checkpoint, now: Checkpoint, ask: Ask) -> bool:
    if now.origin != before.origin or now.size < before.size:
        return False
    if now.size == before.size:
        return now.root == before.root
    try:
        told = json.loads(ask(f"consistency?from={before.size}&to={now.size}"))
        proof = [base64.b64decode(part) for part in told["proof"]]
    except STRANGE:
        return False
    return tree.extends(before.size, before.root, now.size, now.root, proof)


def _last(folder: Path) -> Checkpoint | None:
    try:
        return Checkpoint.read(notes.read((folder / LAST).read_text(encoding="utf-8")).text)
    except FileNotFoundError:
        return None
    except ValueError:
        raise Spoilt(file=LAST) from None


def _known(folder: Path) -> list[Public]:
    try:
        return [Public.read(line) for line in (folder / KEYS).read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []
    except ValueError:
        raise Spoilt(file=KEYS) from None


def _trusted(folder: Path, ask: Ask, at: datetime, note: str, known: list[Public], pinned: str | None) -> list[Public]:
    """The keys known from the visit before, and those that one of them signed for; at first the log's own word, or
    what was written down.
    """
    try:
        chain = [_entered(number, row) for number, row in enumerate(json.loads(ask("keys"))["keys"])]
        start = known[-1] if known else Public.read(pinned) if pinned else chain[0][0]
        at_start = [key for key, _ in chain].index(start)
    except STRANGE:
        raise Unproved(file=_keep(folder, at, note)) from None
    found = [start]
    for key, told in chain[at_start + 1 :]:
        if not told.by(found[-1]):
            raise Unproved(file=_keep(folder, at, note))
        found.append(key)
    return [*known[:-1], *found]


def _entered(number: int, row: dict[str, str]) -> tuple[Public, notes.Note]:
    """A key and the note it was entered with, which must speak of it."""
    key, told = Public.read(row["key"]), notes.read(row["note"])
    if told.text != handover(key.name, number, int(row["since"]), key) or not told.by(key):
        raise BadNote("a key is entered wrongly")
    return key, told


def _keep(folder: Path, at: datetime, *found: str) -> str:
    """Put aside what contradicts, so that it can be shown."""
    name = f"evidence-{at.astimezone(UTC):%Y%m%dT%H%M%S}.txt"
    keys.replace(folder / name, "\n".join(found))
    return name
