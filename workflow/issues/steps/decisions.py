"""Deliberated and decided: on the agenda, done ourselves, transferred, answered, reported up, sent back down."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.issues.basis import BASIS
from workflow.issues.choices import officers_here, units_for, units_for_co
from workflow.issues.clocks import await_ratification
from workflow.issues.facts import OPEN_SHEET
from workflow.issues.flow import issue_flow
from workflow.issues.guards import (
    above_branch,
    below_top,
    has_basis,
    lower_on_path,
    may_leave_units,
    not_after_second_objection,
    not_to_accused,
    remand_once,
)
from workflow.issues.model import Assignment, Decision, Issue
from workflow.issues.relations import owner
from workflow.issues.steps.intake import climb
from workflow.issues.words import ESCALATE_REASONS, OFF_THE_TABLE
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Choices, Day, Text, Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case, clock, follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

SHEETS = bare(Assignment)
DAYS = Whole(label=N_("办理期限（工作日）"), required=False, least=1, most=60, help=N_("不填则按紧急程度的默认时限"))


def authorise(desk: Desk, issue: Issue, basis: str) -> None:
    """Record who authorised the decision, and in which emergency; an emergency act waits to be ratified."""
    ratified = False if basis == "emergency" else None
    step = desk.within.partition(".")[2]
    row = {"issue_id": issue.id, "seq": issue.version + 1, "step": step, "basis": basis, "org_id": issue.owner_id}
    mode = Case(desk.db, desk.actor, issue, desk.now).facts.emergency_at(desk.now)
    desk.add(Decision(**row, at=desk.now, ratified=ratified, emergency_id=mode))
    desk.attest(owner=issue.owner_id, emergency=mode)
    if ratified is False:
        await_ratification(desk, issue)
    issue.ruled_unit_id = issue.instructed_by_id = None


def revoke_open(desk: Desk, issue: Issue, reason: str) -> None:
    """Take back every open assignment of the issue."""
    mine = select(SHEETS.c.id).where(SHEETS.c.issue_id == issue.id, SHEETS.c.state.in_(OPEN_SHEET))
    for id in desk.db.execute(mine).scalars().all():
        desk.follow(Assignment, id, "withdraw_sheet", reason=reason)


@issue_flow.step(
    N_("列入议题"), "accepted", to="scheduled", by=follows, voice=N_("已列入联席会议议题"),
    on=Day(label=N_("会议日期"), required=False, ahead=366, past=True),
)  # fmt: skip
def schedule(desk: Desk, issue: Issue, on: date | None) -> None:
    """A meeting of the owner's body put it on its agenda."""
    issue.resume_on = on if on and on >= desk.today else None


@issue_flow.step(
    N_("移出议题"), "scheduled", to="accepted", by=(follows, clock),
    resume_on=Day(label=N_("恢复研究日期"), required=False, past=True),
    because=Choice(label=N_("原因"), of=OFF_THE_TABLE, required=False),
)  # fmt: skip
def unschedule(desk: Desk, issue: Issue, resume_on: date | None, because: str | None) -> None:
    """Dropped, deferred or not reached: it goes back to the pool, with a resume date when deferred."""
    issue.resume_on = resume_on


@issue_flow.step(
    N_("自办"), "accepted scheduled", to="executing", by=(owner, follows), guards=[has_basis], working=True,
    primary=True, voice=N_("已决定由本组织办理"),
    basis=BASIS,
    responsible=Choice(label=N_("责任人"), among=officers_here, required=False),
    plan=Text(label=N_("办理安排"), required=False, longest=2000),
    days=DAYS,
)  # fmt: skip
def execute(desk: Desk, issue: Issue, basis: str, responsible: int | None, plan: str | None, days: int | None) -> None:
    """The owner does it itself."""
    authorise(desk, issue, basis)
    issue.days = days


@issue_flow.step(
    N_("移交"), "accepted scheduled executing blocked", to="transferred", by=(owner, follows), guards=[has_basis],
    working=True, voice=N_("已转责任单位办理"),
    lead=Choice(label=N_("主办单位"), among=units_for),
    co=Choices(label=N_("协办单位"), among=units_for_co, required=False),
    request=Text(label=N_("办理要求"), longest=2000),
    days=DAYS,
    basis=BASIS,
)  # fmt: skip
def transfer(
    desk: Desk, issue: Issue, lead: int, co: list[int] | None, request: str, days: int | None, basis: str
) -> None:
    """One lead unit must act and report back; co-units help. The owner goes on answering for it."""
    helpers = co or []
    if lead in helpers:
        raise BadAnswers({"co": Sentence(N_("主办单位不能同时是协办单位"))})
    ruled = issue.ruled_unit_id
    if basis == "ruling" and lead != ruled:
        raise BadAnswers({"lead": Sentence(N_("以裁定为依据，只能移交裁定的单位"))})
    authorise(desk, issue, basis)
    revoke_open(desk, issue, "")
    issue.lead_id, issue.standing_in_id, issue.days = lead, None, days
    for unit in [lead, *helpers]:
        role = "lead" if unit == lead else "co"
        asked = {"issue": issue.id, "request": request, "days": days, "ruled": unit == lead == ruled}
        desk.follow_birth(Assignment, "dispatch", **asked, unit=unit, role=role)


@issue_flow.step(
    N_("议定答复"), "accepted scheduled", to="verifying", by=(owner, follows), guards=[has_basis], working=True,
    outcome=Choice(
        label=N_("结论"),
        of={"explained": N_("已解释说明"), "declined": N_("不采纳"), "referred_out": N_("转法定渠道")},
    ),
    answer=Text(label=N_("答复和理由"), longest=5000),
    basis=BASIS,
)  # fmt: skip
def conclude(desk: Desk, issue: Issue, outcome: str, answer: str, basis: str) -> None:
    """Nothing needs doing: not adopted with reasons, another legal channel, or answered on the spot."""
    authorise(desk, issue, basis)
    issue.outcome, issue.answer = outcome, answer


@issue_flow.step(
    N_("上报"), "accepted scheduled executing blocked transferred", to="escalated", by=(owner, follows), explains=True,
    guards=[below_top, may_leave_units, has_basis], climbs=1, working=True, voice=N_("已上报上一级研究"),
    reason=Choice(label=N_("上报原因"), of=ESCALATE_REASONS),
    facts=Text(label=N_("基本情况"), longest=5000),
    tried=Text(label=N_("已做工作"), required=False, longest=2000),
    asked=Text(label=N_("请求事项"), required=False, longest=2000),
    recommendation=Text(label=N_("我方建议"), required=False, longest=2000),
    basis=BASIS,
)  # fmt: skip
def escalate(desk: Desk, issue: Issue, basis: str, **told: str | None) -> None:
    """Too big, too complex or resisted: one level up, with the facts and an own recommendation."""
    authorise(desk, issue, basis)
    revoke_open(desk, issue, "")
    climb(desk, issue)


@issue_flow.step(N_("受理上报"), "escalated", to="accepted", by=owner, primary=True, voice=N_("上一级已受理"))
def take_up(desk: Desk, issue: Issue) -> None:
    """The same decisions again, one level higher."""


@issue_flow.step(
    N_("退回下级"), "escalated accepted", to="accepted", by=owner,
    explains=True, voice=N_("上一级已提出意见，交回下级办理"),
    guards=[above_branch, remand_once, not_after_second_objection, not_to_accused],
    reason=Text(label=N_("退回理由"), longest=1000),
    guidance=Text(label=N_("办理意见"), longest=2000),
    days=DAYS,
)  # fmt: skip
def remand(desk: Desk, issue: Issue, reason: str, guidance: str, days: int | None) -> None:
    """Back to the organisation one level below on the issue's own path, once per level.

    The guidance is a word from above in writing: a basis for what the lower level decides, as an instruction is.
    """
    lower = lower_on_path(Case(desk.db, desk.actor, issue, desk.now))
    assert lower is not None
    issue.counts = {**issue.counts, f"remand@{issue.owner_id}": 1}
    issue.instructed_by_id = issue.owner_id
    issue.owner_id, issue.days = lower, days
