"""Who may see an inspection: auditors always, the street's officers once there is a finding."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from workflow.kernel.db import Record
from workflow.kernel.policy import Capacity
from workflow.kernel.subject import Seen, everything
from workflow.orgs import roles

TABLES = Record.metadata.tables


def concluded(capacity: Capacity) -> ColumnElement[bool]:
    """A sample under way would tell the inspected what is looked at."""
    found: ColumnElement[bool] = TABLES["inspections"].c.state == "concluded"
    return found


INSPECTION: dict[str, Seen] = {roles.AUDITOR: everything, roles.STREET_OFFICER: concluded}
