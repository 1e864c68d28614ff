"""Who may see a posting in office: whoever sees its matter. What everybody reads is asked for in `queries`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from workflow.issues.sight import ISSUE
from workflow.kernel.db import Record
from workflow.kernel.policy import REPORTER, Capacity
from workflow.kernel.subject import Seen

TABLES = Record.metadata.tables


def _through_issue(seen: Seen) -> Seen:
    def sees(capacity: Capacity) -> ColumnElement[bool]:
        return TABLES["postings"].c.issue_id.in_(select(TABLES["issues"].c.id).where(seen(capacity)))

    return sees


POSTING: dict[str, Seen] = {role: _through_issue(seen) for role, seen in ISSUE.items() if role != REPORTER}
