"""What the public reads of one matter: an officer's text, a category, a grid, an outcome. Never a resident's word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.board import facts, sight
from workflow.board.flow import posting_flow
from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Subject, subject

STANDING = "state IN ('drafted', 'published')"
WAITING = "state = 'drafted'"


@subject
class Posting(Subject):
    """The public side of one matter. `owner_id` is who answered it; place is its grid and no closer."""

    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint(
            "state != 'published' OR (published_at IS NOT NULL AND published_by_id IS NOT NULL)", name="out_is_dated"
        ),
        CheckConstraint("published_by_id IS NULL OR published_by_id != drafted_by_id", name="four_eyes"),
        Index(
            "uq_postings_standing", "issue_id", unique=True,
            sqlite_where=text(STANDING), postgresql_where=text(STANDING),
        ),
        Index("ix_postings_issue", "issue_id", "id"),
        Index("ix_postings_board", "state", "published_at", "id"),
        Index(
            "ix_postings_review", "street_id", "due_at", "id", "owner_id",
            sqlite_where=text(WAITING), postgresql_where=text(WAITING),
        ),
    )  # fmt: skip
    flow = posting_flow
    noun = "posting"
    seen_by = sight.POSTING
    facts = facts.PostingFacts
    recorded = (
        "issue_id", "owner_id", "community_id", "grid_id", "category_id", "outcome", "drafted_by_id",
        "published_by_id", "published_at",
    )  # fmt: skip
    locked_after = "issue_id"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("orgs.id"))
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    outcome: Mapped[str] = mapped_column(Word)
    text: Mapped[str] = mapped_column(Text)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who wrote the text last, or changed a picture of it."""
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)


class PublicPhoto(Record):
    """A copy in which what was marked is gone. Its own random id is its address; the original is never public."""

    __tablename__ = "public_photos"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    street_id: Mapped[int]
    posting_id: Mapped[int] = mapped_column(ForeignKey("postings.id"), index=True)
    attachment_id: Mapped[str] = mapped_column(String(32))
    marks: Mapped[int]
    """How many places were blurred."""
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Instant)
