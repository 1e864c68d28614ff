"""Who may see a request: whoever sees its matter; a unit only what was asked for itself."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from workflow.issues.sight import through_issue
from workflow.kernel.db import Record
from workflow.kernel.policy import Capacity
from workflow.kernel.subject import Seen
from workflow.orgs.roles import HANDLER

TABLES = Record.metadata.tables


def _own(capacity: Capacity) -> ColumnElement[bool]:
    return TABLES["requests"].c.asked_for_id == capacity.org


REQUEST: dict[str, Seen] = through_issue("requests")
REQUEST[HANDLER] = _own
