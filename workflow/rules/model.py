"""What a street sets for itself: its categories of matters, its calendar, the days work stops. (Limits: `limits`.)"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Key, Subject, subject
from workflow.rules import sight
from workflow.rules.flows import holiday_flow, rule_flow, stop_flow


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


@subject
class HolidayNotice(Subject):
    """The State Council's notice of one year as it was imported; a later one of the same year replaces it."""

    __tablename__ = "holiday_notices"
    __table_args__ = (Index("ix_holiday_notices_year", "street_id", "year"),)
    flow = holiday_flow
    noun = "holiday_notice"
    seen_by = sight.IN_OFFICE
    recorded = ("year", "moved", "kept", "at")

    year: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    days: Mapped[str] = mapped_column(Text)
    """Every day it speaks of, as the table date,kind,name."""
    moved: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    """How many running limits it moved, and how many of those stay at the date that was told."""
    at: Mapped[datetime] = mapped_column(Instant)


@subject
class StopDays(Subject):
    """Days on which an organisation and all below it do not work, such as in a typhoon."""

    __tablename__ = "stop_days"
    __table_args__ = (CheckConstraint("last >= first", name="days_in_order"),)
    flow = stop_flow
    noun = "stop_days"
    seen_by = sight.IN_OFFICE
    recorded = ("org_id", "first", "last", "moved", "kept", "at")

    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    reason: Mapped[str] = mapped_column(String(40))
    moved: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(Instant)


@subject
class Rule(Subject):
    """A limit an organisation set for itself and those below, from a day on; the newest of its clock holds."""

    __tablename__ = "rules"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_is_positive"),)
    flow = rule_flow
    noun = "rule"
    seen_by = sight.IN_OFFICE
    recorded = ("org_id", "clock", "amount", "starts", "at")

    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), index=True)
    clock: Mapped[str] = mapped_column(Word)
    amount: Mapped[int]
    starts: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)
