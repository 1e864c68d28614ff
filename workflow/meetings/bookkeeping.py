"""What follows by itself: the clocks of a meeting, and an agenda item dropped when its matter moves on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from workflow.issues.clocks import STOP, speak_for, start
from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.kernel.flow import Step
from workflow.meetings.facts import MeetingFacts
from workflow.meetings.flow import meeting_flow
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.steps.agenda import open_item_of
from workflow.rules.book import book_of

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
        start(desk, meeting, kind, "general", until=last_day(desk.db, meeting) if kind == "meeting" else None)
    if meeting.state == "in_session":
        speak_for(desk, [item.issue_id for item in MeetingFacts(desk.db, meeting).open_items])


def last_day(db: Connection, meeting: Meeting) -> date:
    """When it is certain that nobody opened it: meetings are held in the evening too. What was opened may be
    entered on the next working day; what is not decided then goes back to the pool."""
    if meeting.state != "in_session":
        return meeting.planned_on + timedelta(days=1)
    return book_of(db, meeting.street_id).calendar(meeting.street_id).add_working_days(meeting.planned_on, 1)
