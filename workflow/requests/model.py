"""What somebody asked for in a matter, why, and what was decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Word
from workflow.kernel.subject import Subject, subject
from workflow.requests import facts, sight
from workflow.requests.flow import request_flow


@subject
class Request(Subject):
    """One thing asked. `asked_for_id` is the organisation that asks, `owner_id` the one that answers for the matter."""

    __tablename__ = "requests"
    __table_args__ = (
        CheckConstraint("(state = 'pending') = (settled_at IS NULL)", name="settled_is_dated"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id != asked_by_id", name="four_eyes"),
        Index(
            "uq_requests_pending", "issue_id", "kind", unique=True,
            sqlite_where=text("state = 'pending'"), postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_requests_issue", "issue_id", "id"),
        Index("ix_requests_street", "street_id", "state", "id"),
    )  # fmt: skip
    flow = request_flow
    noun = "request"
    seen_by = sight.REQUEST
    facts = facts.RequestFacts
    locked_after = "issue_id"

    kind: Mapped[str] = mapped_column(Word)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    asked_for_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    days: Mapped[int | None]
    why: Mapped[str | None] = mapped_column(Word)
    review_on: Mapped[date | None]
    explanation: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    opinion: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
