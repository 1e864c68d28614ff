"""When it is sealed: every hour, and at once where something was signed that others will hold in their hands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from workflow.kernel.clock import parse_stamp
from workflow.kernel.desk import Office
from workflow.kernel.jobs import Payload, enqueue, job
from workflow.sealing import unsealed
from workflow.sealing.sealer import latest, seal

SEAL = "seal"
LATE = 2 * 3600
"""Seconds after which what is not sealed counts as lagging."""


@job(SEAL, first=60)
def seal_street(office: Office, told: Payload) -> None:
    """Everything the street wrote until now."""
    if office.sealing_key is not None:
        seal(office, told["street"])


def ask(db: Connection, street: int, why: str) -> None:
    """Let it be sealed soon after this transaction; the same reason asks once."""
    enqueue(db, SEAL, {"street": street}, key=f"{street}-{why}")


def hourly(office: Office, asked: str = "") -> str:
    """Ask for this hour's sealing of every street, whoever else does; the hour, so that it is not asked for again."""
    hour = f"{office.clock():%Y%m%d%H}"
    if hour != asked and office.sealing_key is not None and office.sealing_key.is_file():
        with office.database.writing() as db:
            for street in unsealed.streets(db):
                ask(db, street, hour)
    return hour


def overall(db: Connection, now: datetime) -> str:
    """The worst of all streets."""
    found = {state(db, street, now) for street in unsealed.streets(db)}
    return next((word for word in ("lagging", "none") if word in found), "ok" if found else "none")


def state(db: Connection, street: int, now: datetime) -> str:
    """`none` before the first checkpoint, `lagging` where entries wait longer than they should, else `ok`."""
    newest = latest(db, street)
    if newest is None:
        return "none"
    waits = (now - parse_stamp(newest.at)).total_seconds() > LATE
    return "lagging" if waits and unsealed.many(db, street) > newest.size else "ok"
