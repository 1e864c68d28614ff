"""What a person was told: one row for each recipient of a message in the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
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
    at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
