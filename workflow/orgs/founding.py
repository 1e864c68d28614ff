"""A house begins with its street and the three administrators who exclude one another; there is no default password."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, select

from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.desk import Office
from workflow.orgs.accounts import ACCOUNTS, hasher
from workflow.orgs.model import Org, Person, Post
from workflow.orgs.roles import AUDITOR, LABELS, SECURITY_ADMIN, SYSTEM_ADMIN

FOUNDERS = (("auditor", AUDITOR), ("security", SECURITY_ADMIN), ("system", SYSTEM_ADMIN))


def found(office: Office, street: str) -> list[tuple[str, str]]:
    """The new accounts with their passwords, known to nobody else; none where there are accounts already."""
    made = []
    with office.database.writing() as db:
        if db.execute(select(ACCOUNTS.c.id).limit(1)).first():
            return []
        orgs, people, posts = bare(Org), bare(Person), bare(Post)
        db.execute(insert(orgs), {"id": 1, "street_id": 1, "kind": "street", "code": "S", "name": street, "path": "1"})
        if not office.database.is_sqlite:  # an id given by hand does not move PostgreSQL's counter
            db.exec_driver_sql("SELECT setval(pg_get_serial_sequence('orgs', 'id'), 1)")
        for name, role in FOUNDERS:
            password = secrets.token_urlsafe(12)
            keys = db.execute(insert(people), {"street_id": 1, "name": LABELS[role]}).inserted_primary_key
            assert keys is not None
            person = keys[0]
            row = {"street_id": 1, "person_id": person, "org_id": 1, "role": role}
            db.execute(insert(posts), row | {"starts": local(office.clock()).date(), "ends": None})
            hashed = hasher().hash(password)
            db.execute(insert(ACCOUNTS), {"street_id": 1, "name": name, "person_id": person, "password": hashed})
            made.append((name, password))
    return made
