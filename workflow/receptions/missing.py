"""Days of past months that nobody opened: the clock records each as missed, once."""

from __future__ import annotations

from contextlib import suppress

from workflow.kernel.clock import local
from workflow.kernel.desk import Office
from workflow.kernel.errors import NotLegal
from workflow.kernel.policy import Actor
from workflow.receptions.model import Reception
from workflow.receptions.queries import unheld


def sweep(office: Office) -> int:
    """How many were recorded now. Each in a transaction of its own; another worker's are left alone."""
    with office.database.reading() as db:
        found = unheld(db, local(office.clock()).date())
    done = 0
    for row in found:
        with suppress(NotLegal), office.desk(Actor.clock(row.street_id)) as desk:
            desk.take(Reception, row.id, "miss", {})
            done += 1
    return done
