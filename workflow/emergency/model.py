"""One declaration of emergency mode: who declared it, for which grids, from when to when, and what it orders."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.emergency import facts, sight
from workflow.emergency.flow import emergency_flow
from workflow.kernel.db import Instant, Record
from workflow.kernel.subject import Subject, subject


@subject
class Emergency(Subject):
    """It holds from `starts_at` to `ends_at`, or to `ended_at` where somebody ended it before: time alone says so."""

    __tablename__ = "emergencies"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        CheckConstraint("(state = 'normal') = (ended_at IS NOT NULL)", name="over_is_dated"),
        Index("ix_emergencies_street", "street_id", "ends_at"),
    )
    flow = emergency_flow
    noun = "emergency"
    seen_by = sight.EMERGENCY
    facts = facts.EmergencyFacts
    recorded = ("org_id", "starts_at", "ends_at", "ended_at")

    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    title: Mapped[str] = mapped_column(String(80))
    orders: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class EmergencyGrid(Record):
    """A grid it holds for."""

    __tablename__ = "emergency_grids"

    emergency_id: Mapped[int] = mapped_column(ForeignKey("emergencies.id"), primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), primary_key=True, index=True)
