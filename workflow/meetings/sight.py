"""Who may see a meeting and its items (WORKFLOWS.md section 6), as SQL on the rows."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from workflow.kernel.db import Record
from workflow.kernel.policy import Capacity
from workflow.kernel.subject import Seen, everything
from workflow.orgs import roles

TABLES = Record.metadata.tables


def of_table(name: str) -> dict[str, Seen]:
    """Own body and where one is asked; a community also those of its branches; the street all."""

    def own(capacity: Capacity) -> ColumnElement[bool]:
        return or_(TABLES[name].c.org_id == capacity.org, asked(capacity))

    def asked(capacity: Capacity) -> ColumnElement[bool]:
        """Meetings to which somebody of this organisation is invited."""
        guests = TABLES["attendees"].c
        meetings = select(guests.meeting_id).where(guests.org_id == capacity.org)
        if name == "meetings":
            return TABLES[name].c.id.in_(meetings)
        items = TABLES[name].c
        return and_(items.meeting_id.in_(meetings), items.audience == "everyone")

    def by_party(capacity: Capacity) -> ColumnElement[bool]:
        if capacity.kind == "street":
            return everything(capacity)
        if capacity.kind == "community":
            orgs = TABLES["orgs"].c
            return or_(own(capacity), TABLES[name].c.org_id.in_(select(orgs.id).where(orgs.parent_id == capacity.org)))
        return own(capacity)

    seen: dict[str, Seen] = dict.fromkeys(roles.OFFICERS, by_party)
    return {**seen, roles.MEMBER: own, roles.HANDLER: asked, roles.AUDITOR: everything}


MEETING, ITEM = of_table("meetings"), of_table("agenda_items")
