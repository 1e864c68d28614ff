"""What the lead unit asks the owner: more days, or that the clock stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.issues.flow import assignment_flow
from workflow.issues.model import Assignment
from workflow.issues.relations import unit
from workflow.issues.sheet_guards import (
    issue_transferred,
    lead_asks,
    sheet_asked_in_time,
    sheet_extend_once,
    sheet_no_extension_asked,
    sheet_no_pause_asked,
    sheet_pause_left,
    sheet_running,
)
from workflow.issues.steps.requests import DAYS, PAUSED_DAYS, REASON, WHY_PAUSED, ask, within_cap
from workflow.kernel.i18n import N_

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@assignment_flow.step(
    N_("申请延期"), "handling", by=unit,
    guards=[lead_asks, issue_transferred, sheet_running, sheet_extend_once, sheet_asked_in_time,
            sheet_no_extension_asked],
    days=DAYS, reason=REASON,
)  # fmt: skip
def ask_extension(desk: Desk, sheet: Assignment, days: int, reason: str) -> None:
    """The lead unit asks the owner, before its limit has passed."""
    ask(desk, "extension", sheet.issue_id, sheet.id, days=days, reason=reason)


@assignment_flow.step(
    N_("申请暂停计时"), "handling", by=unit,
    guards=[lead_asks, issue_transferred, sheet_running, sheet_pause_left, sheet_no_pause_asked],
    why=WHY_PAUSED, days=PAUSED_DAYS, reason=REASON,
)  # fmt: skip
def ask_pause(desk: Desk, sheet: Assignment, why: str, days: int, reason: str) -> None:
    """The lead unit asks the owner to let the clock stand still, for a listed reason."""
    within_cap(desk, sheet, days)
    ask(desk, "pause", sheet.issue_id, sheet.id, why=why, days=days, reason=reason)
