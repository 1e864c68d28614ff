"""What was decided in an emergency; acts decided first are listed until a meeting has ratified them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, and_, select

from workflow.issues.model import Deadline, Decision, Issue
from workflow.kernel.db import at_most, bare
from workflow.kernel.policy import Actor, scope
from workflow.orgs.model import Org

DECISIONS, ISSUES, ORGS, DEADLINES = bare(Decision), bare(Issue), bare(Org), bare(Deadline)
WAITING = (
    DEADLINES.c.noun == "issue",
    DEADLINES.c.subject_id == DECISIONS.c.issue_id,
    DEADLINES.c.kind == "ratify",
    DEADLINES.c.stopped_at.is_(None),
    DECISIONS.c.ratified.is_(False),
)
"""The clock of the acts of a matter that no meeting has ratified."""
MOST = 200


def _acts(actor: Actor) -> Select[Any]:
    columns = (ISSUES.c.id, ISSUES.c.number, ISSUES.c.what, ISSUES.c.state, ORGS.c.name.label("org_name"))
    told: tuple[Any, ...] = (
        DECISIONS.c.step,
        DECISIONS.c.at,
        DECISIONS.c.ratified,
        DECISIONS.c.org_id,
        DECISIONS.c.emergency_id,
    )
    told = (*told, DECISIONS.c.basis, DEADLINES.c.due_at.label("ratify_by"))
    joined = DECISIONS.join(ISSUES, ISSUES.c.id == DECISIONS.c.issue_id).join(ORGS, ORGS.c.id == DECISIONS.c.org_id)
    joined = joined.outerjoin(DEADLINES, and_(*WAITING))
    found = select(*columns, *told).select_from(joined)
    return found.where(scope(Issue, actor.capacities))


def of_emergency(db: Connection, actor: Actor, id: int) -> list[Any]:
    """What was decided in one emergency mode on whatever basis, as far as the actor sees its matters, in order."""
    found = _acts(actor).where(DECISIONS.c.emergency_id == id)
    return list(db.execute(found.order_by(DECISIONS.c.at, ISSUES.c.id).limit(at_most(MOST))))


def unratified(db: Connection, actor: Actor) -> list[Any]:
    """Every act no meeting has ratified yet, in emergency mode or for danger, the longest waiting first."""
    found = _acts(actor).where(DECISIONS.c.ratified.is_(False))
    return list(db.execute(found.order_by(DECISIONS.c.at, ISSUES.c.id).limit(at_most(MOST))))
