"""What the rules of a posting may ask about it: its matter, whose hands were on it, and the pictures there are."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from workflow.issues.facts import IssueFacts
from workflow.issues.model import Attachment, Issue
from workflow.kernel.db import Record, bare, fetch_one
from workflow.kernel.history import EVENTS

if TYPE_CHECKING:
    from workflow.board.model import Posting

TABLES = Record.metadata.tables
PHOTOS = bare(Attachment)
HANDS = ("draft", "revise", "publish_photo")
"""Steps after which somebody else must look."""


class PostingFacts(IssueFacts):
    """Facts of one posting; those of its matter come along."""

    def __init__(self, db: Connection, posting: Posting) -> None:
        issue = fetch_one(db, Issue, bare(Issue).c.id == (posting.issue_id or 0))
        super().__init__(db, issue or Issue(id=0, owner_id=posting.owner_id))
        self.posting = posting

    @cached_property
    def authors(self) -> set[int]:
        """Whoever wrote the text or marked a picture."""
        mine = (EVENTS.c.noun == "posting") & (EVENTS.c.subject_id == self.posting.id) & EVENTS.c.step.in_(HANDS)
        return set(self.db.execute(select(EVENTS.c.actor_id).where(mine)).scalars())

    @cached_property
    def originals(self) -> list[Any]:
        """(id, name, digest) of the photos of the matter, oldest first."""
        found = select(PHOTOS.c.id, PHOTOS.c.name, PHOTOS.c.digest).where(PHOTOS.c.issue_id == self.posting.issue_id)
        return list(self.db.execute(found.order_by(PHOTOS.c.seq, PHOTOS.c.id)))

    @cached_property
    def copies(self) -> list[Any]:
        """(id, attachment_id) of what stands with the text."""
        table = TABLES["public_photos"].c
        found = select(table.id, table.attachment_id).where(table.posting_id == self.posting.id)
        return list(self.db.execute(found.order_by(table.at, table.id)))
