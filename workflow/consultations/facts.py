"""What the rules of a consultation may ask about it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from workflow.issues.facts import OrgFacts
from workflow.kernel.history import EVENTS

if TYPE_CHECKING:
    from workflow.consultations.model import Consultation

HANDS = ("draft", "rewrite")


class ConsultationFacts(OrgFacts):
    """Facts of one consultation."""

    def __init__(self, db: Connection, consultation: Consultation) -> None:
        super().__init__(db)
        self.consultation = consultation

    @cached_property
    def authors(self) -> set[int]:
        """Whoever wrote it."""
        mine = (EVENTS.c.noun == "consultation") & (EVENTS.c.subject_id == self.consultation.id)
        return set(self.db.execute(select(EVENTS.c.actor_id).where(mine, EVENTS.c.step.in_(HANDS))).scalars())
