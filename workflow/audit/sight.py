"""Who may see an inspection: auditors always; with its finding the street, and whoever it concerns."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select, true

from workflow.kernel.db import Record
from workflow.kernel.policy import Actor, Capacity
from workflow.kernel.subject import Seen, everything
from workflow.orgs import roles

TABLES = Record.metadata.tables


def concluded(capacity: Capacity) -> ColumnElement[bool]:
    """A sample under way would tell the inspected what is looked at. The street reads all, others what is theirs."""
    table = TABLES["inspections"].c
    done: ColumnElement[bool] = table.state == "concluded"
    if capacity.kind == "street":
        return done
    items, issues = TABLES["inspection_items"].c, TABLES["issues"].c
    with_them = select(items.inspection_id).join(TABLES["issues"], issues.id == items.issue_id)
    return and_(done, table.id.in_(with_them.where(found_with(capacity.org))))


def found_with(org: int) -> ColumnElement[bool]:
    """That something was found in a matter this organisation answers for."""
    return and_(TABLES["inspection_items"].c.verdict != "sound", TABLES["issues"].c.owner_id == org)


def items_for(actor: Actor) -> ColumnElement[bool]:
    """Which matters of a sample the actor reads: whoever does not oversee the street only the own ones with a fault."""
    if any(hat.role == roles.AUDITOR or hat.kind == "street" for hat in actor.capacities):
        return true()
    items, issues = TABLES["inspection_items"].c, TABLES["issues"].c
    return and_(items.verdict != "sound", issues.owner_id.in_([hat.org for hat in actor.capacities]))


INSPECTION: dict[str, Seen] = {roles.AUDITOR: everything, **dict.fromkeys(roles.OFFICERS, concluded)}
