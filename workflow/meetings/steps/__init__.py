"""The steps of a meeting and of its agenda items, one file for each stretch of the way."""

from workflow.issues.steps.reminders import remind_in
from workflow.meetings import bookkeeping
from workflow.meetings.flow import meeting_flow
from workflow.meetings.steps import (
    agenda,
    ahead,
    decisions,
    invitations,
    minutes,
    order,
    publishing,
    rollcall,
    rules,
    session,
)

__all__ = [
    "agenda", "ahead", "bookkeeping", "decisions", "invitations", "minutes", "order", "publishing", "rollcall", "rules",
    "session",
]  # fmt: skip

remind_in(meeting_flow, "in_session minuting circulated")
