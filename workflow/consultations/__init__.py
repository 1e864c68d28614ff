"""Consultations: a question to everybody for some weeks, answers without accounts, and what becomes of them."""

from workflow.consultations import steps
from workflow.consultations.model import Consultation

__all__ = ["Consultation", "steps"]
