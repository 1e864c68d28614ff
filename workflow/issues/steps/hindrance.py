"""Where it does not go on: blocked, suspended, sent to the wrong place, a ratification refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from workflow.issues.clocks import still_for
from workflow.issues.flow import issue_flow
from workflow.issues.guards import block_by_worker, from_executing, from_transferred
from workflow.issues.model import Assignment, Issue
from workflow.issues.relations import owner, parent
from workflow.issues.steps.decisions import revoke_open
from workflow.issues.steps.requests import EXPLANATION, REVIEW_ON, sheets_at_work
from workflow.kernel.fields import Line, Text
from workflow.kernel.i18n import N_
from workflow.kernel.policy import clock, follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@issue_flow.step(
    N_("报受阻"), "executing transferred", to="blocked", by=(owner, follows),
    explains=True, guards=[block_by_worker], working=True,
    voice=N_("办理遇到阻碍，正在协调"),
    who=Line(label=N_("受阻对象（单位或原因，不写个人信息）")),
    reason=Text(label=N_("受阻情况"), longest=2000),
    tried=Text(label=N_("已做工作"), required=False, longest=2000),
)  # fmt: skip
def block(desk: Desk, issue: Issue, who: str, reason: str, tried: str | None) -> None:
    """The assignment is kept, the handling clocks stop; resume or escalate within three working days."""
    for sheet in sheets_at_work(desk, issue):
        if sheet.state == "handling":
            desk.follow(Assignment, sheet.id, "hold")


@issue_flow.step(
    N_("恢复办理"), "blocked", to="executing", by=owner, guards=[from_executing], working=True, voice=N_("已恢复办理"),
    changed=Text(label=N_("情况有何变化"), longest=1000),
)  # fmt: skip
def unblock(desk: Desk, issue: Issue, changed: str) -> None:
    """Back to the owner's own work, whose clock goes on where it stood."""


@issue_flow.step(
    N_("恢复移交办理"), "blocked", to="transferred", by=owner, guards=[from_transferred], working=True,
    voice=N_("已恢复办理"),
    changed=Text(label=N_("情况有何变化"), longest=1000),
)  # fmt: skip
def unblock_units(desk: Desk, issue: Issue, changed: str) -> None:
    """Back to the units, whose assignments were kept; their clocks go on where they stood."""
    days = still_for(desk, issue)
    for sheet in sheets_at_work(desk, issue):
        desk.follow(Assignment, sheet.id, "adjust", paused=days)


@issue_flow.step(
    N_("挂账"), "accepted executing transferred blocked", to="suspended", by=(parent, follows),
    voice=N_("暂时无法办理，已挂账并将按期复查"),
    explanation=EXPLANATION,
    review_on=REVIEW_ON,
)  # fmt: skip
def suspend(desk: Desk, issue: Issue, explanation: str, review_on: date) -> None:
    """Counted apart, with a public explanation and a review date; open assignments are taken back."""
    issue.public_text, issue.resume_on = explanation, review_on
    revoke_open(desk, issue, "")


@issue_flow.step(
    N_("恢复"), "suspended", to="accepted", by=(owner, clock), primary=True, voice=N_("挂账已复查，恢复办理"),
    reason=Text(label=N_("理由"), required=False, longest=500),
)  # fmt: skip
def reactivate(desk: Desk, issue: Issue, reason: str | None) -> None:
    """The earlier resolution may stand as the basis of what follows."""
    issue.resume_on = None


@issue_flow.step(N_("重新派单"), "transferred", to="accepted", by=follows, voice=N_("还在办理"))
def redispatch(desk: Desk, issue: Issue) -> None:
    """After an agreed return, a ruling or a revoke: all open assignments end, the answer clock goes on."""
    issue.lead_id = None
    revoke_open(desk, issue, "")


@issue_flow.step(N_("不予追认"), "executing transferred blocked verifying", to="accepted", by=follows, explains=True)
def annul(desk: Desk, issue: Issue) -> None:
    """A meeting refused to ratify an emergency act: it is decided anew."""
    revoke_open(desk, issue, "")
