"""The steps of an issue and of an assignment, one file for each stretch of the way."""

from workflow.issues import bookkeeping, clocks, search
from workflow.issues.steps import (
    answer,
    assignment,
    decisions,
    disclosure,
    grouping,
    hindrance,
    intake,
    judging,
    notes,
    own_data,
    past,
    publishing,
    recount,
    reminders,
    reporter,
    representing,
    requests,
    review,
    unit_requests,
)

__all__ = [
    "answer", "assignment", "bookkeeping", "clocks", "decisions", "disclosure", "grouping", "hindrance", "intake",
    "judging", "notes", "own_data", "past", "publishing", "recount", "reminders", "reporter", "representing",
    "requests", "review", "search", "unit_requests",
]  # fmt: skip
