"""What the person who raised a matter may do with the code, alone or through a call-back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update

from workflow.issues.flow import OPEN, issue_flow
from workflow.issues.guards import (
    first_objection,
    last_to_answer,
    not_last_to_answer,
    only_claim,
    second_objection,
    several_claims,
    within_thirty_days,
)
from workflow.issues.model import Claim, Contact, Evaluation, Issue
from workflow.issues.photos import Photo, Photos
from workflow.issues.photos import keep as keep_photos
from workflow.issues.relations import other, owner, reporter
from workflow.issues.steps.intake import climb
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Flag, Text, Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import REPORTER, Case

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

CLAIMS, CONTACTS = bare(Claim), bare(Contact)
RATING: dict[str, Any] = {
    "contacted": Flag(label=N_("工作人员联系过您吗")),
    "solved": Flag(label=N_("问题解决了吗")),
    "satisfied": Whole(label=N_("满意程度（1 很不满意，5 很满意）"), required=False, least=1, most=5),
    "words": Text(label=N_("想说的话"), required=False, longest=1000),
}


def end_claims(desk: Desk, issue: Issue, only: int | None = None) -> None:
    """End the claim behind this code, or all; the contact data go at once."""
    mine = CLAIMS.c.id == only if only is not None else CLAIMS.c.issue_id == issue.id  # a follower's claim, too
    for claim in fetch(desk.db, Claim, mine, CLAIMS.c.ended_at.is_(None)):
        desk.db.execute(update(CLAIMS).where(CLAIMS.c.id == claim.id).values(ended_at=desk.now, contact_id=None))
        desk.db.execute(delete(CONTACTS).where(CONTACTS.c.id == claim.contact_id))


def claim_of(desk: Desk) -> int | None:
    """The claim behind the code that was shown, None for an officer."""
    hat = desk.actor.capacities[0]
    return hat.behalf if hat.role == REPORTER else None


def evaluate(desk: Desk, issue: Issue, solved: bool, contacted: bool | None, satisfied: int | None) -> None:
    """Three answers kept apart, once per round. A call-back answers for all who have not yet."""
    facts = Case(desk.db, desk.actor, issue, desk.now).facts
    mine = claim_of(desk)
    for claim in facts.claims:
        if claim.id in facts.answered or (mine is not None and claim.id != mine):
            continue
        said = {"contacted": contacted, "solved": solved, "satisfied": satisfied, "by_call": mine is None}
        desk.add(Evaluation(claim_id=claim.id, round=facts.round, at=desk.now, **said))


def need_solved(solved: bool) -> None:
    """Raises: BadAnswers where somebody confirms and says "not solved" in one breath."""
    if not solved:
        raise BadAnswers({"solved": Sentence(N_("如果没有解决，请改用“未解决”，事项会重新办理"))})


@issue_flow.step(N_("确认解决"), "replied", to="closed", by=(reporter, other), guards=[last_to_answer], primary=True,
                 voice=N_("您已确认，事项办结"), **RATING)  # fmt: skip
def confirm(desk: Desk, issue: Issue, contacted: bool, solved: bool, satisfied: int | None, words: str | None) -> None:
    """The last reporter to answer closes the matter."""
    need_solved(solved)
    evaluate(desk, issue, True, contacted, satisfied)


@issue_flow.step(N_("评价"), "replied", by=reporter, guards=[not_last_to_answer], **RATING)
def rate(desk: Desk, issue: Issue, contacted: bool, solved: bool, satisfied: int | None, words: str | None) -> None:
    """One of several reporters answers; the matter closes when all have, or by lapse."""
    evaluate(desk, issue, solved, contacted, satisfied)


REMAINS = Text(label=N_("还有什么没有解决"), longest=2000)


@issue_flow.step(
    N_("未解决"), "replied closed", to="accepted", by=(reporter, other), guards=[first_objection, within_thirty_days],
    voice=N_("您表示未解决，正在重新办理"),
    remains=REMAINS,
)  # fmt: skip
def object(desk: Desk, issue: Issue, remains: str) -> None:
    """First round: the same owner works on it again."""
    evaluate(desk, issue, False, None, None)
    issue.outcome = None


@issue_flow.step(
    N_("再次未解决"), "replied closed", to="escalated", by=(reporter, other), climbs=1,
    guards=[second_objection, within_thirty_days], voice=N_("您再次表示未解决，已由上一级办理"),
    remains=REMAINS,
)  # fmt: skip
def object_again(desk: Desk, issue: Issue, remains: str) -> None:
    """Second round: one level up, with fresh officers; a third goes to review only."""
    evaluate(desk, issue, False, None, None)
    issue.outcome = None
    climb(desk, issue)


@issue_flow.step(
    N_("撤回"), "registered accepted scheduled", to="withdrawn", by=reporter, guards=[only_claim],
    voice=N_("您已撤回"),
    reason=Text(label=N_("原因"), required=False, longest=500),
)  # fmt: skip
def withdraw(desk: Desk, issue: Issue, reason: str | None) -> None:
    """The claim ends. The code goes on showing what became of it."""
    issue.outcome = "withdrawn"


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
