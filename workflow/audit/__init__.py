"""What an auditor works with: a matter's past and three voices, risks, samples, inspections with a finding."""

from workflow.audit import retelling, steps
from workflow.audit.model import Inspection

__all__ = ["Inspection", "retelling", "steps"]
