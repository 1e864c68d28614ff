"""A branch that meets: hands to plan, fill, open and close a meeting by real steps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.matters import Matters
from workflow.issues import Issue
from workflow.kernel.db import Database, bare, fetch
from workflow.meetings import AgendaItem, Meeting

ITEMS = bare(AgendaItem)
ROLL = {"expected": 20, "present": 12, "excused": 5, "absent": 3}
DAY = "2026-12-01"


class Meetings(Matters):
    """The small street, where the branch's secretary holds a meeting on 1 December."""

    def plan(self, who: str = "secretary", kind: str = "joint_meeting", on: str = DAY) -> Meeting:
        with self.office.desk(self.actor(who)) as desk:
            return desk.begin(Meeting, "plan", {"kind": kind, "on": on})

    def add(self, meeting: Meeting, issue: Issue, who: str = "secretary") -> AgendaItem:
        self.take(who, meeting, "add_item", issue=issue.id)
        return self.items(meeting)[-1]

    def items(self, meeting: Meeting) -> list[AgendaItem]:
        with self.office.database.reading() as db:
            return fetch(db, AgendaItem, ITEMS.c.meeting_id == meeting.id, order=ITEMS.c.position)

    def again_issue(self, item: AgendaItem) -> Issue:
        """The matter of an item, as it stands now."""
        with self.office.database.reading() as db:
            return fetch(db, Issue, bare(Issue).c.id == item.issue_id)[0]

    def convene(self, meeting: Meeting, who: str = "secretary") -> Meeting:
        return self.take(who, meeting, "convene", starts="14:30", place="党群服务中心")

    def open(self, meeting: Meeting, who: str = "secretary", **roll: Any) -> Meeting:
        """Convened now, opened on its day."""
        self.convene(meeting, who)
        self.watch.now = self.watch.now.replace(year=2026, month=12, day=1)
        return self.take(who, meeting, "open", **(ROLL | roll))

    def in_session(self, issue: Issue, kind: str = "joint_meeting", **roll: Any) -> tuple[Meeting, AgendaItem]:
        """A meeting in session with this issue on its agenda."""
        meeting = self.plan(kind=kind)
        item = self.add(meeting, issue)
        return self.open(meeting, **roll), item

    def drain(self, **data: Any) -> Issue:
        """An accepted issue that needs a meeting: its category is not routine."""
        return self.reach("accepted", category="drain", **data)

    def transfer(self, **data: Any) -> dict[str, Any]:
        """The answers of a transfer resolved by consensus."""
        units = {"lead": self.street.orgs["u1"], "co": [self.street.orgs["u2"]]}
        return {"ballot": "consensus", **units, "request": "疏通并回复", "days": 10} | data


@pytest.fixture
def meetings(database: Database, peopled: None) -> Meetings:
    return Meetings(database)
