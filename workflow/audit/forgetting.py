"""What auditing keeps of an issue that is erased: notes, what was found in it, what was answered to that.

The verdict stays, as figures do.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, tuple_

from workflow.audit.model import ITEMS, AuditNote, Inspection
from workflow.issues.forgetting import Extent, blank, forgets
from workflow.issues.model import Issue
from workflow.kernel.db import bare
from workflow.kernel.history import BODIES, EVENTS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

NOTES = bare(AuditNote)
ABOUT_ONE = ("judge", "respond")
"""Steps of an inspection that are about one of its matters."""


@forgets
def forget_notes(desk: Desk, issue: Issue, extent: Extent) -> None:
    """What an auditor wrote down about the matter goes with what it was written about."""
    if extent.whole:
        desk.db.execute(delete(NOTES).where(NOTES.c.issue_id == issue.id))


@forgets
def forget_findings(desk: Desk, issue: Issue, extent: Extent) -> None:
    """What was found in the matter, and the answer to it, with the entries in which they were written."""
    if not extent.whole:
        return
    mine = ITEMS.c.issue_id == issue.id
    for text in ("remark", "reply"):
        blank(desk, ITEMS, mine & ITEMS.c[text].is_not(None), text)
    inspections = select(ITEMS.c.inspection_id).where(mine)
    said = (EVENTS.c.noun == Inspection.noun) & EVENTS.c.subject_id.in_(inspections) & EVENTS.c.step.in_(ABOUT_ONE)
    rows = desk.db.execute(select(EVENTS.c.subject_id, EVENTS.c.seq, EVENTS.c.payload).where(said))
    places = [(row.subject_id, row.seq) for row in rows if json.loads(row.payload)["answers"]["issue"] == issue.id]
    key = tuple_(BODIES.c.subject_id, BODIES.c.seq)
    desk.db.execute(delete(BODIES).where(BODIES.c.noun == Inspection.noun, key.in_(places)))
