"""What must be told to somebody, written in the transaction that caused it and sent later by others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Key


class Message(Record):
    """One thing to tell: numbers and names of steps only, never a person's data."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_unsent", "sent_at", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    topic: Mapped[str] = mapped_column(Word)
    noun: Mapped[str] = mapped_column(Word)
    subject_id: Mapped[int]
    seq: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
