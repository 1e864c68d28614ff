"""Supervision orders: who is late is asked in writing for cause, measures and date, and is held to the answer."""

from workflow.supervision import bookkeeping, ladder, steps, today
from workflow.supervision.model import Order

__all__ = ["Order", "bookkeeping", "ladder", "steps", "today"]
