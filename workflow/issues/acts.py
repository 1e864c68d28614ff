"""Emergency acts: decided first, listed until a meeting has ratified them (WORKFLOWS.md section 1, "Basis")."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, select

from workflow.issues.model import Decision, Issue
from workflow.kernel.db import at_most, bare
from workflow.kernel.policy import Actor, scope
from workflow.orgs.model import Org

DECISIONS, ISSUES, ORGS = bare(Decision), bare(Issue), bare(Org)
MOST = 200


def _acts(actor: Actor) -> Select[Any]:
    columns = (ISSUES.c.id, ISSUES.c.number, ISSUES.c.what, ISSUES.c.state, ORGS.c.name.label("org_name"))
    told = (DECISIONS.c.step, DECISIONS.c.at, DECISIONS.c.ratified, DECISIONS.c.org_id, DECISIONS.c.emergency_id)
    joined = DECISIONS.join(ISSUES, ISSUES.c.id == DECISIONS.c.issue_id).join(ORGS, ORGS.c.id == DECISIONS.c.org_id)
    found = select(*columns, *told).select_from(joined)
    return found.where(DECISIONS.c.basis == "emergency", scope(Issue, actor.capacities))


def of_emergency(db: Connection, actor: Actor, id: int) -> list[Any]:
    """Acts taken in one emergency mode, as far as the actor may see their matters, in the order they were taken."""
    found = _acts(actor).where(DECISIONS.c.emergency_id == id)
    return list(db.execute(found.order_by(DECISIONS.c.at, ISSUES.c.id).limit(at_most(MOST))))


def unratified(db: Connection, actor: Actor) -> list[Any]:
    """Every act no meeting has ratified yet, in emergency mode or for danger, the longest waiting first."""
    found = _acts(actor).where(DECISIONS.c.ratified.is_(False))
    return list(db.execute(found.order_by(DECISIONS.c.at, ISSUES.c.id).limit(at_most(MOST))))
