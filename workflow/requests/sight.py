"""Who may see a request: whoever sees its matter; a unit only what was asked for itself."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from workflow.issues.sight import ISSUE
from workflow.kernel.db import Record
from workflow.kernel.policy import REPORTER, Capacity
from workflow.kernel.subject import Seen
from workflow.orgs.roles import HANDLER

TABLES = Record.metadata.tables


def _through_issue(seen: Seen) -> Seen:
    def sees(capacity: Capacity) -> ColumnElement[bool]:
        return TABLES["requests"].c.issue_id.in_(select(TABLES["issues"].c.id).where(seen(capacity)))

    return sees


def _own(capacity: Capacity) -> ColumnElement[bool]:
    return TABLES["requests"].c.asked_for_id == capacity.org


REQUEST: dict[str, Seen] = {role: _through_issue(seen) for role, seen in ISSUE.items() if role != REPORTER}
REQUEST[HANDLER] = _own
