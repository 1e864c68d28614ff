"""What the rules of a meeting and of an agenda item may ask about them, each looked up at most once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from workflow.issues.facts import OrgFacts
from workflow.issues.model import Issue
from workflow.kernel.db import Record, bare, fetch_one
from workflow.kernel.policy import Case
from workflow.meetings import roll
from workflow.meetings.voting import Count, Rule, rule_of
from workflow.orgs.capacities import in_force
from workflow.orgs.roles import MEMBER, OFFICERS, SECRETARY

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
        """(id, position, issue_id, number, what) of the items without an outcome, in their order."""
        items = TABLES["agenda_items"].c
        return list(
            self.db.execute(
                select(items.id, items.position, items.issue_id, ISSUES.c.number, ISSUES.c.what)
                .join(ISSUES, ISSUES.c.id == items.issue_id)
                .where(items.meeting_id == self.meeting.id, items.state == "open")
                .order_by(items.position)
            )
        )

    @cached_property
    def attendees(self) -> list[Any]:
        """Who was asked to it, members first."""
        return roll.attendees(self.db, self.meeting.id)

    @cached_property
    def unanswered(self) -> list[Any]:
        """(id, name, opinion) of objections to the minutes that nobody has answered."""
        said, people = TABLES["dissents"].c, TABLES["people"]
        waiting = (said.meeting_id == self.meeting.id) & said.answer.is_(None)
        found = select(said.id, people.c.name, said.opinion).join(people, people.c.id == said.by_id).where(waiting)
        return list(self.db.execute(found.order_by(said.id)))

    @cached_property
    def publications(self) -> dict[str, Any]:
        """The texts for the public, by kind."""
        table = TABLES["publications"]
        found = self.db.execute(select(table).where(table.c.meeting_id == self.meeting.id))
        return {row.kind: row for row in found}

    @property
    def voters(self) -> list[Any]:
        return [one for one in self.attendees if one.votes]

    @property
    def rule(self) -> Rule:
        return rule_of(self.meeting.kind, self.meeting.rule)


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

    @property
    def rule(self) -> Rule:
        """How its meeting votes."""
        return rule_of(self.meeting.kind, self.meeting.rule)

    @cached_property
    def attendees(self) -> list[Any]:
        """Who was asked to the meeting, members first."""
        return roll.attendees(self.db, self.item.meeting_id)

    @cached_property
    def aside(self) -> set[int]:
        """Attendees recused in this item: named for it, or recused in its issue altogether."""
        named = roll.aside(self.db, self.item.id)
        return named | {one.id for one in self.attendees if one.person_id in self._recused_in_issue}

    @property
    def voting(self) -> list[Any]:
        """Who is there to vote on this item, by name."""
        return [one for one in self.attendees if one.votes and one.here and one.id not in self.aside]

    @property
    def count(self) -> Count:
        """Who counts for this item now."""
        expected, here = self.meeting.expected or 0, self.meeting.here or 0
        if not any(one.votes for one in self.attendees):  # a roll of numbers
            return Count(expected - self.item.recused, max(here - self.item.recused, 0), self.item.recused)
        out = sum(one.votes for one in self.attendees if one.id in self.aside)
        return Count(expected - out, len(self.voting), out)

    @cached_property
    def people(self) -> dict[int, str]:
        """By id, the officers and members of the body who are in office on the day of the meeting."""
        return roll.people_of(self.db, self.item.org_id, OFFICERS | {MEMBER}, self.meeting.planned_on)

    @cached_property
    def heads(self) -> set[int]:
        """Who holds the post of secretary of the body; a deputy or delegate may preside instead."""
        posts = TABLES["posts"]
        mine = (posts.c.org_id == self.item.org_id) & (posts.c.role == SECRETARY)
        held = select(posts.c.person_id).where(mine, in_force(posts, self.meeting.planned_on))
        return set(self.db.execute(held).scalars())

    @cached_property
    def _recused_in_issue(self) -> set[int]:
        table = TABLES["recusals"]
        return set(self.db.execute(select(table.c.person_id).where(table.c.issue_id == self.item.issue_id)).scalars())

    @cached_property
    def recused(self) -> set[int]:
        """People who may not act in this item; an acting chair stands in for a recused one."""
        named = {one.person_id for one in self.attendees if one.id in self.aside and one.person_id}
        chair = self.heads if self.item.acting_chair_id else set()
        return (self._recused_in_issue | named | chair) - {self.item.acting_chair_id}
