"""What was counted once, where counting anew for each reader would take too long."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, Word


class PromiseCount(Record):
    """One measure of kept promises in one quarter, of one organisation's own matters, as it was at an instant.

    Derived: it may be thrown away at any time, and whoever asks then counts the clocks again.
    """

    __tablename__ = "promise_counts"

    street_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quarter: Mapped[str] = mapped_column(Word, primary_key=True)
    measure: Mapped[str] = mapped_column(Word, primary_key=True)
    owner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kept: Mapped[int]
    n: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
