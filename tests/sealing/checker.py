"""A second checker of proof packs, written from the description of the format alone; it shares no code with the others.

It says only whether a pack is sound, and if not which entry is the first that is bad: `None`, or (file, number).
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Verdict = tuple[str, int] | None
EVERYWHERE = ("pack", 0)


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def climb(place: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    """The root that a path leads to, by the shape of the tree: left subtrees are the largest powers of two."""
    if size == 1:
        return None if path else leaf
    if not path:
        return None
    half = 1
    while half * 2 < size:
        half *= 2
    *below, top = path
    if place < half:
        left = climb(place, half, leaf, below)
        return left and sha(b"\x01", left, top)
    right = climb(place - half, size - half, leaf, below)
    return right and sha(b"\x01", top, right)


def opened(note: bytes, key: bytes, name: str) -> list[str] | None:
    """The lines of a note that this key signed."""
    text, _, below = note.decode().rpartition("\n\n")
    for line in below.splitlines():
        _dash, signer, coded = line.split(" ")
        try:
            if signer == name:
                Ed25519PublicKey.from_public_bytes(key).verify(b64decode(coded)[4:], f"{text}\n".encode())
                return text.split("\n")
        except InvalidSignature:
            continue
    return None


def judge(raw: bytes) -> Verdict:
    try:
        return _judge(raw)
    except (BadZipFile, ValueError, KeyError, TypeError, IndexError, EOFError, RuntimeError, AttributeError):
        return EVERYWHERE


def _judge(raw: bytes) -> Verdict:
    with ZipFile(BytesIO(raw)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    origin = files["MANIFEST.txt"].decode().splitlines()[-1].split(" ")[1]
    last = max(int(name[5:-4]) for name in files if name.startswith("keys/"))
    key = b64decode(files[f"keys/{last}.txt"].decode().splitlines()[4].split("+", 2)[2])[1:]
    signed = opened(files["checkpoint.txt"], key, origin)
    listed = opened(files["MANIFEST.txt"], key, origin)
    if signed is None or listed is None or signed[0] != origin:
        return EVERYWHERE
    size, root, told = int(signed[1]), b64decode(signed[2]), json.loads(listed[0])
    for name in told["lengths"]:
        if found := subject(files, name, size, root):
            return found
    if found := stranger(files, told):
        return found
    for name, hash in told["files"].items():
        if sha(files[name]).hex() != hash:
            return EVERYWHERE
    return None if {*told["files"], "MANIFEST.txt"} == set(files) else EVERYWHERE


def stranger(files: dict[str, bytes], told: dict[str, Any]) -> Verdict:
    """The first entry of what is not about the matter; a resolution or minutes without their other half."""
    entries = {
        name: [json.loads(line) for line in files[f"entries/{name}.jsonl"].splitlines()] for name in told["lengths"]
    }
    matter = f"{told['subject']['noun']}-{told['subject']['id']}"
    known = {matter}
    for _ in range(3):  # an order, about a request, about the matter; a meeting, of an item, about the matter
        for name, found in entries.items():
            said = found[0]["answers"]
            about = {f"issue-{said.get('issue')}", f"{said.get('about')}-{said.get('subject')}"}
            if about & known:
                known |= {name} | ({f"meeting-{said['meeting']}"} if "meeting" in said else set())
    if unknown := sorted(set(entries) - known):
        return unknown[0], 1
    followed = {entry["request"] for entry in entries[matter] if entry["answers"].get("basis") == "meeting"}
    signings = []
    for name, found in entries.items():
        for entry in found:
            if name.startswith("agenda_item-") and entry["step"][:7] == "decide_" and entry["request"] not in followed:
                return name, entry["seq"]
            if name.startswith("meeting-") and entry["step"] in ("approve", "correct_minutes"):
                signings.append([entry["id"], entry["at"]])
    minutes = json.loads(files["minutes.json"])
    return None if sorted(signings) == sorted([row[0], row[2]] for row in minutes) else EVERYWHERE


def born(flow: dict[str, Any], entry: dict[str, Any]) -> bool:
    """A birth starts from nowhere, by a step that says where it leads, into a state meant for births."""
    step = {one["name"]: one for one in flow["steps"]}[entry["step"]]
    meant = [flow["initial"], *flow.get("births", [])]
    return entry["from"] is None and step["from"] == [] and entry["to"] in meant and step["to"] in (None, entry["to"])


def subject(files: dict[str, bytes], name: str, size: int, root: bytes) -> Verdict:
    lines = files[f"entries/{name}.jsonl"].split(b"\n")[:-1]
    proofs = [json.loads(line) for line in files[f"proofs/{name}.jsonl"].split(b"\n")[:-1]]
    words = {one["seq"]: one for one in map(json.loads, files[f"bodies/{name}.jsonl"].split(b"\n")[:-1])}
    before = ""
    for n, line in enumerate(lines, 1):
        try:
            entry, leaf = json.loads(line), sha(b"\x00", line)
            path = [bytes.fromhex(part) for part in proofs[n - 1]["path"]]
            sound = (
                entry["prev"] == before
                and entry["seq"] == n
                and sha(files[f"flows/{entry['flow']}.json"]).hex() == entry["flow"]
                and (n > 1 or born(json.loads(files[f"flows/{entry['flow']}.json"]), entry))
            )
            sound = sound and climb(proofs[n - 1]["place"], size, leaf, path) == root
            if sound and n in words:
                sound = sha(bytes.fromhex(words[n]["salt"]), words[n]["text"].encode()).hex() == entry["body"]
        except (ValueError, KeyError, TypeError, IndexError):
            sound = False
        if not sound:
            return name, n
        before = leaf.hex()
    return None
