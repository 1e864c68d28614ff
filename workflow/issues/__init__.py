"""The matter and its assignments: what they are, what may happen to them, and how they are found."""

from workflow.issues import retelling, steps
from workflow.issues.model import Assignment, Issue

__all__ = ["Assignment", "Issue", "retelling", "steps"]
