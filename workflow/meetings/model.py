"""A meeting, the items of its agenda, and its minutes as they were signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Subject, subject
from workflow.meetings import facts, sight
from workflow.meetings.flow import item_flow, meeting_flow

STANDING = "series IS NOT NULL AND state != 'cancelled'"


@subject
class Meeting(Subject):
    """One session of a body. The roll is frozen when it opens; number and hash are given when it is signed."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("expected IS NULL OR expected = present + excused + absent", name="roll_adds_up"),
        CheckConstraint("state NOT IN ('in_session', 'minuting') OR expected IS NOT NULL", name="opened_has_roll"),
        CheckConstraint(
            "state != 'signed' OR (number IS NOT NULL AND content_hash IS NOT NULL)", name="signed_is_frozen"
        ),
        UniqueConstraint("org_id", "number"),
        Index("ix_meetings_org", "org_id", "state", "planned_on"),
        Index(
            "uq_meetings_series", "org_id", "kind", "series", unique=True,
            sqlite_where=text(STANDING), postgresql_where=text(STANDING),
        ),
        Index("ix_meetings_street", "street_id", "planned_on", "id"),
    )  # fmt: skip
    flow = meeting_flow
    noun = "meeting"
    seen_by = sight.MEETING
    facts = facts.MeetingFacts
    recorded = (
        "number", "content_hash", "org_id", "kind", "series", "planned_on", "convened_at", "short_notice", "opened_at",
        "expected", "present", "excused", "absent", "here", "adjourned_at", "circulated_at", "signed_at",
        "signed_by_id", "result_due_on",
    )  # fmt: skip

    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    kind: Mapped[str] = mapped_column(Word)
    title: Mapped[str] = mapped_column(String(200))
    series: Mapped[str | None] = mapped_column(Word)
    """The quarter it was planned for in one go, such as 2027Q1."""
    planned_on: Mapped[date]
    starts: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    convened_at: Mapped[datetime | None] = mapped_column(Instant)
    short_notice: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """How it votes (voting.Rule), frozen at opening; None is the default of its kind."""
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    expected: Mapped[int | None]
    present: Mapped[int | None]
    excused: Mapped[int | None]
    absent: Mapped[int | None]
    here: Mapped[int | None]
    """How many voters are there now; the roll above stays as it was at opening."""
    adjourned_at: Mapped[datetime | None] = mapped_column(Instant)
    minutes: Mapped[str | None] = mapped_column(Text)
    circulated_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_by_id: Mapped[int | None]
    number: Mapped[str | None] = mapped_column(String(24))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    result_due_on: Mapped[date | None]
    """By when the result must be published; None before the decision is, and once the result is."""


@subject
class AgendaItem(Subject):
    """One issue on the agenda of one meeting: the vote, its printed computation, and what was resolved."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        CheckConstraint("kind IN ('decide', 'follow_up', 'ratify')", name="kind_is_known"),
        CheckConstraint("state NOT IN ('decided', 'deferred') OR outcome IS NOT NULL", name="settled_has_outcome"),
        Index(
            "uq_agenda_items_open", "issue_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
        UniqueConstraint("meeting_id", "position"),
        Index("ix_agenda_items_issue", "issue_id", "id"),
    )  # fmt: skip
    flow = item_flow
    noun = "agenda_item"
    seen_by = sight.ITEM
    facts = facts.ItemFacts
    locked_after = "issue_id"
    recorded = (
        "meeting_id", "org_id", "issue_id", "kind", "late", "outcome", "ballot", "yes", "no", "abstain", "expected",
        "present", "recused", "acting_chair_id", "formula", "resume_on",
    )  # fmt: skip

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), index=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"))
    kind: Mapped[str] = mapped_column(Word)
    position: Mapped[int]
    late: Mapped[bool] = mapped_column(default=False)
    """Added after the meeting was convened: 临时议题."""
    minutes_planned: Mapped[int | None]
    audience: Mapped[str] = mapped_column(Word, default="everyone")
    """Who hears it: everybody in the room and on the wall, or the members alone."""
    outcome: Mapped[str | None] = mapped_column(Word)
    ballot: Mapped[str | None] = mapped_column(Word)
    yes: Mapped[int | None]
    no: Mapped[int | None]
    abstain: Mapped[int | None]
    expected: Mapped[int | None]
    present: Mapped[int | None]
    """Who counted in its vote, without the recused."""
    recused: Mapped[int] = mapped_column(default=0)
    acting_chair_id: Mapped[int | None]
    """Who presides over this item, the chair being recused."""
    formula: Mapped[str | None] = mapped_column(String(200))
    report: Mapped[str | None] = mapped_column(Text)
    discussion: Mapped[str | None] = mapped_column(Text)
    resolution: Mapped[str | None] = mapped_column(Text)
    resume_on: Mapped[date | None]


class Minutes(Record):
    """The minutes as signed: version 1, and each correction as a new version beside the old."""

    __tablename__ = "minutes"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)
