"""Who is told, by the names letters use: organisations are asked for the people who act for them today."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from workflow.board.today import reviews
from workflow.emergency.queries import modes
from workflow.issues.facts import AssignmentFacts, IssueFacts
from workflow.issues.model import Summons
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import NotFound
from workflow.kernel.policy import Actor, find
from workflow.kernel.subject import Subject
from workflow.meetings import roll
from workflow.notices.subjects import KINDS
from workflow.orgs import capacities
from workflow.orgs.model import line
from workflow.orgs.reaching import NEVER, REACH, Reach
from workflow.orgs.roles import HANDLER, MEMBER, OFFICERS
from workflow.requests.kinds import KINDS as ASKED
from workflow.webhooks.queries import listening

CALLED = bare(Summons)
ACTING = OFFICERS | {HANDLER}


@dataclass
class Round:
    """One round of telling: the day, and what it has asked of the database so far."""

    db: Connection
    day: date
    people: dict[tuple[int, frozenset[str]], set[int]] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)

    @cached_property
    def reaches(self) -> dict[int, Reach]:
        """How those are reached who are told by e-mail as well."""
        found = fetch(self.db, Reach, REACH.c.mail != NEVER, REACH.c.email.is_not(None))
        return {one.person_id: one for one in found}

    @cached_property
    def webhooks(self) -> list[Any]:
        """Other systems that are told."""
        return listening(self.db)

    def acting(self, org: int | None, roles: Iterable[str] = ACTING) -> set[int]:
        """Whoever acts for an organisation today in these roles, by own post or by paper."""
        if org is None:
            return set()
        key = (org, frozenset(roles))
        if key not in self.people:
            self.people[key] = {who for _org, who, _steps in capacities.acting(self.db, (org,), set(key[1]), self.day)}
        return self.people[key]

    def actor(self, person: int) -> Actor:
        """The person with the hats of today."""
        if person not in self.actors:
            self.actors[person] = capacities.actor(self.db, person, self.day)
        return self.actors[person]

    def sees(self, person: int, subject: Subject) -> bool:
        """Whether this person may see the subject today: nobody is told of what does not exist for them."""
        try:
            find(self.db, self.actor(person), type(subject), subject.id)
        except NotFound:
            return False
        return True


@dataclass
class Told:
    """One message of the outbox, with the subject it is about as it is now."""

    round: Round
    subject: Any
    payload: dict[str, Any]

    @cached_property
    def issue(self) -> Any:
        """The matter: the subject itself, or the one an assignment or a request is part of."""
        return AssignmentFacts(self.round.db, self.subject).issue if self.is_part else self.subject

    @property
    def is_part(self) -> bool:
        return self.subject.noun in ("assignment", "request")

    @cached_property
    def facts(self) -> IssueFacts:
        return IssueFacts(self.round.db, self.issue)

    @cached_property
    def words(self) -> dict[str, Any]:
        """What fills the holes of a letter."""
        return KINDS[self.subject.noun].words(self.round.db, self.subject)

    @property
    def urgent(self) -> bool:
        return getattr(self.subject, "urgency", "") == "danger"

    @property
    def matter(self) -> str:
        """What stays in order: an assignment belongs to its matter."""
        return f"issue{self.subject.issue_id}" if self.is_part else f"{self.subject.noun}{self.subject.id}"


Audience = Callable[[Told], set[int]]
AUDIENCES: dict[str, Audience] = {}
REPORTERS = "reporters"
"""The one audience without an account: told by e-mail, with a number and a link (leaving.py)."""


def audience(find_them: Audience) -> Audience:
    """Declare an audience by the function that finds its people; its name is what letters say in `to`."""
    AUDIENCES[find_them.__name__] = find_them
    return find_them


@audience
def owner(it: Told) -> set[int]:
    """The organisation that answers for the matter."""
    return it.round.acting(it.issue.owner_id)


@audience
def holder(it: Told) -> set[int]:
    """The organisation that must act now."""
    return it.round.acting(it.issue.holder_id)


@audience
def unit(it: Told) -> set[int]:
    """The unit, or lower Party organisation, an assignment was sent to."""
    return it.round.acting(it.subject.unit_id)


@audience
def superior(it: Told) -> set[int]:
    """The organisation above both sides of a dispute."""
    return it.round.acting(AssignmentFacts(it.round.db, it.subject).superior)


@audience
def above(it: Told) -> set[int]:
    """The organisation one level above the owner."""
    return it.round.acting(it.facts.owner.parent_id)


@audience
def due(it: Told) -> set[int]:
    """Whoever keeps a clock waiting: the holder of a matter, whom an assignment waits for, a body with a duty."""
    return it.round.acting(waited_for(it))


def waited_for(it: Told) -> int | None:
    """The organisation a clock of the subject runs for."""
    if it.subject.noun == "assignment":
        kind = it.subject.flow.states[it.subject.state].holder
        if kind == "superior":
            return AssignmentFacts(it.round.db, it.subject).superior
        return int(it.subject.unit_id if kind == "unit" else it.subject.owner_id)
    if it.subject.noun == "supervision_order":
        kind = it.subject.flow.states[it.subject.state].holder
        return int(it.subject.issuer_id if kind == "issuer" else it.subject.org_id)
    found: int | None = getattr(
        it.subject, {"meeting": "org_id", "reception": "branch_id"}.get(it.subject.noun, "holder_id")
    )
    return found


@audience
def below(it: Told) -> set[int]:
    """Those on the matter's own path below its owner: where it came from."""
    tops = set(line(it.facts.owner.path))
    mine = {it.issue.branch_id, it.issue.community_id} - {None} - tops
    return set().union(*(it.round.acting(org) for org in mine))


@audience
def summoned(it: Told) -> set[int]:
    """Units called to the spot that have not arrived."""
    found = select(CALLED.c.unit_id).where(CALLED.c.issue_id == it.issue.id, CALLED.c.arrived_at.is_(None))
    return set().union(*(it.round.acting(org) for org in it.round.db.execute(found).scalars()))


@audience
def deciders(it: Told) -> set[int]:
    """Whoever may decide a request: the owner of the matter, or the level above, as its kind says."""
    orgs = {"owner": it.issue.owner_id, "parent": it.facts.owner.parent_id}
    ways = ASKED[it.subject.kind].by
    ways = ways[:1] if it.subject.assignment_id is not None else ways
    return set().union(*(it.round.acting(orgs.get(way.name)) for way in ways))


@audience
def asker(it: Told) -> set[int]:
    """Whoever asked."""
    return {it.subject.asked_by_id} - {None}


@audience
def reviewers(it: Told) -> set[int]:
    """Whoever may let a text out: of the organisation that answered; where nobody else is there, of the level above."""
    facts = it.subject.facts(it.round.db, it.subject)
    for org in reversed(line(facts.org(it.subject.owner_id).path)[-2:]):
        hats = {person: it.round.actor(person).capacities for person in it.round.acting(org) - facts.authors}
        if able := {person for person in hats if any(reviews(hat, org) for hat in hats[person])}:
            return able
    return set()


@audience
def author(it: Told) -> set[int]:
    """Whoever wrote a text last."""
    return {it.subject.drafted_by_id}


@audience
def ordered(it: Told) -> set[int]:
    """The organisation that must answer a supervision order."""
    return it.round.acting(it.subject.org_id)


@audience
def issuer(it: Told) -> set[int]:
    """The organisation that issued it."""
    return it.round.acting(it.subject.issuer_id)


@audience
def attendees(it: Told) -> set[int]:
    """Whoever was asked to the meeting: people of the house by name, and those of the units that were asked."""
    asked = roll.attendees(it.round.db, it.subject.id)
    named = {one.person_id for one in asked if one.person_id}
    return named.union(*(it.round.acting(one.org_id) for one in asked))


@audience
def members(it: Told) -> set[int]:
    """Officers and members of the body a meeting is of."""
    return it.round.acting(it.subject.org_id, OFFICERS | {MEMBER})


@audience
def host(it: Told) -> set[int]:
    """Whoever sits at the desk of a reception day."""
    return {it.subject.host_id} - {None}


@audience
def in_scope(it: Told) -> set[int]:
    """Officers and members of the branches whose grids are in emergency mode, and of all above them."""
    mode = next(one for one in modes(it.round.db, it.subject.street_id) if one.id == it.subject.id)
    return set().union(*(it.round.acting(org, OFFICERS | {MEMBER}) for org in mode.orgs))


@audience
def street(it: Told) -> set[int]:
    """The street itself."""
    return it.round.acting(it.subject.street_id, OFFICERS)


@audience
def inspected(it: Told) -> set[int]:
    """Whoever answers for a matter in which an inspection found something."""
    owners = {row.owner_id for row in it.subject.facts(it.round.db, it.subject).faults}
    return set().union(*(it.round.acting(org, OFFICERS) for org in owners))


@audience
def unanswered(it: Told) -> set[int]:
    """Whoever has not answered yet to what an inspection found."""
    faults = it.subject.facts(it.round.db, it.subject).faults
    return set().union(*(it.round.acting(org, OFFICERS) for org in {row.owner_id for row in faults if not row.reply}))


@audience
def inspector(it: Told) -> set[int]:
    """The auditor who drew the sample."""
    return {it.subject.drawn_by_id}


@audience
def reporters(it: Told) -> set[int]:
    """Nobody of the house: whoever raised the matter has a code, not an account."""
    return set()


def recipients(it: Told, name: str, but: int | None) -> set[int]:
    """The people of an audience who may see the subject, without the one who did it."""
    asked = AUDIENCES[name](it) - {but}
    return {person for person in asked if it.round.sees(person, it.subject)}


def known(noun: str) -> bool:
    """Whether anybody is told about such subjects."""
    return noun in KINDS
