"""The one hand on contact data once a matter is there: changed by their owner, or deleted, and the claim says when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update

from workflow.issues.model import Claim, Contact, Issue
from workflow.kernel.db import Record, bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.i18n import N_, Sentence

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

CLAIMS, CONTACTS, ISSUES = bare(Claim), bare(Contact), bare(Issue)
LEADS = ISSUES.alias("leads")
TOLD = (CONTACTS.c.name, CONTACTS.c.phone, CONTACTS.c.email)
HELD = N_("本事项依法保留，解除保留前不能改动或删除")


def set_contact(desk: Desk, issue: Issue, claim: int, **told: str | None) -> None:
    """What is told takes the place of what was there; where nothing is left, nothing stays to be revealed.

    Raises: BadAnswers where a legal hold keeps what would be lost.
    """
    mine = CLAIMS.c.id == claim
    contact = desk.db.execute(select(CLAIMS.c.contact_id).where(mine)).scalar_one()
    if contact is None:
        if any(told.values()):
            row = desk.add(Contact(street_id=issue.street_id, **told))
            desk.db.execute(update(CLAIMS).where(mine).values(contact_id=row.id, contact_erased_at=None))
        return
    before = dict(desk.db.execute(select(*TOLD).where(CONTACTS.c.id == contact)).one()._mapping)
    lost = [name for name, text in told.items() if before[name] and before[name] != text]
    if lost and not desk.db.execute(_free(mine)).all():
        raise BadAnswers({name: Sentence(HELD) for name in lost})
    desk.db.execute(update(CONTACTS).where(CONTACTS.c.id == contact).values(**told))
    if not any((before | told).values()):
        forget_contact(desk, issue, claim)


def forget_contact(desk: Desk, issue: Issue, claim: int | None = None) -> None:
    """Delete name, phone and address of one claim (a follower's too), or of all of the issue's; the claim says when.

    What a legal hold keeps stays until the hold is lifted (`let_go`).
    """
    _delete(desk, CLAIMS.c.issue_id == issue.id if claim is None else CLAIMS.c.id == claim)


def let_go(desk: Desk, issue: Issue) -> None:
    """What should have gone while a hold kept it: the contact of whoever withdrew, left or asked for erasure."""
    here = or_(ISSUES.c.id == issue.id, ISSUES.c.merged_into_id == issue.id)
    requests = Record.metadata.tables["requests"]
    asked = select(requests.c.claim_id).where(requests.c.kind == "erasure", requests.c.settled_at.is_(None))
    gone = or_(CLAIMS.c.ended_at.is_not(None), ISSUES.c.outcome == "withdrawn", CLAIMS.c.id.in_(asked))
    _delete(desk, and_(here, gone))


def _free(mine: ColumnElement[bool]) -> Select[Any]:
    """(claim, contact) of these claims that no legal hold keeps: neither of their matter nor of what it is part of."""
    joined = CLAIMS.join(ISSUES, ISSUES.c.id == CLAIMS.c.issue_id)
    joined = joined.outerjoin(LEADS, LEADS.c.id == ISSUES.c.merged_into_id)
    free = ISSUES.c.held_at.is_(None) & LEADS.c.held_at.is_(None)
    found = select(CLAIMS.c.id, CLAIMS.c.contact_id).select_from(joined)
    return found.where(mine, CLAIMS.c.contact_id.is_not(None), free)


def _delete(desk: Desk, mine: ColumnElement[bool]) -> None:
    found = desk.db.execute(_free(mine)).all()
    those = CLAIMS.c.id.in_([row.id for row in found])
    desk.db.execute(update(CLAIMS).where(those).values(contact_id=None, contact_erased_at=desk.now))
    desk.db.execute(delete(CONTACTS).where(CONTACTS.c.id.in_([row.contact_id for row in found])))
