"""Notices: whoever must hear of something is told, with a number and a link and nothing else."""

from workflow.notices import audiences
from workflow.notices.model import Notice

__all__ = ["Notice", "audiences"]
