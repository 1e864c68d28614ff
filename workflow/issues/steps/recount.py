"""The calendar changed: the limits of a matter or an assignment were counted anew, and its own dates follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow.issues.flow import OPEN, SETTLED, assignment_flow, issue_flow
from workflow.issues.model import Assignment, Issue
from workflow.issues.recounting import due_of
from workflow.kernel.fields import Field
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case, follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@dataclass(frozen=True, kw_only=True)
class Moved(Field):
    """Which clocks moved, from when to when; see `recounting.Move.told`."""

    def parse(self, raw: Any, case: Case) -> list[str]:
        return [str(one) for one in raw]


@issue_flow.step(
    N_("期限重新核算"), f"{OPEN} {SETTLED}", by=follows, voice=N_("工作日安排有变，期限已重新核算"),
    moved=Moved(label=N_("期限")),
)  # fmt: skip
def recount(desk: Desk, issue: Issue, moved: list[str]) -> None:
    """The date everybody reads is that of the state's own clock."""
    due = due_of(desk, issue)
    state = issue_flow.states[issue.state]
    issue.due_at = due.get(state.clock or "", issue.due_at)


@assignment_flow.step(
    N_("期限重新核算"), "pending handling returned disputed reported", by=follows, moved=Moved(label=N_("期限"))
)
def recount_sheet(desk: Desk, sheet: Assignment, moved: list[str]) -> None:
    """The same for an assignment, which has a date for its state and one for handling it."""
    due = due_of(desk, sheet)
    sheet.handle_by = due.get("handle", sheet.handle_by)
    if sheet.due_at is not None:
        sheet.due_at = due.get(assignment_flow.states[sheet.state].clock or "", sheet.due_at)
