"""The one hand on contact data once a matter is there: changed by their owner, or deleted, and the claim says when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from workflow.issues.model import Claim, Contact, Issue
from workflow.kernel.db import bare

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

CLAIMS, CONTACTS = bare(Claim), bare(Contact)
TOLD = (CONTACTS.c.name, CONTACTS.c.phone, CONTACTS.c.email)


def set_contact(desk: Desk, issue: Issue, claim: int, **told: str | None) -> None:
    """What is told takes the place of what was there; where nothing is left, nothing stays to be revealed."""
    mine = CLAIMS.c.id == claim
    contact = desk.db.execute(select(CLAIMS.c.contact_id).where(mine)).scalar_one()
    if contact is None:
        if any(told.values()):
            row = desk.add(Contact(street_id=issue.street_id, **told))
            desk.db.execute(update(CLAIMS).where(mine).values(contact_id=row.id, contact_erased_at=None))
        return
    desk.db.execute(update(CONTACTS).where(CONTACTS.c.id == contact).values(**told))
    if not any(desk.db.execute(select(*TOLD).where(CONTACTS.c.id == contact)).one()):
        forget_contact(desk, issue, claim)


def forget_contact(desk: Desk, issue: Issue, claim: int | None = None) -> None:
    """Delete name, phone and address of one claim (a follower's too), or of all of the issue's; the claim says when."""
    mine = CLAIMS.c.issue_id == issue.id if claim is None else CLAIMS.c.id == claim
    mine &= CLAIMS.c.contact_id.is_not(None)
    ids = list(desk.db.execute(select(CLAIMS.c.contact_id).where(mine)).scalars())
    desk.db.execute(update(CLAIMS).where(mine).values(contact_id=None, contact_erased_at=desk.now))
    desk.db.execute(delete(CONTACTS).where(CONTACTS.c.id.in_(ids)))
