"""What sealing and verifying a large log cost, against reading the same rows and hashing each once.

And what the file that checks a proof pack without the product takes for a pack of as many entries.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import insert, select, update

from bench.report import Figure
from bench.street import Street
from workflow.exchange.pack import CHECKER, pack
from workflow.issues import Issue
from workflow.kernel.canonical import canonical, leaf_hash
from workflow.kernel.db import bare, fetch
from workflow.kernel.desk import Office
from workflow.kernel.history import EVENTS
from workflow.sealing import keys
from workflow.sealing.audit import audit
from workflow.sealing.sealer import seal

BATCH = 5000
ALONE = """
import json, pathlib, re, runpy, sys, time
status = runpy.run_path(sys.argv[1])["check"](pathlib.Path(sys.argv[2]))["status"]
own = int(re.search(r"RssAnon:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) >> 10
print(json.dumps({"status": status, "spent": time.process_time(), "own": own}))
"""
"""A process that knows the checker and nothing of us, and says what it spent."""


def fill(office: Office, many: int) -> None:
    """Entries of some other kind: sealing cares for nothing but their hashes."""
    row = {"noun": "tale", "street_id": 1, "seq": 1, "step": "x", "to_state": "x", "actor_id": 0}
    row |= {"at": "2026-01-01T00:00:00.000000Z"}
    for start in range(0, many, BATCH):
        texts = [(n, f'{{"n":{n},"text":"{"记" * 120}"}}') for n in range(start, min(start + BATCH, many))]
        rows = [row | {"subject_id": n + 1, "payload": text, "hash": leaf_hash(text)} for n, text in texts]
        with office.database.writing() as db:
            db.execute(insert(EVENTS), rows)


def compare(url: str, *, many: int) -> list[Figure]:
    """Seconds for so many entries; memory as the growth of this process."""
    street = Street(url)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sealing.key"
        keys.make(path)
        office = replace(street.office, sealing_key=path)
        fill(office, many)
        plain = spent(lambda: hashed(office))
        sealing = spent(lambda: seal(office, 1))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        checking = spent(lambda: checked(office))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        again = spent(lambda: seal(office, 1))
    street.close()
    return [
        Figure(f"sealing {many} entries ÷ reading and hashing them", sealing, plain),
        Figure(f"checking {many} leaves ÷ reading and hashing the entries", checking, plain, note=f"{grown} MiB more"),
        Figure("sealing nothing new ÷ reading and hashing all", again, plain),
    ]


def unaided(url: str, *, many: int) -> list[Figure]:
    """One matter of so many entries, packed, and checked by `verify.py` alone in a process of its own."""
    street = Street(url)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sealing.key"
        keys.make(path)
        office = replace(street.office, sealing_key=path)
        issue = lengthened(office, street.register(), many)
        packed = Path(folder) / "pack.zip"
        packed.write_bytes(pack(office, street.secretary, issue))
        start = process_time()
        lines_hashed(packed)
        plain = process_time() - start
        words = [sys.executable, "-I", "-c", ALONE, str(CHECKER), str(packed)]
        found = subprocess.run(words, capture_output=True, text=True, check=True)
        told = json.loads(found.stdout.splitlines()[-1])
        assert told["status"] == 0, "the pack is not sound"
        checking, size = told["spent"], packed.stat().st_size >> 20
    street.close()
    note = f"{told['own']} MiB of its own, beside the mapped file of {size} MiB"
    return [Figure(f"verify.py alone on a pack of {many} entries ÷ hashing its lines", checking, plain, note=note)]


def lengthened(office: Office, id: int, many: int) -> Issue:
    """The matter with notes until it has so many entries, each chained to the one before."""
    with office.database.reading() as db:
        last = db.execute(select(EVENTS).where(EVENTS.c.noun == Issue.noun, EVENTS.c.subject_id == id)).one()
    row, entry, head = dict(last._mapping), json.loads(last.payload), last.hash
    entry |= {"step": "note", "from": last.to_state, "answers": {}, "body": None}
    for start in range(2, many + 1, BATCH):
        rows = []
        for seq in range(start, min(start + BATCH, many + 1)):
            text = canonical(entry | {"seq": seq, "prev": head})
            head = leaf_hash(text)
            told = {"seq": seq, "step": "note", "from_state": last.to_state, "payload": text, "hash": head}
            rows.append(row | told)
        with office.database.writing() as db:
            db.execute(insert(EVENTS), rows)
    with office.database.writing() as db:
        db.execute(update(bare(Issue)).where(bare(Issue).c.id == id).values(version=many, head=head))
        return fetch(db, Issue, bare(Issue).c.id == id)[0]


def lines_hashed(packed: Path) -> None:
    for line in packed.read_bytes().split(b"\n"):
        hashlib.sha256(line).digest()


def spent(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def hashed(office: Office) -> None:
    with office.database.reading() as db:
        for row in db.execute(select(EVENTS.c.payload).execution_options(yield_per=2000)):
            hashlib.sha256(row.payload.encode()).digest()


def checked(office: Office) -> None:
    with office.database.reading() as db:
        assert audit(db, 1).status == 0
