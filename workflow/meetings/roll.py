"""The roll of a meeting as it is looked up: who was asked, by name, and who stepped aside in an item."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from workflow.kernel.db import Record
from workflow.orgs.capacities import acting

TABLES = Record.metadata.tables


@cache
def _attendees() -> Select[Any]:
    """Built once, when the tables are known."""
    asked, people, orgs = TABLES["attendees"], TABLES["people"], TABLES["orgs"]
    named, stands_in = TABLES["contacts"].alias("named"), TABLES["contacts"].alias("stands_in")
    name = func.coalesce(people.c.name, named.c.name, "").label("name")
    return (
        select(asked, name, stands_in.c.name.label("substitute"), orgs.c.name.label("org_name"))
        .outerjoin(people, people.c.id == asked.c.person_id)
        .outerjoin(named, named.c.id == asked.c.contact_id)
        .outerjoin(stands_in, stands_in.c.id == asked.c.substitute_id)
        .outerjoin(orgs, orgs.c.id == asked.c.org_id)
        .where(asked.c.meeting_id == bindparam("meeting"))
        .order_by(asked.c.votes.desc(), asked.c.id)
    )


def attendees(db: Connection, meeting: int) -> list[Any]:
    """Who was asked, members before guests; a name that was erased is empty."""
    return list(db.execute(_attendees(), {"meeting": meeting}))


def aside(db: Connection, item: int) -> set[int]:
    """Attendees named as recused in this item."""
    table = TABLES["stepped_aside"].c
    return set(db.execute(select(table.attendee_id).where(table.item_id == item)).scalars())


def people_of(db: Connection, org: int, roles: set[str], day: date) -> dict[int, str]:
    """By id, the names of those who act for an organisation on a day, the head first."""
    ids = {person for _org, person, _steps in acting(db, (org,), roles, day)}
    people = TABLES["people"].c
    return {row.id: row.name for row in db.execute(select(people.id, people.name).where(people.id.in_(ids)))}
