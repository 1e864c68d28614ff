"""What every step of an issue leaves behind: its count, who holds the matter, and the dwell times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from workflow.issues.flow import issue_flow
from workflow.issues.model import Custody, Issue
from workflow.kernel.db import bare, insert_into
from workflow.kernel.flow import Step
from workflow.kernel.prepared import send

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

CUSTODY = bare(Custody)
END = (
    update(CUSTODY)
    .where(CUSTODY.c.issue_id == bindparam("of"), CUSTODY.c.to_at.is_(None))
    .values(to_at=bindparam("at"))
)

LOOPS = (
    "unschedule",
    "suspend",
    "block",
    "merge",
    "redo",
    "redo_units",
    "redo_decision",
    "reopen",
    "object",
    "redispatch",
)
TELL_AT = 3


def holder_of(issue: Issue) -> int | None:
    """Who must act now: the owner or the lead unit, as the state says; nobody once it is settled."""
    kind = issue_flow.states[issue.state].holder
    if kind == "lead":
        return issue.standing_in_id or issue.lead_id
    return issue.owner_id if kind == "owner" else None


@issue_flow.after
def count(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """Count the step; the third turn of a loop is told to the level above."""
    n = issue.counts.get(step.name, 0) + 1
    issue.counts = {**issue.counts, step.name: n}
    if step.name in LOOPS and n == TELL_AT:
        desk.tell(issue, "issue.turning", step=step.name, times=n)


@issue_flow.after
def keep_custody(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """A change of holder closes one custody row and opens the next."""
    if issue.state not in (before, "transferred"):
        issue.standing_in_id = None
    if before != issue.state and issue.state in ("blocked", "verifying"):
        issue.came_from = before
    holder = holder_of(issue)
    if holder == issue.holder_id and before is not None:
        return
    if before is not None and issue.holder_id is not None:
        send(desk.db, END, {"of": issue.id, "at": desk.now})
    issue.holder_id = holder
    if before is not None or holder:  # what is born filed says itself when it was settled
        issue.settled_at = None if holder else desk.now
    if holder:
        row = {"issue_id": issue.id, "seq": issue.version + 1, "holder_id": holder, "from_at": desk.now, "to_at": None}
        desk.put(insert_into(CUSTODY), row)
