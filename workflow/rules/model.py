"""What a street sets for itself: its categories of matters. (Limits are in `limits`.)"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Record, Word
from workflow.kernel.subject import Key


class Category(Record):
    """A kind of matter. A routine one needs no meeting; `evidence` is what proves it done: text or photo."""

    __tablename__ = "categories"
    __table_args__ = (
        UniqueConstraint("street_id", "code"),
        CheckConstraint("evidence IN ('text', 'photo')", name="evidence_is_known"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    code: Mapped[str] = mapped_column(Word)
    name: Mapped[str] = mapped_column(String(60))
    routine: Mapped[bool]
    evidence: Mapped[str] = mapped_column(Word)
    keywords: Mapped[str] = mapped_column(String(200), default="")
