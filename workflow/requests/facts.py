"""What the rules of a request may ask about it: its matter, and how one stands towards that."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from workflow.issues.facts import OrgFacts
from workflow.issues.model import Issue
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.policy import Actor, Case

if TYPE_CHECKING:
    from workflow.requests.model import Request


class RequestFacts(OrgFacts):
    """Facts of one request."""

    def __init__(self, db: Connection, request: Request) -> None:
        super().__init__(db)
        self.request = request
        self._cases: dict[Actor, Case] = {}

    @cached_property
    def issue(self) -> Issue:
        found = fetch_one(self.db, Issue, bare(Issue).c.id == self.request.issue_id)
        assert found is not None
        return found

    def of_issue(self, actor: Actor, now: datetime) -> Case:
        """The same person before the matter itself."""
        if actor not in self._cases:
            self._cases[actor] = Case(self.db, actor, self.issue, now)
        return self._cases[actor]
