"""Meetings: an agenda from the pool, decisions taken in one transaction with the matters, minutes that are signed."""

from workflow.meetings import attendance, forgetting, papers, retelling, steps
from workflow.meetings.model import AgendaItem, Meeting, Minutes

__all__ = ["AgendaItem", "Meeting", "Minutes", "attendance", "forgetting", "papers", "retelling", "steps"]
