"""The calendar changed: the limits of a subject were counted anew, and its own dates follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow.issues.flow import OPEN, SETTLED, assignment_flow, issue_flow
from workflow.issues.model import Assignment
from workflow.issues.recounting import due_of
from workflow.kernel.fields import Field
from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case, follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@dataclass(frozen=True, kw_only=True)
class Moved(Field):
    """Which clocks moved, from when to when; see `recounting.Move.told`."""

    def parse(self, raw: Any, case: Case) -> list[str]:
        return [str(one) for one in raw]


MOVED = Moved(label=N_("期限"))


def recount_in(flow: Flow, states: str, voice: str = "") -> None:
    """Let the limits of these states be counted anew."""

    @flow.step(N_("期限重新核算"), states, by=follows, voice=voice, moved=MOVED)
    def recount(desk: Desk, subject: Any, moved: list[str]) -> None:
        """The date everybody reads is that of the state's own clock."""
        clock = flow.states[subject.state].clock or ""
        subject.due_at = due_of(desk.db, subject).get(clock, subject.due_at)


recount_in(issue_flow, f"{OPEN} {SETTLED}", voice=N_("工作日安排有变，期限已重新核算"))


@assignment_flow.step(N_("期限重新核算"), "pending handling returned disputed reported", by=follows, moved=MOVED)
def recount(desk: Desk, sheet: Assignment, moved: list[str]) -> None:
    """An assignment has a date for its state and one for handling it."""
    due = due_of(desk.db, sheet)
    sheet.handle_by = due.get("handle", sheet.handle_by)
    if sheet.due_at is not None:
        sheet.due_at = due.get(assignment_flow.states[sheet.state].clock or "", sheet.due_at)
