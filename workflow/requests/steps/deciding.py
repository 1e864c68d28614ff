"""Asked, approved, refused, lapsed (WORKFLOWS.md section 5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from workflow.issues.model import Assignment, Issue
from workflow.issues.words import PAUSE_REASONS
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.fields import Choice, Day, Flag, Text, Whole
from workflow.kernel.i18n import C_, N_
from workflow.kernel.policy import clock, follows
from workflow.requests.flow import request_flow
from workflow.requests.kinds import KINDS
from workflow.requests.model import Request
from workflow.requests.relations import as_proposed, decider, needs_two

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ISSUES, SHEETS = bare(Issue), bare(Assignment)
MANY = 2**40


@request_flow.step(
    N_("提出申请"), (), to="pending", by=follows,
    kind=Choice(label=N_("申请事由"), of={name: kind.label for name, kind in KINDS.items()}),
    issue=Whole(label=C_("one", "事项"), most=MANY),
    sheet=Whole(label=N_("移交单"), required=False, most=MANY),
    claim=Whole(label=N_("哪一位诉求人"), required=False, most=MANY),
    days=Whole(label=N_("天数"), required=False),
    why=Choice(label=N_("原因"), of=PAUSE_REASONS, required=False),
    review_on=Day(label=N_("复查日期"), required=False),
    explanation=Text(label=N_("公开说明"), required=False, longest=1000),
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def ask(
    desk: Desk, request: Request, kind: str, issue: int, sheet: int | None, claim: int | None, days: int | None,
    why: str | None, review_on: date | None, explanation: str | None, reason: str,
) -> None:  # fmt: skip
    """Somebody who works on the matter asks; from now on another person has two working days."""
    matter = fetch_one(desk.db, Issue, ISSUES.c.id == issue)
    part = fetch_one(desk.db, Assignment, SHEETS.c.id == (sheet or 0))
    assert matter is not None
    request.kind, request.issue_id, request.assignment_id = kind, issue, sheet
    request.owner_id = matter.owner_id
    request.asked_for_id = part.unit_id if part else matter.owner_id
    request.asked_by_id, request.asked_at = desk.actor.id or None, desk.now
    request.claim_id = claim or 0
    request.days, request.why, request.review_on = days, why, review_on
    request.explanation, request.reason = explanation, reason
    desk.add(request)


def settle(desk: Desk, request: Request, opinion: str | None) -> None:
    """Somebody decided, and said why."""
    request.decided_by_id, request.opinion = desk.actor.id, opinion or request.opinion
    request.settled_at = desk.now


@request_flow.step(
    N_("拟办"), "pending", to="prepared", by=decider, guards=[needs_two], primary=True,
    result=Choice(label=N_("拟怎样答复"), of={"approve": N_("同意"), "refuse": N_("不同意")}),
    with_answer=Flag(label=N_("给诉求人的答复里有个人信息，一并删除"), required=False),
    opinion=Text(label=N_("给诉求人的话"), longest=500),
)  # fmt: skip
def propose(desk: Desk, request: Request, result: str, with_answer: bool | None, opinion: str) -> None:
    """One of two: reads the matter, and writes what the reporter will be told."""
    request.prepared_by_id, request.proposed = desk.actor.id, result
    request.with_answer, request.opinion = with_answer, opinion


@request_flow.step(N_("退回重拟"), "prepared", to="pending", by=decider, why=Text(label=N_("理由"), longest=500))
def send_back(desk: Desk, request: Request, why: str) -> None:
    """The other of two does not agree; anybody may propose anew."""
    request.prepared_by_id = request.proposed = request.with_answer = request.opinion = None


@request_flow.step(
    N_("同意"), "pending prepared", to="approved", by=decider, guards=[as_proposed], primary=True,
    opinion=Text(label=N_("审批意见"), required=False, longest=500),
)  # fmt: skip
def approve(desk: Desk, request: Request, opinion: str | None) -> None:
    """What was asked happens in the same transaction; asked in time and answered late still counts."""
    settle(desk, request, opinion)
    kind = KINDS[request.kind]
    desk.follow(Issue, request.issue_id, kind.step, **kind.answers(request))


@request_flow.step(
    N_("不同意"), "pending prepared", to="refused", by=decider, guards=[as_proposed],
    opinion=Text(label=N_("不同意的理由"), required_if=lambda case: case.subject.opinion is None, longest=500),
)  # fmt: skip
def refuse(desk: Desk, request: Request, opinion: str | None) -> None:
    """The clock goes on as it was."""
    settle(desk, request, opinion)


@request_flow.step(N_("失效"), "pending", to="lapsed", by=(clock, follows))
def lapse(desk: Desk, request: Request) -> None:
    """Nobody answered within two working days, or the matter went on without it; whoever asked is told."""
    request.settled_at = desk.now


@request_flow.step(N_("暂缓"), "pending prepared", to="held", by=follows)
def hold(desk: Desk, request: Request) -> None:
    """The matter still needs what is to be erased: whoever asked reads why, and it is looked at again."""
    request.prepared_by_id = request.proposed = request.with_answer = request.opinion = None


@request_flow.step(N_("继续答复"), "held", to="pending", by=(clock, follows))
def resume(desk: Desk, request: Request) -> None:
    """Nothing keeps the matter any more, or it is time to look again."""
