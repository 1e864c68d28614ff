"""An address of another system, and about which kinds of subjects it is told. Its secret stands nowhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant
from workflow.kernel.subject import Subject, subject
from workflow.webhooks import sight
from workflow.webhooks.flow import webhook_flow


@subject
class Webhook(Subject):
    """`edition` counts its secrets: each is worked out from the office's own (signing.py)."""

    __tablename__ = "webhooks"
    __table_args__ = (CheckConstraint("edition > 0", name="edition_is_positive"),)
    flow = webhook_flow
    noun = "webhook"
    seen_by = sight.WEBHOOK

    name: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(300))
    nouns: Mapped[list[str]] = mapped_column(JSON)
    edition: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(Instant)
