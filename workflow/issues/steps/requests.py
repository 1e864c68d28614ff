"""The clock is stopped or moved: pause, unpause, extend. Whoever approves is not who does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.issues.clocks import hold, shift
from workflow.issues.flow import issue_flow
from workflow.issues.guards import extend_once, not_worker, paused, running
from workflow.issues.model import Issue
from workflow.issues.relations import owner, parent
from workflow.issues.words import PAUSE_REASONS
from workflow.kernel.clock import local
from workflow.kernel.fields import Choice, Text, Whole
from workflow.kernel.i18n import N_
from workflow.kernel.policy import clock
from workflow.rules.book import book_of

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

LONGEST_PAUSE = 15
"""Working days (WORKFLOWS.md section 7)."""

ACTIVE = "executing transferred"


@issue_flow.step(
    N_("暂停计时"), ACTIVE, by=(owner, parent), guards=[running, not_worker], voice=N_("需要等待，计时已暂停"),
    why=Choice(label=N_("原因"), of=PAUSE_REASONS),
    note=Text(label=N_("说明"), longest=500),
)  # fmt: skip
def pause(desk: Desk, issue: Issue, why: str, note: str) -> None:
    """The clock stands still until it is taken up again, for 15 working days at most."""
    issue.paused_at = desk.now
    hold(desk, issue, LONGEST_PAUSE)


@issue_flow.step(N_("恢复计时"), ACTIVE, by=(owner, parent, clock), guards=[paused], voice=N_("计时已恢复"))
def unpause(desk: Desk, issue: Issue) -> None:
    """The due date moves by the working days paused."""
    assert issue.paused_at is not None
    calendar = book_of(desk.db, issue.street_id).calendar(issue.owner_id)
    waited = calendar.working_days_between(local(issue.paused_at).date(), local(desk.now).date())
    issue.paused_at = None
    shift(desk, issue, paused=max(0, min(waited, LONGEST_PAUSE)))


@issue_flow.step(
    N_("延期"), ACTIVE, by=(owner, parent), guards=[running, extend_once, not_worker], voice=N_("办理期限已延长"),
    days=Whole(label=N_("延长天数"), least=1, most=30),
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def extend(desk: Desk, issue: Issue, days: int, reason: str) -> None:
    """Once, before the limit has passed, by 30 days at most; the reporter is told."""
    shift(desk, issue, extended=days)
