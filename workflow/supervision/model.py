"""A supervision order: about which matter, what was late and since when, who must answer, and what was answered."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from workflow.issues.facts import OrgFacts
from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.history import EVENTS
from workflow.kernel.subject import Subject, subject
from workflow.supervision import sight
from workflow.supervision.flow import order_flow

TABLES = Record.metadata.tables
STANDING, OF_CLOCK = "state NOT IN ('closed', 'withdrawn')", "stage = 'clock'"


class OrderFacts(OrgFacts):
    """Facts of one order: the organisations around it, and who may not act in its matter."""

    def __init__(self, db: Connection, order: Order) -> None:
        super().__init__(db)
        self.order = order

    @cached_property
    def recused(self) -> set[int]:
        """People recused in the issue it is about."""
        if self.order.issue_id is None:
            return set()
        table = TABLES["recusals"]
        found = select(table.c.person_id).where(table.c.issue_id == self.order.issue_id)
        return set(self.db.execute(found).scalars())

    @cached_property
    def issued_by(self) -> int | None:
        """The person who issued it; nobody where a clock did."""
        mine = (EVENTS.c.noun == self.order.noun) & (EVENTS.c.subject_id == self.order.id) & (EVENTS.c.seq == 1)
        found: int | None = self.db.execute(select(EVENTS.c.actor_id).where(mine)).scalar_one_or_none()
        return found


@subject
class Order(Subject):
    """One order about one clock of one matter that has run out. The reply that counts is the last one."""

    __tablename__ = "supervision_orders"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('answered', 'closed') OR (cause IS NOT NULL AND measures IS NOT NULL "
            "AND promised_on IS NOT NULL AND replied_by_id IS NOT NULL)",
            name="answered_in_full",
        ),
        CheckConstraint("stage IN ('clock', 'hand')", name="stage_is_known"),
        CheckConstraint("state != 'continued' OR reason IS NOT NULL", name="continued_has_reason"),
        UniqueConstraint("issuer_id", "number"),
        Index(
            "uq_supervision_orders_standing", "about_noun", "about_id", "clock", unique=True,
            sqlite_where=text(STANDING), postgresql_where=text(STANDING),
        ),
        Index(
            "uq_supervision_orders_stage", "about_noun", "about_id", "clock", "clock_seq", "stage", unique=True,
            sqlite_where=text(OF_CLOCK), postgresql_where=text(OF_CLOCK),
        ),
        Index("ix_supervision_orders_org", "org_id", "state", "due_at"),
        Index("ix_supervision_orders_issuer", "issuer_id", "state", "due_at"),
        Index("ix_supervision_orders_street", "street_id", "id"),
    )  # fmt: skip
    flow = order_flow
    noun = "supervision_order"
    seen_by = sight.ORDER
    facts = OrderFacts
    recorded = (
        "number", "org_id", "issuer_id", "about_noun", "about_id", "issue_id", "clock", "clock_seq", "late_since",
        "stage", "issued_at", "promised_on", "replied_at", "replied_by_id", "replies", "closed_at",
        "circulated_at",
    )  # fmt: skip

    number: Mapped[str] = mapped_column(String(24))
    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    """Who must answer."""
    issuer_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    about_noun: Mapped[str] = mapped_column(Word)
    about_id: Mapped[int] = mapped_column(BigInteger)
    about_name: Mapped[str] = mapped_column(String(200))
    """Number or title of the matter as it was then."""
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"), index=True)
    """The issue it is about, itself or through an assignment or a request: whoever may not see that sees no order."""
    clock: Mapped[str] = mapped_column(Word)
    clock_seq: Mapped[int]
    """Which run of that clock: the entry of the matter's history that started it."""
    late_since: Mapped[datetime] = mapped_column(Instant)
    stage: Mapped[str] = mapped_column(Word)
    """`clock` from the ladder, once for each run of a clock; `hand` from somebody above."""
    demand: Mapped[str | None] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    cause: Mapped[str | None] = mapped_column(Text)
    measures: Mapped[str | None] = mapped_column(Text)
    promised_on: Mapped[date | None]
    replied_at: Mapped[datetime | None] = mapped_column(Instant)
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    replies: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it goes on, where a reply was not enough; why it was taken back, where it was issued by mistake."""
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    circulated_at: Mapped[datetime | None] = mapped_column(Instant)
