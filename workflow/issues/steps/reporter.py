"""What the person who raised a matter may do with the code, besides judging the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from workflow.issues.contacts import CLAIMS, forget_contact, set_contact
from workflow.issues.flow import OPEN, issue_flow
from workflow.issues.guards import only_claim, several_claims
from workflow.issues.model import Issue, Representative
from workflow.issues.photos import Photo, Photos
from workflow.issues.photos import keep as keep_photos
from workflow.issues.relations import owner, reporter
from workflow.issues.words import LANGUAGES
from workflow.kernel.db import bare
from workflow.kernel.fields import Choice, Email, Text
from workflow.kernel.i18n import N_

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

SEATS = bare(Representative)


def end_claims(desk: Desk, issue: Issue, only: int | None = None) -> None:
    """End the claim behind this code, or all; the contact data go at once."""
    mine = CLAIMS.c.id == only if only is not None else CLAIMS.c.issue_id == issue.id  # a follower's claim, too
    desk.db.execute(delete(SEATS).where(SEATS.c.claim_id.in_(select(CLAIMS.c.id).where(mine))))
    desk.db.execute(update(CLAIMS).where(mine, CLAIMS.c.ended_at.is_(None)).values(ended_at=desk.now))
    forget_contact(desk, issue, only)


def claim_of(desk: Desk) -> int:
    """The claim behind the code that was shown."""
    return desk.actor.capacities[0].behalf or 0


@issue_flow.step(
    N_("撤回"), "registered accepted scheduled", to="withdrawn", by=reporter, guards=[only_claim],
    voice=N_("您已撤回"),
    reason=Text(label=N_("原因"), required=False, longest=500),
)  # fmt: skip
def withdraw(desk: Desk, issue: Issue, reason: str | None) -> None:
    """The contact data go at once. The code goes on showing what became of it."""
    issue.outcome = "withdrawn"
    forget_contact(desk, issue)


@issue_flow.step(
    N_("退出"), OPEN, by=reporter, guards=[several_claims],
    reason=Text(label=N_("原因"), required=False, longest=500),
)  # fmt: skip
def leave(desk: Desk, issue: Issue, reason: str | None) -> None:
    """One of several reporters leaves; the matter goes on."""
    end_claims(desk, issue, claim_of(desk))


@issue_flow.step(
    N_("转为主动治理"), "withdrawn", to="accepted", by=owner,
    reason=Text(label=N_("公共风险"), longest=500),
)  # fmt: skip
def keep(desk: Desk, issue: Issue, reason: str) -> None:
    """The personal claim is gone, the danger is not: no reporter any more, nothing of the person left."""
    end_claims(desk, issue)
    issue.kind, issue.outcome = "proactive", None


@issue_flow.step(
    N_("补充情况"), OPEN, by=reporter,
    more=Text(label=N_("补充什么"), longest=2000),
    photos=Photos(label=N_("照片"), required=False, help=N_("可以不传；照片里的拍摄地点和设备信息会去掉")),
)  # fmt: skip
def supplement(desk: Desk, issue: Issue, more: str, photos: list[Photo] | None) -> None:
    """The reporter adds something."""
    keep_photos(desk, issue, photos)
    desk.tell(issue, "issue.supplemented")


@issue_flow.step(
    N_("进展通知"), f"{OPEN} closed not_accepted", by=reporter,
    email=Email(label=N_("邮箱"), required=False, help=N_("不填就是不发邮件，原来留的邮箱会删除")),
    language=Choice(label=N_("用哪种语言"), of=LANGUAGES, required=False),
)  # fmt: skip
def be_told(desk: Desk, issue: Issue, email: str | None, language: str | None) -> None:
    """By e-mail or not at all. Mails hold a number and a link: a wrong address learns nothing, and opens nothing."""
    claim = claim_of(desk)
    desk.db.execute(update(CLAIMS).where(CLAIMS.c.id == claim).values(language=language))
    set_contact(desk, issue, claim, email=email)
