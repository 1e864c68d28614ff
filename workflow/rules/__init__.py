"""What holds in a street: its calendar with the days work stops, its limits, its categories."""

from workflow.rules import publishing, setting, stopping

__all__ = ["publishing", "setting", "stopping"]
