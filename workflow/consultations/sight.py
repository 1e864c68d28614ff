"""Who may see a consultation: in office by the line of organisations; everybody else once it is announced."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select, true

from workflow.consultations.flow import PUBLIC
from workflow.kernel.db import Record
from workflow.kernel.policy import Capacity
from workflow.kernel.prepared import fixed
from workflow.kernel.subject import Seen, everything
from workflow.orgs import roles

TABLES = Record.metadata.tables


def by_party(capacity: Capacity) -> ColumnElement[bool]:
    """Own branch, own community and below, or the street."""
    if capacity.kind == "street":
        return true()
    mine, orgs = TABLES["consultations"].c.org_id, TABLES["orgs"].c
    return or_(mine == capacity.org, mine.in_(select(orgs.id).where(orgs.parent_id == capacity.org)))


def by_anybody(capacity: Capacity) -> ColumnElement[bool]:
    """Whoever answers sees the one that is answered."""
    table = TABLES["consultations"].c
    return (table.id == capacity.org) & table.state.in_(fixed(PUBLIC)) & table.published_at.is_not(None)


CONSULTATION: dict[str, Seen] = {
    **dict.fromkeys(sorted(roles.OFFICERS | {roles.MEMBER}), by_party),
    roles.DISPATCHER: everything,
    roles.AUDITOR: everything,
    roles.ANYBODY: by_anybody,
}
