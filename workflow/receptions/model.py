"""A branch's reception day: when, where, who sits at the desk, and what each visitor came with."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, Text, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.issues.facts import OrgFacts
from workflow.kernel.db import Instant, Record, Word, bare
from workflow.kernel.subject import Key, Subject, subject
from workflow.receptions import sight
from workflow.receptions.flow import reception_flow


class ReceptionFacts(OrgFacts):
    """Facts of one reception: the organisations around it, and what is still to be registered."""

    def __init__(self, db: Connection, reception: Reception) -> None:
        super().__init__(db)
        self.reception = reception

    @cached_property
    def noted(self) -> int:
        """Matters noted down at the desk and neither registered nor struck out yet."""
        entries = bare(Entry).c
        mine = (entries.reception_id == self.reception.id) & (entries.how == "noted")
        return int(self.db.execute(select(func.count()).where(mine)).scalar_one())


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
    recorded = (
        "branch_id", "month", "held_on", "moved_from", "host_id", "delegated", "announced_at", "opened_at",
        "closed_at", "signed_by_id", "visitors", "received", "joined", "zero",
    )  # fmt: skip

    branch_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), index=True)
    month: Mapped[str] = mapped_column(String(7))
    """The month it counts for, such as `2026-11`."""
    held_on: Mapped[date]
    moved_from: Mapped[date | None]
    """The date it was announced for at first, where it was put off: both stay public."""
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was moved or cancelled, as the public reads it."""
    place: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[str] = mapped_column(String(40), default="")
    host_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    delegated: Mapped[bool] = mapped_column(default=False)
    """The host sits in for the secretary, by a paper the history names."""
    announced_at: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_by_id: Mapped[int | None]
    visitors: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    """Matters the visitors came with; those that joined an open one are among them."""
    joined: Mapped[int] = mapped_column(default=0)
    zero: Mapped[bool] = mapped_column(default=False)


class Entry(Record):
    """One matter of one visitor: noted down first, or at once registered, accepted, answered or joined to an open one.

    Visitors are numbers. What was noted down stands here only until it is registered or struck out.
    """

    __tablename__ = "reception_entries"
    __table_args__ = (
        CheckConstraint("(how IN ('noted', 'struck')) = (issue_id IS NULL)", name="registered_is_an_issue"),
        CheckConstraint("how = 'noted' OR what = ''", name="words_only_while_noted"),
        Index("ix_reception_entries_session", "reception_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    reception_id: Mapped[int] = mapped_column(ForeignKey("receptions.id"))
    visitor: Mapped[int]
    how: Mapped[str] = mapped_column(Word)
    what: Mapped[str] = mapped_column(String(500), default="")
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))
    at: Mapped[datetime] = mapped_column(Instant)
