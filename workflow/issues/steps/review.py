"""Asked again above: reopened, reviewed, reviewed finally."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.issues.flow import issue_flow
from workflow.issues.guards import below_top, final_review_once, review_once
from workflow.issues.model import Issue
from workflow.issues.relations import fresh, parent, reporter
from workflow.issues.steps.intake import climb
from workflow.kernel.fields import Text
from workflow.kernel.i18n import C_, N_

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

WHY = Text(label=N_("理由"), longest=2000)


@issue_flow.step(N_("重启"), "closed", to="accepted", by=parent, explains=True, voice=N_("经抽查重新办理"), reason=WHY)
def reopen(desk: Desk, issue: Issue, reason: str) -> None:
    """Found untrue by sampling, for instance."""
    issue.outcome = None


@issue_flow.step(N_("申请复查"), "closed", to="under_review", by=reporter,
                 explains=True, guards=[review_once, below_top], climbs=1,
                 voice=N_("您已申请复查，由上一级进行"), why=WHY)  # fmt: skip
def seek_review(desk: Desk, issue: Issue, why: str) -> None:
    """Once; one level up. Above the street the outside channel stands in the answer."""
    climb(desk, issue)


@issue_flow.step(N_("申请复核"), "closed", to="final_review", by=reporter, explains=True, climbs=1,
                 guards=[final_review_once, below_top], voice=N_("您已申请复核，由再上一级进行"), why=WHY)  # fmt: skip
def seek_final_review(desk: Desk, issue: Issue, why: str) -> None:
    """Once, and only after a review."""
    climb(desk, issue)


@issue_flow.step(
    N_("维持"), "under_review final_review", to="replied", by=fresh, voice=N_("复查维持原答复"), primary=True,
    finding=Text(label=N_("复查认定"), longest=5000),
    answer=Text(label=N_("给诉求人的答复"), longest=5000),
)  # fmt: skip
def uphold(desk: Desk, issue: Issue, finding: str, answer: str) -> None:
    """The answer stands. After a final review the same facts are barred."""
    issue.answer = answer
    issue.barred = bool(issue.counts.get("seek_final_review"))


@issue_flow.step(
    C_("review", "撤销"), "under_review final_review", to="accepted", by=fresh,
    explains=True, voice=N_("复查撤销原答复，重新办理"),
    finding=Text(label=N_("复查认定"), longest=5000),
    answer=Text(label=N_("给诉求人的答复"), longest=5000),
)  # fmt: skip
def overturn(desk: Desk, issue: Issue, finding: str, answer: str) -> None:
    """The answer falls; the level that reviewed decides anew."""
    issue.outcome, issue.answer = None, answer
