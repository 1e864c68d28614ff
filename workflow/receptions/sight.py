"""Who may see a reception day, as SQL on the rows: it is announced to all, its desk is the branch's."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from workflow.kernel.db import Record
from workflow.kernel.policy import Capacity
from workflow.kernel.subject import Seen, everything
from workflow.orgs import roles

TABLES = Record.metadata.tables


def by_branch(capacity: Capacity) -> ColumnElement[bool]:
    return TABLES["receptions"].c.branch_id == capacity.org


def by_party(capacity: Capacity) -> ColumnElement[bool]:
    """The own branch's, those of the own community's branches, or the whole street's."""
    if capacity.kind == "street":
        return everything(capacity)
    if capacity.kind == "community":
        orgs = TABLES["orgs"].c
        return TABLES["receptions"].c.branch_id.in_(select(orgs.id).where(orgs.parent_id == capacity.org))
    return by_branch(capacity)


RECEPTION: dict[str, Seen] = {
    **dict.fromkeys(roles.OFFICERS, by_party),
    roles.MEMBER: by_branch,
    roles.DISPATCHER: everything,
    roles.AUDITOR: everything,
}
