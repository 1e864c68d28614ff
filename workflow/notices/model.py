"""What a person was told, and what has to leave the house for it: one row for each recipient of a message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Key

UNREAD = "read_at IS NULL"


class Notice(Record):
    """Which letter, about what, to whom. `words` fill its holes: numbers, days and names of bodies, nobody's data."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("message_id", "person_id"),
        Index("ix_notices_person", "person_id", "id"),
        Index("ix_notices_unread", "person_id", sqlite_where=text(UNREAD), postgresql_where=text(UNREAD)),
        Index("ix_notices_subject", "noun", "subject_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    message_id: Mapped[int] = mapped_column(Key)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    letter: Mapped[str] = mapped_column(Word)
    noun: Mapped[str] = mapped_column(Word)
    subject_id: Mapped[int] = mapped_column(Key)
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    urgent: Mapped[bool] = mapped_column(default=False)
    """Danger waits for nobody's quiet hours."""
    delivery_key: Mapped[str | None] = mapped_column(String(60), index=True)
    """What takes it out of the house, if anything does: a mail of its own, or a digest."""
    at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class Delivery(Record):
    """Something to send, until it is sent, given up (`dead`) or not wanted any more (`dropped`).

    Sending may happen twice, with the same `key`; recording happens once. `line` is what must stay in order: what one
    recipient hears of one matter. No address stands here: it is looked up when it is needed.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("state IN ('waiting', 'sent', 'dead', 'dropped')", name="state_is_known"),
        CheckConstraint("person_id IS NULL OR claim_id IS NULL", name="one_recipient"),
        CheckConstraint("webhook_id IS NULL OR (person_id IS NULL AND claim_id IS NULL)", name="nobody_or_a_webhook"),
        Index("ix_deliveries_due", "state", "next_at"),
        Index("ix_deliveries_line", "line", "state", "id"),
        Index("ix_deliveries_street", "street_id", "state", "id"),
        Index("ix_deliveries_webhook", "webhook_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(Word)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id"))
    webhook_id: Mapped[int | None] = mapped_column(ForeignKey("webhooks.id"))
    message_id: Mapped[int] = mapped_column(Key)
    letter: Mapped[str] = mapped_column(Word)
    """Of a digest and of a call to a webhook, nothing: what they say is in their notices, or in `words`."""
    line: Mapped[str] = mapped_column(String(60))
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(Word)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Word)
    at: Mapped[datetime] = mapped_column(Instant)
    next_at: Mapped[datetime] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
