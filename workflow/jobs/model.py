"""Which worker processes live: each says so again and again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record


class Worker(Record):
    """One process that fires clocks and does jobs."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
