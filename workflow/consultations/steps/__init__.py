"""The steps of a consultation, and what follows by itself."""

from workflow.consultations import bookkeeping
from workflow.consultations.steps import answering, asking, telling

__all__ = ["answering", "asking", "bookkeeping", "telling"]
