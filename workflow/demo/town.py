"""The demo street in motion: who acts there, and the one way in which anything happens, the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select

from workflow.demo.clockwork import Play
from workflow.demo.crowd import Posts
from workflow.demo.ground import Ground
from workflow.issues.model import Assignment, Claim, Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch
from workflow.kernel.desk import Desk, Office
from workflow.kernel.policy import REPORTER, Actor, Capacity
from workflow.kernel.subject import Subject
from workflow.orgs import capacities

S = TypeVar("S", bound=Subject)
ISSUES, SHEETS, CLAIMS = bare(Issue), bare(Assignment), bare(Claim)


@dataclass
class Town:
    """Everything a story needs to find its way."""

    office: Office
    ground: Ground
    posts: Posts
    play: Play
    today: date
    wishes: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """What the next meeting will resolve about an issue: outcome and answers."""
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, post: str) -> Actor:
        """Whoever holds a post, with all that person's hats."""
        if post not in self._actors:
            with self.office.database.reading() as db:
                self._actors[post] = capacities.actor(db, self.posts[post], self.now_local.date())
        return self._actors[post]

    @property
    def now_local(self) -> datetime:
        return local(self.play.watch.now)

    @cached_property
    def clock(self) -> Actor:
        return Actor.clock(1)

    @cached_property
    def codes(self) -> dict[int, str]:
        """Organisations' codes by id."""
        return {id: code for code, id in self.ground.orgs.items()}

    def take(self, who: Actor, model: type[S], id: int, step: str, /, **answers: Any) -> S:
        """One real step."""
        with self.office.desk(who) as desk:
            return desk.take(model, id, step, answers)

    def begin(self, who: Actor, model: type[S], step: str, /, **answers: Any) -> tuple[S, Desk]:
        """A birth, with the desk it happened at."""
        with self.office.desk(who) as desk:
            return desk.begin(model, step, answers), desk

    def issue(self, id: int) -> Issue:
        """The issue as it stands."""
        with self.office.database.reading() as db:
            return fetch(db, Issue, ISSUES.c.id == id)[0]

    def sheets(self, issue: int) -> list[Assignment]:
        """Its assignments, oldest first."""
        with self.office.database.reading() as db:
            return fetch(db, Assignment, SHEETS.c.issue_id == issue, order=SHEETS.c.id)

    def reporter(self, issue: int) -> Actor | None:
        """Whoever holds the tracking code of an issue; None where nobody raised it."""
        with self.office.database.reading() as db:
            mine = (CLAIMS.c.issue_id == issue) & CLAIMS.c.ended_at.is_(None)
            claim = db.execute(select(CLAIMS.c.id).where(mine)).scalars().first()
        return Actor(0, "", (Capacity(REPORTER, issue, 1, behalf=claim),)) if claim else None

    def head(self, code: str) -> Actor:
        """The secretary of a Party organisation, the first handler of a unit."""
        return self.actor(f"{code}/{'handler' if code[0] == 'U' else 'secretary'}/0")

    def second(self, code: str) -> Actor:
        """Somebody else who may act there: delegate, committee member, street officer."""
        role = {"B": "member", "C": "committee", "S": "street_officer", "U": "handler"}[code[0]]
        return self.actor(f"{code}/{role}/0")

    def third(self, code: str) -> Actor:
        """Yet somebody else."""
        role = {"B": "member", "C": "committee", "S": "street_officer"}[code[0]]
        return self.actor(f"{code}/{role}/1")

    def any_branch(self, lots: Random) -> str:
        return f"B{lots.randint(1, 48):02d}"
