"""A contact is shown for a purpose: for some minutes, to a unit for its share, and always accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.issues.disclosing import PURPOSES, has_contact, reveals_left
from workflow.issues.flow import OPEN, assignment_flow, issue_flow
from workflow.issues.masking import masked
from workflow.issues.model import Assignment, Claim, Contact, Issue
from workflow.issues.relations import assigner, discloser
from workflow.issues.sheet_guards import lead_shown, not_unveiled
from workflow.kernel.db import bare
from workflow.kernel.fields import Choice, Line, Option
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

CLAIMS, CONTACTS = bare(Claim), bare(Contact)


def contacts(case: Case) -> list[Option]:
    """Reporters who left something, masked: what is chosen is whose contact is shown."""
    ids = [claim.id for claim in case.facts.claims if claim.contact_id]
    columns = (CLAIMS.c.id, CONTACTS.c.name, CONTACTS.c.phone, CONTACTS.c.email)
    found = select(*columns).join(CONTACTS, CONTACTS.c.id == CLAIMS.c.contact_id).where(CLAIMS.c.id.in_(ids))
    return [(row.id, masked(row)) for row in case.db.execute(found.order_by(CLAIMS.c.id))]


@issue_flow.step(
    N_("查看联系方式"), f"{OPEN} closed not_accepted", by=discloser, guards=[has_contact, reveals_left],
    help=N_("显示五分钟；诉求人会看到哪个岗位、为什么、什么时候看的，审计监督员还看得到是谁"),
    claim=Choice(label=N_("诉求人"), among=contacts),
    purpose=Choice(label=N_("用途"), of=PURPOSES),
    words=Line(label=N_("具体说明"), longest=200, help=N_("例如：约周三下午上门；不要写姓名和号码")),
)  # fmt: skip
def reveal(desk: Desk, issue: Issue, claim: int, purpose: str, words: str) -> None:
    """The entry of the second log is the grant itself: while it is fresh, the page shows what it hides from others."""
    desk.note("reveal", issue, words, claim=claim, purpose=purpose)


@assignment_flow.step(
    N_("准许查看联系方式"), "pending handling", by=assigner, guards=[lead_shown, not_unveiled],
    reason=Line(label=N_("为什么需要"), longest=200),
)  # fmt: skip
def unveil(desk: Desk, sheet: Assignment, reason: str) -> None:
    """The lead unit may reveal the contact while its share is open; each look is accounted for like anybody's."""
    sheet.unveiled_at = desk.now
    desk.note("unveil", sheet, reason, issue=sheet.issue_id, unit=sheet.unit_id)
