"""What came of the answer, as people look at it: who judged and how, who waits to be called, who speaks for all.

Silence is "not rated", and every count stands beside the number of people it is a part of.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select, tuple_

from workflow.issues.evaluating import DOUBTS, WHYS
from workflow.issues.facts import IssueFacts
from workflow.issues.model import Claim, Deadline, Issue
from workflow.issues.reporters import named, reporters_of
from workflow.kernel.db import bare
from workflow.kernel.i18n import Label, Sentence
from workflow.kernel.policy import Actor, scope
from workflow.orgs.roles import HANDLER

CLOCKS, TABLES = bare(Deadline), Issue.metadata.tables
JUDGED = ("replied", "closed", "archived", "under_review", "final_review")
MOST = 20
"""So many who wait to be called are named; of the rest, how many they are."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who left a number and has not said anything yet, and how often that number was tried."""

    who: Sentence
    tries: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Judged:
    """One round, by the numbers. `asked` are all reporters; whoever is in no other number was silent."""

    asked: int
    answered: int
    solved: int
    contacted: int
    marks: tuple[int, ...]
    shown: bool
    waiting: list[Waiting] = field(default_factory=list)
    more: int = 0
    speakers: list[Sentence] = field(default_factory=list)
    doubts: list[tuple[Label, int, int]] = field(default_factory=list)
    """(why, how many, how many of them somebody has looked into)."""

    @property
    def silent(self) -> int:
        return self.asked - self.answered


def judged(actor: Actor, facts: IssueFacts) -> Judged | None:
    """Of a matter with reporters; units are told nothing of them."""
    db, issue = facts.db, facts.issue
    if actor.roles <= {HANDLER} or not facts.claims:
        return None
    said = list(facts.evaluations.values())
    people = reporters_of(db, [claim.id for claim in facts.claims])
    return Judged(
        asked=len(facts.claims),
        answered=len(said),
        solved=sum(one.solved for one in said),
        contacted=sum(bool(one.contacted) for one in said),
        marks=tuple(sorted(one.satisfied for one in said if one.satisfied is not None)),
        shown=issue.state in JUDGED,
        **_waiting(facts, people, issue),
        speakers=[named(place, row) for place, row in enumerate(people, 1) if row.id in facts.seats.values()],
        doubts=_doubts(facts),
    )


def _waiting(facts: IssueFacts, people: list[Any], issue: Issue) -> dict[str, Any]:
    if issue.state != "replied":
        return {}
    open_ones = [(place, row) for place, row in enumerate(people, 1) if row.phone and row.id not in facts.answered]
    tries = Counter(call.claim_id for call in facts.calls)
    last = {call.claim_id: call.at for call in facts.calls}
    told = [Waiting(named(place, row), tries[row.id], last.get(row.id)) for place, row in open_ones[:MOST]]
    return {"waiting": told, "more": max(0, len(open_ones) - MOST)}


def _doubts(facts: IssueFacts) -> list[tuple[Label, int, int]]:
    found = [(row.why, row.looked_at is not None) for row in facts.doubts]
    return [
        (Label(words), sum(one == why for one, _ in found), sum(looked for one, looked in found if one == why))
        for why, words in WHYS.items()
        if any(one == why for one, _ in found)
    ]


@dataclass(frozen=True, slots=True)
class Own:
    """What one reporter sees of it: the own word, how many there are, and how one is told."""

    asked: int
    answered: int
    solved: bool | None
    contacted: bool | None
    satisfied: int | None
    seat: bool
    speakers: int
    email: str | None
    language: str | None


def own(db: Connection, lead: Issue, claim: Claim) -> Own:
    """Of the matter that is worked on, through this claim."""
    facts, contact = IssueFacts(db, lead), reporters_of(db, [claim.id])
    said = facts.evaluations.get(claim.id)
    return Own(
        asked=len(facts.claims),
        answered=len(facts.evaluations),
        solved=said.solved if said else None,
        contacted=said.contacted if said else None,
        satisfied=said.satisfied if said else None,
        seat=claim.id in facts.seats.values(),
        speakers=len(facts.seats),
        email=contact[0].email if contact else None,
        language=claim.language,
    )


def doubted(db: Connection, actor: Actor, looked: bool, limit: int, last: Any = None) -> list[Any]:
    """Evaluations that stand out where this actor may see the matter, the newest first; one more than `limit`.

    They follow the row given `last`, where there is one.
    """
    found = _doubted(actor, looked)
    if last is not None:
        rest = tuple_(DOUBTS.c.claim_id, DOUBTS.c.why) > (last.claim_id, last.why)
        found = found.where(or_(DOUBTS.c.at < last.at, and_(DOUBTS.c.at == last.at, rest)))
    return list(db.execute(found.order_by(DOUBTS.c.at.desc(), DOUBTS.c.claim_id, DOUBTS.c.why).limit(limit + 1)))


def many_doubted(db: Connection, actor: Actor, looked: bool) -> int:
    """How many there are."""
    found = _doubted(actor, looked).with_only_columns(func.count(), maintain_column_froms=True)
    return int(db.execute(found).scalar_one())


def _doubted(actor: Actor, looked: bool) -> Select[Any]:
    issues = TABLES["issues"]
    columns = (issues.c.id, issues.c.number, issues.c.what, issues.c.state)
    here = DOUBTS.c.looked_at.is_not(None) if looked else DOUBTS.c.looked_at.is_(None)
    said = (DOUBTS.c.claim_id, DOUBTS.c.why, DOUBTS.c.at, DOUBTS.c.looked_at)
    found = select(*columns, *said).join(issues, issues.c.id == DOUBTS.c.issue_id)
    return found.where(scope(Issue, actor.capacities), here)


def to_call(db: Connection, actor: Actor, orgs: list[int], limit: int) -> list[Any]:
    """Answered matters of these organisations where somebody who left a number is silent so far, the oldest first."""
    issues, claims, contacts, said = (TABLES[name] for name in ("issues", "claims", "contacts", "evaluations"))
    followers = issues.alias("followers")
    answered = select(said.c.claim_id).where(said.c.claim_id == claims.c.id, said.c.at >= CLOCKS.c.started_at)
    merged = select(followers.c.id).where(followers.c.merged_into_id == issues.c.id)
    reachable = (
        select(claims.c.id)
        .join(contacts, contacts.c.id == claims.c.contact_id)
        .where(or_(claims.c.issue_id == issues.c.id, claims.c.issue_id.in_(merged)))
        .where(claims.c.ended_at.is_(None), contacts.c.phone.is_not(None), ~answered.exists())
    )
    running = (CLOCKS.c.noun == "issue") & (CLOCKS.c.kind == "reporter") & CLOCKS.c.stopped_at.is_(None)
    found = select(issues.c.id, issues.c.number, issues.c.what, issues.c.due_at)
    found = found.join(CLOCKS, (CLOCKS.c.subject_id == issues.c.id) & running)
    found = found.where(issues.c.state == "replied", issues.c.owner_id.in_(orgs), scope(Issue, actor.capacities))
    return list(db.execute(found.where(reachable.exists()).order_by(issues.c.due_at, issues.c.id).limit(limit + 1)))
