"""Reception days: planned, announced, opened; matters are received at the desk; closed and counted."""

from workflow.receptions import bookkeeping, steps
from workflow.receptions.model import Reception

__all__ = ["Reception", "bookkeeping", "steps"]
