"""The steps of a reception day: those before it, and those at the desk."""

from workflow.issues.steps.reminders import remind_in
from workflow.receptions.flow import reception_flow
from workflow.receptions.steps import ahead, desk

__all__ = ["ahead", "desk"]

remind_in(reception_flow, "open")
