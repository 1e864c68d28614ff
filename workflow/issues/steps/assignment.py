"""A unit's share: signed for, given back, disputed, ruled on, reported (WORKFLOWS.md section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.issues.choices import idle_units, units_for
from workflow.issues.clocks import handle_by
from workflow.issues.facts import OPEN_SHEET
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.model import Assignment, Issue
from workflow.issues.photos import Photo, Photos, keep
from workflow.issues.relations import assigner, superior, unit
from workflow.issues.sheet_guards import (
    co_only,
    co_units_done,
    give_back_in_time,
    issue_transferred,
    lead_only,
    not_after_ruling,
    once_per_unit,
)
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.fields import Choice, Flag, Line, Option, Text, Whole
from workflow.kernel.i18n import C_, N_
from workflow.kernel.policy import Case, follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ISSUES = bare(Issue)


def issue_of(desk: Desk, sheet: Assignment) -> Issue:
    """The issue the assignment is part of."""
    found = fetch_one(desk.db, Issue, ISSUES.c.id == sheet.issue_id)
    assert found is not None
    return found


@issue_flow.step(
    N_("交接"), "transferred", by=follows,
    to_org=Whole(label=N_("由谁处理"), required=False, most=2**40),
)  # fmt: skip
def hand_over(desk: Desk, issue: Issue, to_org: int | None) -> None:
    """The lead's assignment was returned, disputed or ruled to stay: who must act now changes with it."""
    issue.standing_in_id = to_org


@assignment_flow.step(
    N_("派出"), (), to="pending", by=follows,
    issue=Whole(label=C_("one", "事项"), most=2**40),
    unit=Whole(label=N_("承办单位"), most=2**40),
    role=Line(label=N_("主办或协办")),
    request=Text(label=N_("办理要求"), longest=2000),
    days=Whole(label=N_("办理期限（工作日）"), required=False, most=60),
    ruled=Flag(label=N_("经裁定"), required=False),
)  # fmt: skip
def dispatch(
    desk: Desk, sheet: Assignment, issue: int, unit: int, role: str, request: str, days: int | None, ruled: bool | None
) -> None:
    """A unit is asked; the handling clock runs from now. One that a ruling named cannot give it back."""
    sheet.issue_id, sheet.unit_id, sheet.role, sheet.request, sheet.days = issue, unit, role, request, days
    matter = issue_of(desk, sheet)
    sheet.owner_id, sheet.urgency, sheet.dispatched_at = matter.owner_id, matter.urgency, desk.now
    sheet.ruled = bool(ruled)
    sheet.handle_by = handle_by(desk, matter, matter.urgency, days)
    desk.add(sheet)


@assignment_flow.step(N_("签收"), "pending", to="handling", by=unit, primary=True)
def sign(desk: Desk, sheet: Assignment) -> None:
    """The unit takes it on."""


@assignment_flow.step(
    N_("退回"), "pending handling", to="returned", by=unit, explains=True,
    guards=[issue_transferred, give_back_in_time, once_per_unit, not_after_ruling],
    basis=Text(label=N_("法律或事实依据"), longest=2000),
    suggests=Line(label=N_("建议承办单位"), required=False),
)  # fmt: skip
def give_back(desk: Desk, sheet: Assignment, basis: str, suggests: str | None) -> None:
    """With a legal or factual basis, in time, once."""
    if sheet.role == "lead":
        desk.follow(Issue, sheet.issue_id, "hand_over", to_org=sheet.owner_id)


@assignment_flow.step(N_("阶段反馈"), "handling", by=unit, text=Text(label=N_("进展"), longest=2000),
                      photos=Photos(label=N_("现场照片"), required=False))  # fmt: skip
def progress(desk: Desk, sheet: Assignment, text: str, photos: list[Photo] | None) -> None:
    """How far it is."""
    keep(desk, issue_of(desk, sheet), photos)


def photo_wanted(case: Case) -> bool:
    """Whether the issue's category wants a photo as evidence."""
    category = case.facts.of_issue.category
    return category is not None and bool(category.evidence == "photo")


@assignment_flow.step(
    N_("报结"), "handling", to="reported", by=unit,
    explains=True, guards=[lead_only, issue_transferred, co_units_done], primary=True,
    result=Text(label=N_("办理结果"), longest=5000),
    photos=Photos(label=N_("现场照片"), required_if=photo_wanted),
)  # fmt: skip
def report(desk: Desk, sheet: Assignment, result: str, photos: list[Photo] | None) -> None:
    """The lead's result, once no co-unit is open; the owner verifies."""
    sheet.result = result
    keep(desk, issue_of(desk, sheet), photos)
    desk.follow(Issue, sheet.issue_id, "units_done")


@assignment_flow.step(N_("协办完成"), "handling", to="done", by=unit, guards=[co_only, issue_transferred], primary=True,
                      result=Text(label=N_("协办结果"), longest=5000))  # fmt: skip
def finish(desk: Desk, sheet: Assignment, result: str) -> None:
    """A co-unit has done its share."""
    sheet.result = result


@assignment_flow.step(
    N_("报受阻"), "handling", by=unit, guards=[lead_only, issue_transferred],
    who=Line(label=N_("受阻对象（单位或原因，不写个人信息）")),
    reason=Text(label=N_("受阻情况"), longest=2000),
    tried=Text(label=N_("已做工作"), required=False, longest=2000),
)  # fmt: skip
def resist(desk: Desk, sheet: Assignment, who: str, reason: str, tried: str | None) -> None:
    """The lead meets resistance: the issue is blocked, the assignment kept."""
    desk.follow(Issue, sheet.issue_id, "block", who=who, reason=reason, tried=tried)


@assignment_flow.step(
    N_("撤销"), "pending handling", to="revoked", by=assigner, guards=[issue_transferred],
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def revoke(desk: Desk, sheet: Assignment, reason: str) -> None:
    """Taken back by the owner; without a lead the matter is dispatched anew."""
    _without_lead(desk, sheet)


def _without_lead(desk: Desk, sheet: Assignment) -> None:
    if sheet.role == "lead":
        desk.follow(Issue, sheet.issue_id, "redispatch")


@assignment_flow.step(N_("随事项撤销"), OPEN_SHEET, to="revoked", by=follows,
                      reason=Text(label=N_("理由"), required=False, longest=500))  # fmt: skip
def withdraw_sheet(desk: Desk, sheet: Assignment, reason: str | None) -> None:
    """The issue went another way."""


@assignment_flow.step(N_("同意退回"), "returned", to="revoked", by=assigner, guards=[issue_transferred], primary=True)
def agree(desk: Desk, sheet: Assignment) -> None:
    """The unit was right; the dwell time stays with the wrong dispatch."""
    _without_lead(desk, sheet)


@assignment_flow.step(N_("不同意退回"), "returned", to="disputed", by=assigner,
                      explains=True, guards=[issue_transferred],
                      reason=Text(label=N_("理由"), longest=2000))  # fmt: skip
def dispute(desk: Desk, sheet: Assignment, reason: str) -> None:
    """The lowest organisation above both rules on it within three working days."""
    if sheet.role == "lead":
        above = Case(desk.db, desk.actor, sheet, desk.now).facts.superior
        desk.follow(Issue, sheet.issue_id, "hand_over", to_org=above)


RULING = Text(label=N_("裁定理由"), longest=2000)


@assignment_flow.step(N_("裁定承办"), "disputed", to="handling", by=superior, guards=[issue_transferred], reason=RULING)
def rule_stay(desk: Desk, sheet: Assignment, reason: str) -> None:
    """Final: the unit does it."""
    sheet.ruled = True
    if sheet.role == "lead":
        desk.follow(Issue, sheet.issue_id, "hand_over", to_org=None)


def units_of_issue(case: Case) -> list[Option]:
    """Units that may be named instead of this one: a helper may become the lead, but not help twice."""
    matter = Case(case.db, case.actor, Issue(**case.facts.issue._mapping), case.now)
    among = units_for(matter) if case.subject.role == "lead" else idle_units(matter)
    return [option for option in among if option[0] != case.subject.unit_id]


@assignment_flow.step(
    N_("裁定改派"), "disputed", to="revoked", by=superior, guards=[issue_transferred],
    unit=Choice(label=N_("改由承办"), among=units_of_issue),
    reason=RULING,
)  # fmt: skip
def rule_move(desk: Desk, sheet: Assignment, unit: int, reason: str) -> None:
    """Another unit does it: of the lead, dispatched anew with that unit; a co-unit is replaced."""
    if sheet.role == "lead":
        desk.follow(Issue, sheet.issue_id, "take_ruling", unit=unit)
        desk.follow(Issue, sheet.issue_id, "redispatch")
    else:
        asked = {"issue": sheet.issue_id, "request": sheet.request, "days": sheet.days}
        desk.follow_birth(Assignment, "dispatch", **asked, unit=unit, role="co", ruled=True)


@issue_flow.step(N_("收到裁定"), "transferred", by=follows, unit=Whole(label=N_("裁定单位"), most=2**40))
def take_ruling(desk: Desk, issue: Issue, unit: int) -> None:
    """A ruling is a basis for the next transfer."""
    issue.ruled_unit_id = unit


@assignment_flow.step(N_("结清"), "reported", to="done", by=follows)
def settle(desk: Desk, sheet: Assignment) -> None:
    """The issue was verified."""


@assignment_flow.step(
    N_("重办"), "reported", to="handling", by=follows, missing=Text(label=N_("还缺什么"), longest=2000)
)
def rework(desk: Desk, sheet: Assignment, missing: str) -> None:
    """Verification found something missing; a fresh handling time runs."""
    sheet.handle_by = handle_by(desk, sheet, sheet.urgency, sheet.days)
