"""Who may see a supervision order, as SQL on the rows: the organisation ordered, those above it, the auditor.

An order about a matter that is invisible to a side is invisible to that side too.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select, true

from workflow.kernel.db import Record
from workflow.kernel.policy import Capacity
from workflow.kernel.subject import Seen
from workflow.orgs import roles

TABLES = Record.metadata.tables
"""Looked up by name when a rule is first used: the models stand to the right of their own rules."""


def not_hidden(capacity: Capacity, *, restricted: bool = False) -> ColumnElement[bool]:
    """The matter is not about the staff of one's own side; for members of a branch, nor kept to its officers."""
    order, issue = TABLES["supervision_orders"].c, TABLES["issues"].c
    kept = [~exists().where(issue.id == order.issue_id, issue.restricted)] if restricted else []
    if not capacity.path:
        return and_(true(), *kept)
    mine = or_(*(issue.about_org_id == org for org in capacity.path))
    about = select(issue.id).where(mine)  # few in a street: found once, not asked of each order
    return and_(or_(order.issue_id.is_(None), order.issue_id.not_in(about)), *kept)


def own(capacity: Capacity) -> ColumnElement[bool]:
    """Orders to the own organisation."""
    return TABLES["supervision_orders"].c.org_id == capacity.org


def by_party(capacity: Capacity) -> ColumnElement[bool]:
    """To the own branch; to the own community and its branches; to anybody in the street."""
    orders, orgs = TABLES["supervision_orders"].c, TABLES["orgs"].c
    near = own(capacity)
    if capacity.kind == "street":
        near = orders.street_id == capacity.street
    elif capacity.kind == "community":
        near = or_(near, orders.org_id.in_(select(orgs.id).where(orgs.parent_id == capacity.org)))
    return and_(near, not_hidden(capacity))


def by_member(capacity: Capacity) -> ColumnElement[bool]:
    return and_(own(capacity), not_hidden(capacity, restricted=True))


def by_unit(capacity: Capacity) -> ColumnElement[bool]:
    return and_(own(capacity), not_hidden(capacity))


def by_auditor(capacity: Capacity) -> ColumnElement[bool]:
    return and_(TABLES["supervision_orders"].c.street_id == capacity.street, not_hidden(capacity))


ORDER: dict[str, Seen] = {
    **dict.fromkeys(roles.OFFICERS, by_party),
    roles.MEMBER: by_member,
    roles.HANDLER: by_unit,
    roles.AUDITOR: by_auditor,
}


def told_of(capacity: Capacity) -> ColumnElement[bool]:
    """Circulars go to the street and to all communities, whoever was ordered; those looking on read them too."""
    if capacity.kind not in ("street", "community") or capacity.role not in roles.OFFICERS | {roles.AUDITOR}:
        return ~true()
    here = TABLES["supervision_orders"].c.street_id == capacity.street
    return and_(here, not_hidden(capacity))
