"""What the rules of a meeting and of an agenda item may ask about them, each looked up at most once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from workflow.issues.facts import OrgFacts
from workflow.issues.model import Issue
from workflow.kernel.db import Record, bare, fetch_one
from workflow.kernel.policy import Case

if TYPE_CHECKING:
    from workflow.meetings.model import AgendaItem, Meeting

TABLES = Record.metadata.tables
ISSUES = bare(Issue)


class MeetingFacts(OrgFacts):
    """Facts of one meeting."""

    recused: frozenset[int] = frozenset()
    """Somebody recused in an issue still takes part in the meeting, just not in that item."""

    def __init__(self, db: Connection, meeting: Meeting) -> None:
        super().__init__(db)
        self.meeting = meeting

    @cached_property
    def open_items(self) -> list[Any]:
        """(id, number, what) of the items without an outcome, in their order."""
        items = TABLES["agenda_items"].c
        return list(
            self.db.execute(
                select(items.id, ISSUES.c.number, ISSUES.c.what)
                .join(ISSUES, ISSUES.c.id == items.issue_id)
                .where(items.meeting_id == self.meeting.id, items.state == "open")
                .order_by(items.position)
            )
        )


class ItemFacts(OrgFacts):
    """Facts of one agenda item, with its meeting and its issue."""

    def __init__(self, db: Connection, item: AgendaItem) -> None:
        super().__init__(db)
        self.item = item
        self._of_issue: Case | None = None

    @cached_property
    def meeting(self) -> Any:
        """The meeting's row."""
        table = TABLES["meetings"]
        return self.db.execute(select(table).where(table.c.id == self.item.meeting_id)).one()

    def of_issue(self, case: Case) -> Case:
        """The same actor before the issue, as when the issue's step follows from this item."""
        if self._of_issue is None:
            issue = fetch_one(self.db, Issue, ISSUES.c.id == self.item.issue_id)
            self._of_issue = Case(case.db, case.actor, issue, case.now, within="agenda_item.decide")
        return self._of_issue

    @cached_property
    def recused(self) -> set[int]:
        table = TABLES["recusals"]
        return set(self.db.execute(select(table.c.person_id).where(table.c.issue_id == self.item.issue_id)).scalars())
