"""What stands on the home page of whoever may let a text out: those with no hand of theirs in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists, literal_column, or_, select

from workflow.board.facts import HANDS
from workflow.board.model import Posting
from workflow.issues.model import Issue
from workflow.issues.today import further
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.kernel.policy import Actor, Capacity, scope
from workflow.kernel.prepared import fixed
from workflow.orgs.model import Org
from workflow.orgs.roles import OFFICERS

POSTINGS, ISSUES, ORGS = bare(Posting), bare(Issue), bare(Org)
NEAR = ORGS.alias("near")


def reviews(hat: Capacity, org: int) -> bool:
    """Whether this hat may let out what an organisation, or one below it, has written."""
    return hat.org == org and hat.role in OFFICERS and hat.covers("publish")


@further("postings")
def to_review(actor: Actor) -> Select[Any] | None:
    """Found with the inbox: `what` is the text, `owner` the organisation that answered."""
    mine = sorted({hat.org for hat in actor.capacities if reviews(hat, hat.org)})
    if not mine:
        return None
    own_hand = exists().where(
        EVENTS.c.noun == "posting", EVENTS.c.subject_id == POSTINGS.c.id, EVENTS.c.step.in_(fixed(HANDS)),
        EVENTS.c.actor_id == actor.id,
    )  # fmt: skip
    columns = (POSTINGS.c.id, POSTINGS.c.text.label("what"), POSTINGS.c.state, POSTINGS.c.due_at)
    joined = POSTINGS.join(ISSUES, ISSUES.c.id == POSTINGS.c.issue_id).join(ORGS, ORGS.c.id == POSTINGS.c.owner_id)
    below = select(NEAR.c.id).where(or_(NEAR.c.id.in_(fixed(mine)), NEAR.c.parent_id.in_(fixed(mine))))
    near = POSTINGS.c.owner_id.in_(below)  # read from the index, which goes by the day: a page of them is enough
    waiting = (POSTINGS.c.street_id == actor.street) & (POSTINGS.c.state == literal_column("'drafted'"))
    found = select(*columns, ISSUES.c.number, ORGS.c.name.label("owner")).select_from(joined)
    found = found.where(waiting, near, ~own_hand, scope(Posting, actor.capacities))
    return found.order_by(POSTINGS.c.due_at, POSTINGS.c.id)
