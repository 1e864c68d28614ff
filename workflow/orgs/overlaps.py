"""Which posts and papers of a person, or of an organisation, meet a span of days."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from workflow.orgs.capacities import MANDATES, ORGS, PEOPLE, POSTS
from workflow.orgs.roles import DELEGATE


def meets(table: Any, starts: date, ends: date | None) -> Any:
    """What has not been ended and shares a day with the span."""
    alive = table.c.state == ("granted" if table is POSTS else "running")
    found = alive & or_(table.c.ends.is_(None), table.c.ends >= starts)
    return found & (table.c.starts <= ends) if ends else found


def posts(db: Connection, starts: date, ends: date | None, *where: Any) -> list[Any]:
    """Posts that meet the span, with the names of holder and organisation."""
    found = (
        select(POSTS, PEOPLE.c.name.label("person"), ORGS.c.name.label("org"))
        .join(PEOPLE, PEOPLE.c.id == POSTS.c.person_id)
        .join(ORGS, ORGS.c.id == POSTS.c.org_id)
        .where(meets(POSTS, starts, ends), *where)
    )
    return list(db.execute(found.order_by(POSTS.c.starts, POSTS.c.id)))


def roles_of(db: Connection, person: int, starts: date, ends: date | None) -> set[str]:
    """The roles a person has in the span, those held by paper among them."""
    own = select(POSTS.c.role).where(POSTS.c.person_id == person, meets(POSTS, starts, ends))
    lent = select(MANDATES.c.id).where(MANDATES.c.person_id == person, meets(MANDATES, starts, ends))
    found: set[str] = set(db.execute(own).scalars())
    return found | ({DELEGATE} if db.execute(lent.limit(1)).first() else set())
