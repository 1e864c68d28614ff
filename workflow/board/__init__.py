"""The public board: what was done about a matter, in a text and pictures that a second person has looked at."""

from workflow.board import steps, today
from workflow.board.model import Posting

__all__ = ["Posting", "steps", "today"]
