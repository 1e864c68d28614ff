"""Who is asked to a meeting and who is there, who steps aside in an item, named votes, and a body's own rule."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Key


class Attendee(Record):
    """Somebody asked to one meeting: an officer (`person_id`), or a name kept with the contact data, perhaps of a unit.

    `votes` tells the members from the guests, who stand apart in the roll.
    """

    __tablename__ = "attendees"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) != (contact_id IS NULL)", name="is_somebody"),
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_attendees_org", "org_id", "meeting_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    org_id: Mapped[int | None] = mapped_column(ForeignKey("orgs.id"))
    seat: Mapped[str] = mapped_column(Word)
    votes: Mapped[bool]
    reply: Mapped[str | None] = mapped_column(Word)
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    here: Mapped[bool] = mapped_column(default=False)
    came_at: Mapped[datetime | None] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)


class SteppedAside(Record):
    """An attendee recused in one item: out of its quorum and its base, and of no other item's."""

    __tablename__ = "stepped_aside"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendees.id"), primary_key=True)


class Vote(Record):
    """What one attendee said in a named ballot. A secret ballot writes no row here, nor anywhere else by name."""

    __tablename__ = "votes"
    __table_args__ = (CheckConstraint("choice IN ('yes', 'no', 'abstain')", name="choice_is_known"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendees.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(Word)


class BodyRule(Record):
    """How one body votes in one kind of meeting, since it was last changed; without a row the kind's default holds."""

    __tablename__ = "body_rules"

    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Word, primary_key=True)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    since: Mapped[date]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    """The meeting in whose preparation it was set: its history says by whom."""
