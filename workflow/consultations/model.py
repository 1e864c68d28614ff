"""The question, its period, and the answers: a choice and some words from a device, never from a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.consultations import facts, sight
from workflow.consultations.flow import consultation_flow
from workflow.kernel.db import Instant, Record
from workflow.kernel.subject import Key, Subject, subject


@subject
class Consultation(Subject):
    """Answers count from `opens_at` to before `closes_at`: time alone says so, whether or not a clock has rung."""

    __tablename__ = "consultations"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="closes_after_opening"),
        CheckConstraint("state NOT IN ('told', 'archived') OR summary IS NOT NULL", name="told_says_what_follows"),
        Index("ix_consultations_street", "street_id", "state", "closes_at"),
    )
    flow = consultation_flow
    noun = "consultation"
    seen_by = sight.CONSULTATION
    facts = facts.ConsultationFacts
    recorded = ("org_id", "words", "opens_at", "closes_at", "published_at", "told_at")

    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    question: Mapped[str] = mapped_column(Text)
    choices: Mapped[list[str]] = mapped_column(JSON)
    words: Mapped[bool]
    """Whether people are asked for words of their own, too."""
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    summary: Mapped[str | None] = mapped_column(Text)
    """What is done with the answers, or why it was called off."""
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)


class Answer(Record):
    """What came from one device. `device` is a keyed hash of a random mark: it leads to nobody and nowhere else."""

    __tablename__ = "consultation_answers"
    __table_args__ = (UniqueConstraint("consultation_id", "device"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    device: Mapped[str] = mapped_column(String(64))
    choice: Mapped[int | None]
    words: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
