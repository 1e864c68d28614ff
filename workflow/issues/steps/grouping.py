"""Several reports of one matter: merged into a lead, and split off again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from workflow.issues.archiving import nothing_pending
from workflow.issues.choices import leads_for
from workflow.issues.contacts import let_go
from workflow.issues.flow import OPEN, SETTLED, issue_flow
from workflow.issues.guards import not_about_staff, not_leading, ratified_first
from workflow.issues.intake import open_claim, place_under
from workflow.issues.model import Claim, Issue, Representative
from workflow.issues.photos import Photo, keep
from workflow.issues.relations import lead_owner, owner, parent, raising
from workflow.issues.steps.intake import NOTICE, PHOTOS, raised_alone
from workflow.kernel.db import bare
from workflow.kernel.fields import Choice, Contact, Text
from workflow.kernel.i18n import N_
from workflow.kernel.policy import clock, follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ISSUES, CLAIMS, SEATS = bare(Issue), bare(Claim), bare(Representative)


@issue_flow.step(
    N_("并案"), "registered accepted", to="merged", by=(owner, parent),
    guards=[not_about_staff, not_leading],
    voice=N_("已与相同事项并案办理，您的查询码继续有效"),
    lead=Choice(label=N_("并入"), among=leads_for),
)  # fmt: skip
def merge(desk: Desk, issue: Issue, lead: int) -> None:
    """The reporters keep their codes and get the lead's answer; rankings count one matter."""
    issue.merged_into_id, issue.outcome = lead, "merged"
    desk.db.execute(delete(SEATS).where(SEATS.c.issue_id == issue.id))  # who speaks for all is asked anew


@issue_flow.step(
    N_("拆并"), "merged", to="accepted", by=lead_owner,
    voice=N_("已拆出单独办理"),
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def split(desk: Desk, issue: Issue, reason: str) -> None:
    """On its own again: the owner by its own place, its own clocks from now. The archive of the lead takes it along."""
    issue.merged_into_id = issue.outcome = None
    own = select(CLAIMS.c.id).where(CLAIMS.c.issue_id == issue.id)
    desk.db.execute(delete(SEATS).where(SEATS.c.claim_id.in_(own)))
    desk.then(lambda: let_go(desk, issue))  # where the lead was held
    if issue.branch_id or issue.community_id:
        place_under(desk, issue, issue.branch_id or issue.community_id or issue.owner_id)


@issue_flow.step(
    N_("又一人反映"), OPEN, by=(follows, raising), voice=N_("又有居民反映了同一件事，一并办理"),
    more=Text(label=N_("补充情况"), required=False, longest=5000),
    reporter_name=Contact(label=N_("称呼"), required=False, longest=60),
    reporter_phone=Contact(label=N_("电话"), required=False, longest=40),
    reporter_email=Contact(label=N_("邮箱"), required=False, longest=120),
    notice=NOTICE,
    photos=PHOTOS,
)  # fmt: skip
def join(
    desk: Desk, issue: Issue, more: str | None,
    reporter_name: str | None, reporter_phone: str | None, reporter_email: str | None,
    notice: str | None, photos: list[Photo] | None,
) -> None:  # fmt: skip
    """Somebody came with a matter that is open already: a claim of one's own, with its own code, on the same one."""
    known = {"name": reporter_name, "phone": reporter_phone, "email": reporter_email}
    open_claim(desk, issue, "online" if raised_alone(desk) else "desk", known, notice)
    keep(desk, issue, photos)


@issue_flow.step(N_("归档"), SETTLED, to="archived", by=(clock, follows), guards=[nothing_pending, ratified_first])
def archive(desk: Desk, issue: Issue) -> None:
    """The end; retention runs from here. What was merged into it is archived along."""
    merged = select(ISSUES.c.id).where(ISSUES.c.merged_into_id == issue.id, ISSUES.c.state == "merged")
    for id in desk.db.execute(merged).scalars().all():
        desk.follow(Issue, id, "archive")
