"""Kept promises of a large street are counted once a day, by a job: every reader would wait for it otherwise.

A small street counts for each reader, so that what happened a moment ago stands there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, insert, select

from workflow.issues.model import Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.jobs import enqueue, job
from workflow.orgs.model import Org
from workflow.reports.promises import COUNTS, Quarter, reckoned

if TYPE_CHECKING:
    from workflow.kernel.desk import Office

ISSUES, ORGS = bare(Issue), bare(Org)
JOB = "reckon_promises"
LARGE = 50_000
"""From so many matters on."""
QUARTERS = 5
"""As far back as readers are offered them."""


def ask(office: Office) -> None:
    """Once a day and quarter, however many workers ask."""
    today = local(office.clock()).date()
    with office.database.writing() as db:
        if not is_large(db):
            db.execute(delete(COUNTS))
            return
        for street in db.execute(select(ORGS.c.id).where(ORGS.c.kind == "street")).scalars().all():
            quarter = Quarter.of(today)
            for _ in range(QUARTERS):
                payload = {"street": street, "year": quarter.year, "number": quarter.number}
                enqueue(db, JOB, payload, key=f"{street}-{quarter}-{today}")
                quarter = quarter.before


def is_large(db: Connection) -> bool:
    """By the last number given: counting them would cost what is to be saved."""
    return int(db.execute(select(func.coalesce(func.max(ISSUES.c.id), 0))).scalar_one()) >= LARGE


@job(JOB)
def reckon(office: Office, payload: dict[str, Any]) -> None:
    keep(office, payload["street"], Quarter(payload["year"], payload["number"]))


def keep(office: Office, street: int, quarter: Quarter) -> None:
    """Count in one view of the database; then write in a moment, in place of what was counted before."""
    now = office.clock()
    with office.database.reading() as db:
        counts, silent = reckoned(db, quarter, now)
    place = {"street_id": street, "quarter": str(quarter), "at": now}
    rows = [
        place | {"measure": measure, "owner_id": owner, "kept": share.kept, "n": share.n}
        for measure, found in counts.items()
        for (_own, owner), share in found.items()
    ]
    rows += [place | {"measure": "silent", "owner_id": owner, "kept": 0, "n": n} for (_own, owner), n in silent.items()]
    with office.database.writing() as db:
        db.execute(delete(COUNTS).where(COUNTS.c.street_id == street, COUNTS.c.quarter == str(quarter)))
        if rows:
            db.execute(insert(COUNTS), rows)
