"""What somebody asked for in a matter, why, and what was decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Word
from workflow.kernel.subject import Key, Subject, subject
from workflow.requests import facts, sight
from workflow.requests.flow import request_flow

OPEN = "state IN ('pending', 'prepared', 'held')"


@subject
class Request(Subject):
    """One thing asked. `asked_for_id` is the organisation that asks, `owner_id` the one that answers for the matter.

    What a reporter asks about the own data names the claim instead of a person (0: an officer asked); one person
    prepares the answer, another gives it.
    """

    __tablename__ = "requests"
    __table_args__ = (
        CheckConstraint(f"({OPEN}) = (settled_at IS NULL)", name="settled_is_dated"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id != asked_by_id", name="four_eyes"),
        CheckConstraint("prepared_by_id IS NULL OR decided_by_id != prepared_by_id", name="prepared_by_another"),
        Index(
            "uq_requests_open", "issue_id", "kind", "claim_id", unique=True,
            sqlite_where=text("settled_at IS NULL"), postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_requests_issue", "issue_id", "id"),
        Index("ix_requests_street", "street_id", "state", "id"),
    )  # fmt: skip
    flow = request_flow
    noun = "request"
    seen_by = sight.REQUEST
    facts = facts.RequestFacts
    recorded = (
        "kind", "issue_id", "assignment_id", "owner_id", "asked_for_id", "asked_by_id", "claim_id",
        "prepared_by_id", "proposed", "with_answer", "days", "why", "review_on", "asked_at", "decided_by_id",
        "settled_at",
    )  # fmt: skip
    locked_after = "issue_id"

    kind: Mapped[str] = mapped_column(Word)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    asked_for_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    claim_id: Mapped[int] = mapped_column(Key, default=0)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    proposed: Mapped[str | None] = mapped_column(Word)
    """The step that was proposed: `approve` or `refuse`."""
    with_answer: Mapped[bool | None]
    """Whether the answer holds personal data and goes as well."""
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
