"""The proof pack of one matter: its entries and those of whatever belongs to it, as hashed, on the way to a checkpoint.

Files are stored one after the other without compression and without a time, so that there is exactly one way to write
them: any byte that differs is a byte somebody changed. `verify.py` in this folder checks it and shares no code with us.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from workflow.exchange.belonging import belonging, minutes_of
from workflow.exchange.readable import Chapter, Story, page
from workflow.issues.logbook import may_read
from workflow.issues.model import Attachment, Issue
from workflow.issues.timeline import timeline_of
from workflow.kernel.canonical import canonical
from workflow.kernel.clock import local, stamp
from workflow.kernel.db import bare
from workflow.kernel.desk import Office
from workflow.kernel.history import BODIES, EVENTS, FLOWS
from workflow.kernel.languages import SOURCE
from workflow.kernel.policy import Actor
from workflow.kernel.subject import SUBJECTS
from workflow.meetings.model import Meeting
from workflow.sealing import keys, notes
from workflow.sealing.receipts import Receipt, receipts
from workflow.sealing.sealer import known_keys, latest, seal
from workflow.sealing.shelf import Shelf

FORMAT = "lianxi-pack/2"
CHECKER = Path(__file__).with_name("verify.py")
EARLIEST = (1980, 1, 1, 0, 0, 0)
PHOTOS = bare(Attachment)


@dataclass
class Contents:
    """The files so far, and what the manifest will say of them."""

    files: dict[str, bytes] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    erased: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    flows: set[str] = field(default_factory=set)
    chapters: list[Chapter] = field(default_factory=list)
    """What the readable page tells."""


def pack(office: Office, actor: Actor, issue: Issue, language: str = SOURCE) -> bytes:
    """Everything this reader may see of the matter, sealed up to now.

    Raises: NoKey, Torn or OtherKey where nothing can be signed.
    """
    seal(office, issue.street_id)
    signer = keys.load(office.sealing_key).signer(issue.street_id)
    with office.database.reading() as db:
        point, contents = latest(db, issue.street_id), Contents()
        shelf = Shelf(db, issue.street_id)
        around = belonging(db, actor, issue)
        for noun, id in around:
            found = receipts(db, issue.street_id, noun, id, point.size, shelf)
            _subject(db, actor, contents, noun, id, found)
        _papers(db, contents, issue, [id for noun, id in around if noun == Meeting.noun])
    contents.files["checkpoint.txt"] = point.note.encode()
    made = office.clock()
    story = Story(issue.number, point, str(signer.public), f"{local(made):%Y-%m-%d %H:%M}", contents.chapters)
    contents.files["index.html"] = page(story, language).encode()
    contents.files["verify.py"] = CHECKER.read_bytes()
    told = {
        "format": FORMAT, "origin": signer.name, "size": point.size, "made": stamp(made),
        "for": sorted(actor.roles), "subject": {"noun": "issue", "id": issue.id, "number": issue.number},
        "lengths": contents.lengths, "erased": contents.erased, "withheld": contents.withheld,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in contents.files.items()},
    }  # fmt: skip
    manifest = notes.sign(canonical(told) + "\n", signer).encode()
    return zipped({"MANIFEST.txt": manifest, **contents.files})


def _subject(db: Connection, actor: Actor, contents: Contents, noun: str, id: int, found: list[Receipt]) -> None:
    """The entries of one subject, their proofs, and the words this reader may read."""
    texts = {row.seq: row for row in db.execute(_of(BODIES, noun, id))}
    proofs = {one.seq: {"place": one.place, "path": [part.hex() for part in one.path]} for one in found}
    name, lines, words = f"{noun}-{id}", [], []
    for row in db.execute(_of(EVENTS, noun, id)):
        if row.seq not in proofs:
            break  # written after the checkpoint
        entry, body = json.loads(row.payload), texts.get(row.seq)
        lines.append(row.payload)
        contents.flows.add(entry["flow"])
        readable = noun != Meeting.noun and may_read(actor, entry)  # a meeting's words are about other matters too
        if body is not None and readable:
            words.append(canonical({"seq": row.seq, "salt": body.salt.hex(), "text": body.text}))
        elif entry["body"] is not None:
            (contents.erased if body is None else contents.withheld).append(f"{name}/{row.seq}")
    _chapter(db, actor, contents, noun, id, len(lines))
    contents.lengths[name] = len(lines)
    contents.files[f"entries/{name}.jsonl"] = _lines(lines)
    contents.files[f"proofs/{name}.jsonl"] = _lines(canonical(proofs[seq + 1]) for seq in range(len(lines)))
    contents.files[f"bodies/{name}.jsonl"] = _lines(words)


def _chapter(db: Connection, actor: Actor, contents: Contents, noun: str, id: int, length: int) -> None:
    """The same entries as people read them, with no word that is not in the pack."""
    found = [one for one in timeline_of(db, SUBJECTS[noun](id=id), actor) if one.seq <= length]
    if noun == Meeting.noun:
        found = [replace(one, told=[]) for one in found]
    hidden = {int(place.partition("/")[2]) for place in contents.withheld if place.startswith(f"{noun}-{id}/")}
    contents.chapters.append(Chapter(noun, id, found, hidden))


def _of(table: Any, noun: str, id: int) -> Any:
    mine = (table.c.noun == noun) & (table.c.subject_id == id)
    return select(table).where(mine).order_by(table.c.seq)


def _lines(found: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in found).encode()


def _papers(db: Connection, contents: Contents, issue: Issue, meetings: list[int]) -> None:
    """What the entries refer to: flows, photos and signed minutes by hash, keys with whoever signed for them."""
    for flow in db.execute(select(FLOWS).where(FLOWS.c.hash.in_(contents.flows)).order_by(FLOWS.c.hash)):
        contents.files[f"flows/{flow.hash}.json"] = flow.text.encode()
    columns = (PHOTOS.c.seq, PHOTOS.c.kind, PHOTOS.c.size, PHOTOS.c.digest)
    photos = db.execute(select(*columns).where(PHOTOS.c.issue_id == issue.id).order_by(PHOTOS.c.seq, PHOTOS.c.id))
    contents.files["attachments.json"] = canonical([dict(row._mapping) for row in photos]).encode()
    contents.files["minutes.json"] = canonical(minutes_of(db, meetings)).encode()
    for row in known_keys(db, issue.street_id):
        contents.files[f"keys/{row.number}.txt"] = row.note.encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """The files in a zip that the same files always make."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, EARLIEST)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, data)
    return made.getvalue()
