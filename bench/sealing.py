"""What sealing and verifying a large log cost, against reading the same rows and hashing each once."""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import insert, select

from bench.report import Figure
from bench.street import Street
from workflow.kernel.canonical import leaf_hash
from workflow.kernel.desk import Office
from workflow.kernel.history import EVENTS
from workflow.sealing import keys
from workflow.sealing.audit import audit
from workflow.sealing.sealer import seal

BATCH = 5000


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
