"""What an auditor works with: a matter's past and three voices, risks, samples, inspections with a finding."""

from workflow.audit import bookkeeping, forgetting, notes, retelling, steps, today
from workflow.audit.model import Inspection

__all__ = ["Inspection", "bookkeeping", "forgetting", "notes", "retelling", "steps", "today"]
