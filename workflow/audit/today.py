"""What stands on the home page of whoever must answer to what an inspection found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, cast, func, select

from workflow.audit.model import ITEMS, WAITING, Inspection
from workflow.audit.risks import ISSUES
from workflow.issues.today import further
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor
from workflow.kernel.prepared import fixed
from workflow.orgs.roles import OFFICERS

INSPECTIONS = bare(Inspection)


@further("findings")
def findings(actor: Actor) -> Select[Any] | None:
    """Found with the inbox: `what` is the inspection's name, `number` its first matter, `place` how many wait."""
    mine = sorted({hat.org for hat in actor.capacities if hat.role in OFFICERS})
    if not mine:
        return None
    joined = ISSUES.join(ITEMS, ITEMS.c.issue_id == ISSUES.c.id).join(
        INSPECTIONS, INSPECTIONS.c.id == ITEMS.c.inspection_id
    )
    told = (func.min(ISSUES.c.number).label("number"), cast(func.count(), String).label("place"))
    names = (INSPECTIONS.c.id, INSPECTIONS.c.title.label("what"), INSPECTIONS.c.reply_by.label("due_at"))
    found = select(*names, *told).select_from(joined)
    ours = (ISSUES.c.owner_id + 0).in_(fixed(mine))  # no index: the few that wait are asked whose they are
    found = found.where(ours, WAITING, INSPECTIONS.c.state == "concluded")
    grouped = found.group_by(INSPECTIONS.c.id, INSPECTIONS.c.title, INSPECTIONS.c.reply_by)
    return grouped.order_by(INSPECTIONS.c.reply_by, INSPECTIONS.c.id)
