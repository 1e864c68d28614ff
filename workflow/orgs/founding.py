"""A house begins with its street and the three administrators who exclude one another; there is no default password."""

from __future__ import annotations

from sqlalchemy import insert, select

from workflow.kernel.db import bare
from workflow.kernel.desk import Desk, Office
from workflow.orgs.accounts import ACCOUNTS, Account
from workflow.orgs.entering import operator
from workflow.orgs.links import link_of
from workflow.orgs.model import Org, Post
from workflow.orgs.roles import AUDITOR, LABELS, SECURITY_ADMIN, SYSTEM_ADMIN

FOUNDERS = (("auditor", AUDITOR), ("security", SECURITY_ADMIN), ("system", SYSTEM_ADMIN))


def found(office: Office, street: str) -> list[tuple[str, str]]:
    """The new accounts with their one-time links, known to nobody else; none where there are accounts already."""
    made = []
    with office.desk(operator()) as desk:
        if desk.db.execute(select(ACCOUNTS.c.id).limit(1)).first():
            return []
        _lay(desk, street)
        for name, role in FOUNDERS:
            account = desk.begin(Account, "create", {"name": name, "person_name": LABELS[role]})
            made.append((name, link_of(office, desk) or ""))
            post = {"person": account.person_id, "org": 1, "role": role, "starts": desk.today}
            desk.begin(Post, "grant", post)
    return made


def called(office: Office) -> str:
    """The name the street was founded with."""
    orgs = bare(Org)
    with office.database.reading() as db:
        return str(db.execute(select(orgs.c.name).where(orgs.c.id == 1)).scalar_one())


def _lay(desk: Desk, street: str) -> None:
    """The street's own id is the `street_id` of every row."""
    row = {"id": 1, "street_id": 1, "kind": "street", "code": "S", "name": street, "path": "1"}
    desk.db.execute(insert(bare(Org)), row)
    if not desk.office.database.is_sqlite:  # an id given by hand does not move PostgreSQL's counter
        desk.db.exec_driver_sql("SELECT setval(pg_get_serial_sequence('orgs', 'id'), 1)")
