"""Who may see accounts, posts and mandates, as SQL on the rows (WORKFLOWS.md section 6, "accounts / grants")."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from workflow.kernel.db import Record
from workflow.kernel.policy import Capacity
from workflow.kernel.subject import Seen, everything
from workflow.orgs import roles

TABLES = Record.metadata.tables


def own_account(capacity: Capacity) -> ColumnElement[bool]:
    """The one account this capacity is about."""
    return TABLES["accounts"].c.id == capacity.org


def of_own_posts(capacity: Capacity) -> ColumnElement[bool]:
    """Mandates for posts of the own organisation, and of those one level below."""
    posts, orgs = TABLES["posts"].c, TABLES["orgs"].c
    below = select(orgs.id).where(orgs.parent_id == capacity.org)
    mine = select(posts.id).where(or_(posts.org_id == capacity.org, posts.org_id.in_(below)))
    return TABLES["mandates"].c.post_id.in_(mine)


OVERSEERS: dict[str, Seen] = dict.fromkeys((*sorted(roles.ADMINISTRATORS), roles.OPERATOR), everything)

ACCOUNT: dict[str, Seen] = {**OVERSEERS, roles.HOLDER: own_account}
POST: dict[str, Seen] = OVERSEERS
MANDATE: dict[str, Seen] = {**OVERSEERS, **dict.fromkeys(roles.OFFICERS, of_own_posts)}
