"""The handling clock is stopped or moved: asked for by whoever works on it, approved by another person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.issues import clocks
from workflow.issues.facts import OPEN_SHEET
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.guards import (
    asked_in_time,
    extend_once,
    no_extension_asked,
    no_pause_asked,
    no_suspension_asked,
    pause_left,
    paused,
    running,
)
from workflow.issues.model import Assignment, Issue
from workflow.issues.relations import owner, parent
from workflow.issues.words import PAUSE_REASONS, URGENCIES
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Day, Text, Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import clock, follows
from workflow.kernel.subject import SUBJECTS
from workflow.rules.book import book_of
from workflow.rules.limits import EXTENSION, PAUSE

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

SHEETS = bare(Assignment)
ACTIVE = "executing transferred"
AT_WORK = "pending handling returned disputed"
LONGEST_STILL = 1000
"""Working days: what was blocked may stand still for longer than anybody may pause."""
DAYS = Whole(label=N_("延长天数"), least=1, most=EXTENSION, help=N_("只能延期一次，最多 30 天（含休息日）"))
PAUSED_DAYS = Whole(label=N_("暂停工作日"), least=1, most=PAUSE, help=N_("一项办理最多暂停 15 个工作日"))
WHY_PAUSED = Choice(label=N_("原因"), of=PAUSE_REASONS)
REASON = Text(label=N_("理由"), longest=500)
EXPLANATION = Text(label=N_("公开说明"), longest=1000)
REVIEW_ON = Day(label=N_("复查日期"), ahead=90)


# -- asking ----------------------------------------------------------------------------------


def ask(desk: Desk, kind: str, issue: int, sheet: int | None = None, **asked: Any) -> None:
    """A request is born of this step; requests are kept by a room further to the right."""
    desk.follow_birth(SUBJECTS["request"], "ask", kind=kind, issue=issue, sheet=sheet, **asked)


@issue_flow.step(
    N_("申请延期"), "executing", by=owner, guards=[running, extend_once, asked_in_time, no_extension_asked],
    days=DAYS, reason=REASON,
)  # fmt: skip
def ask_extension(desk: Desk, issue: Issue, days: int, reason: str) -> None:
    """Of the owner's own work, before the limit has passed; another person decides."""
    ask(desk, "extension", issue.id, days=days, reason=reason)


@issue_flow.step(
    N_("申请暂停计时"), "executing", by=owner, guards=[running, pause_left, no_pause_asked],
    why=WHY_PAUSED, days=PAUSED_DAYS, reason=REASON,
)  # fmt: skip
def ask_pause(desk: Desk, issue: Issue, why: str, days: int, reason: str) -> None:
    """For a listed reason, of the owner's own work; another person decides."""
    within_cap(desk, issue, days)
    ask(desk, "pause", issue.id, why=why, days=days, reason=reason)


@issue_flow.step(
    N_("申请挂账"), "accepted executing transferred blocked", by=owner, guards=[no_suspension_asked],
    explanation=EXPLANATION, review_on=REVIEW_ON, reason=REASON,
)  # fmt: skip
def ask_suspension(desk: Desk, issue: Issue, explanation: str, review_on: date, reason: str) -> None:
    """It cannot be done for now: the level above decides."""
    ask(desk, "suspension", issue.id, explanation=explanation, review_on=review_on, reason=reason)


def within_cap(desk: Desk, subject: Issue | Assignment, days: int) -> None:
    """Raises: BadAnswers where earlier pauses leave fewer days."""
    left = max(0, PAUSE - sum(row.paused for row in clocks.running(desk, subject, "handle")))
    if days > left:
        raise BadAnswers({"days": Sentence(N_("最多还能暂停 %(left)s 个工作日"), {"left": left})})


# -- what an approval brings about --------------------------------------------------------------


@issue_flow.step(
    N_("延期"), ACTIVE, by=follows, guards=[running, extend_once], voice=N_("办理期限已延长"), days=DAYS, reason=REASON
)
def extend(desk: Desk, issue: Issue, days: int, reason: str) -> None:
    """Once, by 30 days at most; the reporter is told. The lead unit's own date moves with it."""
    clocks.shift(desk, issue, extended=days)
    for sheet in sheets_at_work(desk, issue):
        if sheet.role == "lead":
            desk.follow(Assignment, sheet.id, "adjust", extended=days)


@issue_flow.step(
    N_("暂停计时"), ACTIVE, by=follows, guards=[running, pause_left], voice=N_("需要等待，计时已暂停"),
    why=WHY_PAUSED, days=PAUSED_DAYS, note=REASON,
)  # fmt: skip
def pause(desk: Desk, issue: Issue, why: str, days: int, note: str) -> None:
    """The clock stands still until it is taken up again, for so many working days at most."""
    within_cap(desk, issue, days)
    clocks.pause(desk, issue, days)


@issue_flow.step(N_("恢复计时"), ACTIVE, by=(owner, parent, clock), guards=[paused], voice=N_("计时已恢复"))
def unpause(desk: Desk, issue: Issue) -> None:
    """The due dates move by the working days paused, never by more than were granted."""
    assert issue.paused_at is not None
    calendar = book_of(desk.db, issue.street_id).calendar(issue.owner_id)
    waited = calendar.working_days_between(local(issue.paused_at).date(), local(desk.now).date())
    granted = [row.amount for row in clocks.running(desk, issue, "pause")]
    clocks.stop(desk, issue, "pause")
    issue.paused_at = None
    days = max(0, min(waited, *granted, PAUSE))
    clocks.shift(desk, issue, paused=days)
    if days > 0:
        for sheet in sheets_at_work(desk, issue):
            desk.follow(Assignment, sheet.id, "adjust", paused=days)


@assignment_flow.step(
    N_("调整期限"), AT_WORK, by=follows,
    paused=Whole(label=N_("暂停工作日"), required=False, most=LONGEST_STILL),
    extended=Whole(label=N_("延长天数"), required=False, most=EXTENSION),
    urgency=Choice(label=N_("紧急程度"), of=URGENCIES, required=False),
)  # fmt: skip
def adjust(desk: Desk, sheet: Assignment, paused: int | None, extended: int | None, urgency: str | None) -> None:
    """The matter's clock was moved, and the unit's own goes with it."""
    if urgency:
        sheet.urgency = urgency
        clocks.retime(desk, sheet)
    if paused is not None or extended:
        clocks.shift(desk, sheet, paused=paused or 0, extended=extended or 0)


@assignment_flow.step(N_("停止计时（事项受阻）"), "handling", by=follows)
def hold(desk: Desk, sheet: Assignment) -> None:
    """The matter is blocked: until it goes on, the unit is not late."""
    sheet.due_at = None


def sheets_at_work(desk: Desk, issue: Issue) -> list[Assignment]:
    """Assignments whose handling clock runs."""
    states = [state for state in OPEN_SHEET if state in AT_WORK.split()]
    return fetch(desk.db, Assignment, SHEETS.c.issue_id == issue.id, SHEETS.c.state.in_(states), order=SHEETS.c.id)
