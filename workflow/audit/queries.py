"""How inspections are looked up: the list, and one with its matters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from workflow.audit.model import ITEMS, WAITING, Inspection
from workflow.audit.risks import ISSUES
from workflow.audit.sight import items_for
from workflow.kernel.db import at_most, bare
from workflow.kernel.policy import Actor, scope
from workflow.orgs.model import Org, Person

INSPECTIONS, PEOPLE, ORGS = bare(Inspection), bare(Person), bare(Org)


def listed(db: Connection, actor: Actor, before: int | None, limit: int) -> list[Any]:
    """Inspections the actor may see with who drew them, newest first; one more than `limit` says there are more."""
    found = select(INSPECTIONS, PEOPLE.c.name.label("drawn_by")).join(PEOPLE, PEOPLE.c.id == INSPECTIONS.c.drawn_by_id)
    found = found.where(scope(Inspection, actor.capacities))
    if before is not None:
        found = found.where(INSPECTIONS.c.id < before)
    return list(db.execute(found.order_by(INSPECTIONS.c.id.desc()).limit(at_most(limit + 1))))


def owing(db: Connection, ids: list[int], actor: Actor) -> dict[int, int]:
    """How many matters of each concluded inspection wait for an answer, of those the actor reads."""
    joined = ITEMS.join(ISSUES, ISSUES.c.id == ITEMS.c.issue_id)
    joined = joined.join(INSPECTIONS, INSPECTIONS.c.id == ITEMS.c.inspection_id)
    found = select(ITEMS.c.inspection_id, func.count().label("n")).select_from(joined)
    found = found.where(ITEMS.c.inspection_id.in_(ids), INSPECTIONS.c.state == "concluded", WAITING, items_for(actor))
    return {row.inspection_id: row.n for row in db.execute(found.group_by(ITEMS.c.inspection_id))} if ids else {}


def items(db: Connection, inspection: Inspection, actor: Actor) -> list[Any]:
    """The matters of one inspection the actor reads, in the order drawn, each with what was found and answered."""
    columns = (ITEMS.c.place, ITEMS.c.verdict, ITEMS.c.remark, ITEMS.c.judged_at, ITEMS.c.reply, ITEMS.c.replied_at)
    matter = (ISSUES.c.id, ISSUES.c.number, ISSUES.c.what, ISSUES.c.state, ORGS.c.name.label("owner"))
    joined = ITEMS.join(ISSUES, ISSUES.c.id == ITEMS.c.issue_id).join(ORGS, ORGS.c.id == ISSUES.c.owner_id)
    named = PEOPLE.c.name.label("replied_by")
    found = select(*columns, *matter, named).select_from(joined.outerjoin(PEOPLE, PEOPLE.c.id == ITEMS.c.replied_by_id))
    mine = found.where(ITEMS.c.inspection_id == inspection.id, items_for(actor))
    return list(db.execute(mine.order_by(ITEMS.c.place)))


def waiting(db: Connection, actor: Actor, issue_id: int) -> list[Any]:
    """(id, title) of inspections under way in which a matter was drawn and not judged yet."""
    joined = INSPECTIONS.join(ITEMS, ITEMS.c.inspection_id == INSPECTIONS.c.id)
    mine = (ITEMS.c.issue_id == issue_id) & ITEMS.c.verdict.is_(None) & (INSPECTIONS.c.state == "inspecting")
    found = select(INSPECTIONS.c.id, INSPECTIONS.c.title).select_from(joined)
    return list(db.execute(found.where(mine, scope(Inspection, actor.capacities)).order_by(INSPECTIONS.c.id)))
