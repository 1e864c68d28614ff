"""The steps of a request, and what follows by itself."""

from workflow.issues.steps.recount import recount_in
from workflow.issues.steps.reminders import remind_in
from workflow.requests import bookkeeping
from workflow.requests.flow import request_flow
from workflow.requests.steps import deciding

remind_in(request_flow, "pending prepared")
recount_in(request_flow, "pending prepared held")

__all__ = ["bookkeeping", "deciding"]
