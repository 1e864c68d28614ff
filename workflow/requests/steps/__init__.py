"""The steps of a request, and what follows by itself."""

from workflow.requests import bookkeeping
from workflow.requests.steps import deciding

__all__ = ["bookkeeping", "deciding"]
