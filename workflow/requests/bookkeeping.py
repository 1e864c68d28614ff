"""What follows by itself: the clock of a request, and requests that lapse when their matter moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from workflow.issues.clocks import RESTARTS, STOP, start
from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.kernel.db import bare
from workflow.kernel.flow import Step
from workflow.kernel.prepared import fetch_rows
from workflow.requests.flow import request_flow
from workflow.requests.model import Request

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

REQUESTS = bare(Request)
PENDING = select(REQUESTS.c.id).where(REQUESTS.c.issue_id == bindparam("issue"), REQUESTS.c.state == "pending")

ASKED_FROM = ("accepted", "executing", "transferred", "blocked")
"""States in which anything may have been asked: elsewhere nobody needs to look."""


@request_flow.after
def run_clock(desk: Desk, request: Request, step: Step, before: str | None) -> None:
    """Two working days to answer."""
    if before is None:
        request.due_at = start(desk, request, "request", "general")
    elif before != request.state:
        desk.db.execute(STOP, {"of": "request", "id": request.id, "at": desk.now})
        request.due_at = None


@issue_flow.after
def lapse_requests(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """A matter that changes its state or its owner leaves no request behind; whoever asked is told with it."""
    if before not in ASKED_FROM or (before == issue.state and step.name not in RESTARTS):
        return
    for row in fetch_rows(desk.db, PENDING, {"issue": issue.id}):
        desk.follow(Request, row.id, "lapse")
