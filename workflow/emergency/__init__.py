"""Emergency mode: for some grids and some hours branches act first, and a meeting says afterwards whether it stands."""

from workflow.emergency import retelling, steps
from workflow.emergency.model import Emergency

__all__ = ["Emergency", "retelling", "steps"]
