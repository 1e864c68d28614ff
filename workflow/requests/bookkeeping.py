"""What follows by itself: the clock of a request, and requests that lapse when their matter moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from workflow.issues.clocks import RESTARTS, STOP, start
from workflow.issues.flow import issue_flow
from workflow.issues.forgetting import Extent, blank, erase_bodies, forgets
from workflow.issues.keeping import why_kept
from workflow.issues.model import Issue
from workflow.issues.recounting import due_of
from workflow.kernel.db import bare
from workflow.kernel.flow import Step
from workflow.kernel.policy import Case
from workflow.kernel.prepared import fetch_rows
from workflow.requests.flow import request_flow
from workflow.requests.kinds import KINDS
from workflow.requests.model import Request

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

REQUESTS = bare(Request)
PENDING = select(REQUESTS.c.id).where(REQUESTS.c.issue_id == bindparam("issue"), REQUESTS.c.state == "pending")

ANSWERED_BY_TWO = ("pending", "prepared")
ASKED_FROM = ("accepted", "executing", "transferred", "blocked")
"""States in which anything may have been asked: elsewhere nobody needs to look."""


@request_flow.after
def run_clock(desk: Desk, request: Request, step: Step, before: str | None) -> None:
    """Two working days to answer; where two people answer, one limit for both."""
    if step.name == "recount" and request.state in ANSWERED_BY_TWO:
        request.due_at = due_of(desk.db, request).get("erasure", request.due_at)
    if before == request.state or (before in ANSWERED_BY_TWO and request.state in ANSWERED_BY_TWO):
        return
    if before is not None:
        desk.db.execute(STOP, {"of": "request", "id": request.id, "at": desk.now})
    kind = {"pending": "erasure" if KINDS[request.kind].pair else "request", "held": "held"}.get(request.state)
    request.due_at = start(desk, request, kind, "general") if kind else None


@request_flow.after
def wait_for_matter(desk: Desk, request: Request, step: Step, before: str | None) -> None:
    """Erasure of what is still needed is held, not refused: the request goes on once nothing keeps the matter."""
    if not KINDS[request.kind].pair or request.state != "pending" or before == request.state:
        return
    case = Case(desk.db, desk.actor, request, desk.now)
    if why_kept(case.facts.of_issue(desk.actor, desk.now)) is not None:
        desk.follow(Request, request.id, "hold")


@issue_flow.after
def lapse_requests(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """A matter that changes its state or its owner leaves no request behind; whoever asked is told with it."""
    if before not in ASKED_FROM or (before == issue.state and step.name not in RESTARTS):
        return
    for row in fetch_rows(desk.db, PENDING, {"issue": issue.id}):
        desk.follow(Request, row.id, "lapse")


@forgets
def forget_requests(desk: Desk, issue: Issue, extent: Extent) -> None:
    """Why more time was asked for. What a reporter was told of the own data stays until the time of all is over."""
    if not extent.whole:
        return
    mine = REQUESTS.c.issue_id == issue.id
    mine = mine if extent.final else mine & (REQUESTS.c.kind != "erasure")
    erase_bodies(desk, "request", select(REQUESTS.c.id).where(mine))
    blank(desk, REQUESTS, mine, "reason", also=("explanation", "opinion"))
