"""A branch's reception day: when, where, who sits at the desk, and how many matters came."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.issues.facts import OrgFacts
from workflow.kernel.db import Instant
from workflow.kernel.subject import Subject, subject
from workflow.receptions import sight
from workflow.receptions.flow import reception_flow


class ReceptionFacts(OrgFacts):
    """Facts of one reception: the organisations around it."""

    def __init__(self, db: Connection, reception: Reception) -> None:
        super().__init__(db)


@subject
class Reception(Subject):
    """One session of the monthly day; one per branch and month, unless it is cancelled."""

    __tablename__ = "receptions"
    __table_args__ = (
        CheckConstraint("state != 'closed' OR (received > 0) != zero", name="closed_is_counted"),
        Index(
            "uq_receptions_month", "branch_id", "month", unique=True,
            sqlite_where=text("state != 'cancelled'"), postgresql_where=text("state != 'cancelled'"),
        ),
        Index("ix_receptions_street", "street_id", "held_on", "id"),
    )  # fmt: skip
    flow = reception_flow
    noun = "reception"
    seen_by = sight.RECEPTION
    facts = ReceptionFacts

    branch_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), index=True)
    month: Mapped[str] = mapped_column(String(7))
    """The month it counts for, such as `2026-11`."""
    held_on: Mapped[date]
    moved_from: Mapped[date | None]
    """The date it was announced for at first, where it was put off: both stay public."""
    place: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[str] = mapped_column(String(40), default="")
    host_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    delegated: Mapped[bool] = mapped_column(default=False)
    """The host sits in for the secretary, by a paper the history names."""
    announced_at: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_by_id: Mapped[int | None]
    received: Mapped[int] = mapped_column(default=0)
    zero: Mapped[bool] = mapped_column(default=False)
