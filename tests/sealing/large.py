"""A pack of one matter with a great many entries, made by hand: the checker must read it without memory of its own."""

from __future__ import annotations

import hashlib
import json

from workflow.exchange.pack import CHECKER, FORMAT, zipped
from workflow.kernel.canonical import canonical, leaf_hash
from workflow.sealing import notes
from workflow.sealing.sealer import handover

SIGNER = notes.Signer("lianxi-large/1", b"l" * 32)
STAMP = "2026-11-26T00:00:00.000000Z"


def large(power: int, place: str = "open", **more: list[str]) -> bytes:
    """A pack with two to this power of entries, all of them sound where one may be born in this place."""
    flow = canonical({"flow": "issue", "initial": "open", **more, "steps": [
        {"name": "begin", "from": [], "to": place}, {"name": "note", "from": [place], "to": None},
    ]})  # fmt: skip
    lines, leaves, before = [], [], ""
    law, actor = hashlib.sha256(flow.encode()).hexdigest(), {"id": 1, "name": "周明", "org": 1, "post": "", "role": "x"}
    for seq in range(1, 2**power + 1):
        entry = {"noun": "issue", "id": 1, "street": 1, "seq": seq, "step": "note" if before else "begin",
                 "from": place if before else None, "to": place, "at": STAMP, "flow": law, "prev": before,
                 "actor": actor, "request": f"{seq:x}", "answers": {}, "body": None}  # fmt: skip
        lines.append(canonical(entry))
        before = leaf_hash(lines[-1])
        leaves.append(bytes.fromhex(before))
    levels = [leaves]
    while len(levels[-1]) > 1:
        pairs = zip(levels[-1][::2], levels[-1][1::2], strict=True)
        levels.append([hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs])
    proofs = (
        canonical({"place": n, "path": [levels[k][n >> k ^ 1].hex() for k in range(power)]}) for n in range(2**power)
    )
    key, point = SIGNER.public, notes.Checkpoint(SIGNER.name, 2**power, levels[-1][0], STAMP)
    files = {
        "entries/issue-1.jsonl": "".join(f"{line}\n" for line in lines),
        "proofs/issue-1.jsonl": "".join(f"{line}\n" for line in proofs),
        "bodies/issue-1.jsonl": "", f"flows/{law}.json": flow, "minutes.json": "[]", "attachments.json": "[]",
        "keys/0.txt": notes.sign(handover(key.name, 0, 1, key), SIGNER),
        "checkpoint.txt": notes.sign(point.text, SIGNER), "index.html": "", "verify.py": CHECKER.read_text(),
    }  # fmt: skip
    raw = {name: text.encode() for name, text in files.items()}
    told = {
        "format": FORMAT, "origin": SIGNER.name, "size": 2**power, "made": STAMP, "for": [],
        "subject": {"noun": "issue", "id": 1, "number": "A1-26-0001"}, "lengths": {"issue-1": 2**power},
        "erased": [], "withheld": [], "files": {name: hashlib.sha256(data).hexdigest() for name, data in raw.items()},
    }  # fmt: skip
    manifest = notes.sign(json.dumps(told, sort_keys=True, separators=(",", ":")) + "\n", SIGNER)
    return zipped({"MANIFEST.txt": manifest.encode(), **raw})
