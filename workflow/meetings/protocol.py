"""What the minutes of a meeting say by themselves, and what is hashed when they are signed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.model import Issue
from workflow.kernel.canonical import canonical, digest
from workflow.kernel.db import bare
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.words import OUTCOMES

ISSUES, ITEMS = bare(Issue), bare(AgendaItem)


def lines(db: Connection, meeting_id: int) -> list[Any]:
    """The settled items in their order, with the numbers of their issues."""
    columns = (ITEMS.c.position, ITEMS.c.kind, ITEMS.c.outcome, ITEMS.c.formula, ITEMS.c.resolution, ISSUES.c.number)
    settled = (ITEMS.c.meeting_id == meeting_id) & ITEMS.c.state.in_(("decided", "deferred"))
    found = select(*columns).join(ISSUES, ISSUES.c.id == ITEMS.c.issue_id).where(settled)
    return list(db.execute(found.order_by(ITEMS.c.position)))


def draft_text(db: Connection, meeting: Meeting) -> str:
    """A first draft: the roll, then one line for each resolution. It is a document, so it is in Chinese."""
    roll = f"应到 {meeting.expected}，实到 {meeting.present}，请假 {meeting.excused}，缺席 {meeting.absent}。"
    told = [roll]
    for n, row in enumerate(lines(db, meeting.id), 1):
        parts = [f"{n}. {row.number} {OUTCOMES[row.outcome]}", row.resolution or "", row.formula or ""]
        told.append("；".join(part for part in parts if part) + "。")
    return "\n".join(told)


def content_hash(db: Connection, meeting: Meeting, text: str, version: int) -> str:
    """SHA-256 of everything the signed minutes state."""
    content = {
        "number": meeting.number,
        "version": version,
        "org": meeting.org_id,
        "kind": meeting.kind,
        "title": meeting.title,
        "on": meeting.planned_on.isoformat(),
        "place": meeting.place,
        "roll": [meeting.expected, meeting.present, meeting.excused, meeting.absent],
        "items": [[row.number, row.kind, row.outcome, row.formula, row.resolution] for row in lines(db, meeting.id)],
        "text": text,
    }
    return digest(canonical(content))
