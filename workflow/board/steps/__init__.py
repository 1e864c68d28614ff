"""The steps of a posting, and what follows by itself."""

from workflow.board import bookkeeping
from workflow.board.steps import photos, texts

__all__ = ["bookkeeping", "photos", "texts"]
