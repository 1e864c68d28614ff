"""Posts and papers that end at midnight: their dates are asked at every reading; here the end enters their history."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select

from workflow.issues.ladder import own_step
from workflow.kernel.clock import local
from workflow.kernel.db import at_most, bare
from workflow.kernel.desk import Office
from workflow.kernel.errors import Refusal
from workflow.kernel.policy import Actor
from workflow.kernel.subject import Subject
from workflow.orgs.model import Mandate, Post

TERMS: dict[type[Subject], str] = {Mandate: "running", Post: "granted"}
"""Papers first: with a post, what was lent from it ends as well."""
BATCH = 200


def end_terms(office: Office) -> int:
    """How many ended now, each in a transaction of its own; another worker's are left alone."""
    today, done = local(office.clock()).date(), 0
    for model, state in TERMS.items():
        table, step = bare(model), own_step(model.flow, state)
        assert step is not None
        over = (table.c.state == state) & (table.c.ends < today)
        with office.database.reading() as db:
            found = list(db.execute(select(table.c.id, table.c.street_id).where(over).limit(at_most(BATCH))))
        for row in found:
            with suppress(Refusal), office.desk(Actor.clock(row.street_id)) as desk:
                desk.take(model, row.id, step.name, {})
                done += 1
    return done
