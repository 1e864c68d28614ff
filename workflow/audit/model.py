"""An inspection and the matters drawn for it; and what an auditor notes for nobody else."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import CheckConstraint, Connection, ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from workflow.audit import sight
from workflow.audit.flow import inspection_flow
from workflow.kernel.db import Instant, Record, Word, bare
from workflow.kernel.subject import Subject, subject


class InspectionFacts:
    """How much of an inspection is still to be looked at."""

    def __init__(self, db: Connection, inspection: Any) -> None:
        self.db, self.inspection = db, inspection

    @property
    def unseen(self) -> list[int]:
        """The matters nobody has judged yet."""
        mine = (ITEMS.c.inspection_id == self.inspection.id) & ITEMS.c.verdict.is_(None)
        return list(self.db.execute(select(ITEMS.c.issue_id).where(mine).order_by(ITEMS.c.place)).scalars())

    @cached_property
    def faults(self) -> list[Any]:
        """(issue_id, number, owner_id, reply) of each matter in which something was found."""
        issues = Record.metadata.tables["issues"]
        columns = (ITEMS.c.issue_id, issues.c.number, issues.c.owner_id, ITEMS.c.reply)
        found = select(*columns).join(issues, issues.c.id == ITEMS.c.issue_id)
        mine = (ITEMS.c.inspection_id == self.inspection.id) & (ITEMS.c.verdict != "sound")
        return list(self.db.execute(found.where(mine).order_by(ITEMS.c.place)))


@subject
class Inspection(Subject):
    """A sample by a stated seed from the matters registered in some months, perhaps only those a risk asks about."""

    __tablename__ = "inspections"
    __table_args__ = (
        CheckConstraint("(state = 'concluded') = (finding IS NOT NULL)", name="concluded_has_finding"),
        CheckConstraint("since <= until", name="ends_after_start"),
    )
    flow = inspection_flow
    noun = "inspection"
    seen_by = sight.INSPECTION
    facts = InspectionFacts
    recorded = ("risk", "since", "until", "seed", "population", "drawn_at", "drawn_by_id", "settled_at", "reply_by")

    title: Mapped[str] = mapped_column(String(80))
    risk: Mapped[str | None] = mapped_column(Word)
    since: Mapped[date]
    until: Mapped[date]
    seed: Mapped[str] = mapped_column(String(40))
    population: Mapped[int]
    """How many there were to draw from."""
    drawn_at: Mapped[datetime] = mapped_column(Instant)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    finding: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    reply_by: Mapped[datetime | None] = mapped_column(Instant)
    """Until when whoever answers for a matter with a fault must say something to it."""


class InspectionItem(Record):
    """One matter of the sample, in the order drawn, and what was found."""

    __tablename__ = "inspection_items"

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), index=True)
    verdict: Mapped[str | None] = mapped_column(Word)
    remark: Mapped[str | None] = mapped_column(Text)
    judged_at: Mapped[datetime | None] = mapped_column(Instant)
    reply: Mapped[str | None] = mapped_column(Text)
    """What whoever answers for the matter says to it."""
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    replied_at: Mapped[datetime | None] = mapped_column(Instant)


class AuditNote(Record):
    """What an auditor wrote down about a matter for herself: no part of any record, seen by nobody else."""

    __tablename__ = "audit_notes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)


ITEMS = bare(InspectionItem)


WAITING = ITEMS.c.reply.is_(None) & ITEMS.c.verdict.is_not(None) & (ITEMS.c.verdict != "sound")
"""Something was found, and nobody has answered to it."""


def judged(db: Connection, ids: list[int]) -> dict[int, tuple[int, int]]:
    """(judged, drawn) of each inspection."""
    done = func.count(ITEMS.c.verdict)
    found = select(ITEMS.c.inspection_id, done.label("done"), func.count().label("n"))
    rows = db.execute(found.where(ITEMS.c.inspection_id.in_(ids)).group_by(ITEMS.c.inspection_id))
    return {row.inspection_id: (row.done, row.n) for row in rows}
