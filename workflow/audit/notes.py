"""What an auditor notes on a matter for herself alone: no subject, no part of any record, seen by nobody else."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from workflow.audit.model import AuditNote
from workflow.kernel.db import bare
from workflow.kernel.desk import Office

NOTES = bare(AuditNote)


def note_on(db: Connection, person: int, issue: int) -> str:
    """What this auditor noted on this matter."""
    mine = (NOTES.c.person_id == person) & (NOTES.c.issue_id == issue)
    return db.execute(select(NOTES.c.text).where(mine)).scalar() or ""


def keep_note(office: Office, person: int, issue: int, text: str) -> None:
    """Write it anew; an empty one is taken away."""
    with office.database.writing() as db:
        db.execute(delete(NOTES).where(NOTES.c.person_id == person, NOTES.c.issue_id == issue))
        if text:
            db.execute(insert(NOTES).values(person_id=person, issue_id=issue, text=text, at=office.clock()))
