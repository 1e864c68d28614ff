"""What follows by itself: the clocks of a meeting, and an agenda item dropped when its matter moves on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from workflow.issues.clocks import STOP, start
from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.kernel.flow import Step
from workflow.meetings.flow import meeting_flow
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.steps.agenda import open_item_of

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

NEVER_ON_AGENDA = (None, "registered", "accepted", "escalated")
"""States in which no issue has an open item: one to be decided is scheduled, others are being worked on."""


@issue_flow.after
def drop_item(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """A matter that changes its state other than by its own item leaves the agenda, in the same transaction."""
    if before == issue.state or before in NEVER_ON_AGENDA or desk.outer.startswith("agenda_item."):
        return
    if (item := open_item_of(desk, issue.id)) is not None:
        desk.follow(AgendaItem, item, "drop")


@meeting_flow.after
def run_clock(desk: Desk, meeting: Meeting, step: Step, before: str | None) -> None:
    """A new state or a new date ends the clock of the old one and starts its own."""
    if before == meeting.state and step.name != "reschedule":
        return
    if before is not None:
        desk.db.execute(STOP, {"of": "meeting", "id": meeting.id, "at": desk.now})
    if kind := meeting_flow.states[meeting.state].clock:
        start(desk, meeting, kind, "general", until=last_day(meeting) if kind == "meeting" else None)


def last_day(meeting: Meeting) -> date:
    """When it is certain that nobody opened it: meetings are held in the evening too."""
    return meeting.planned_on + timedelta(days=1)
