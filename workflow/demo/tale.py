"""One matter and whoever has to do with it: the acts that stories are told in, each a real step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from random import Random
from typing import Any

from workflow.demo.clockwork import Pause, Story, working
from workflow.demo.ground import table
from workflow.demo.names import CATEGORIES, RESIDENTS
from workflow.demo.pictures import photo
from workflow.demo.town import Town
from workflow.issues.basis import bases
from workflow.issues.model import Assignment, Issue
from workflow.issues.reporters import callable_ones
from workflow.kernel.db import bare, fetch
from workflow.kernel.policy import Actor, Case
from workflow.requests import Request

REQUESTS = bare(Request)
CHANNELS = ("desk", "phone", "phone", "visit", "online", "online", "letter")
PREFERRED = ("on_the_spot", "prior", "ruling", "upper", "routine", "emergency")
ROUTINE = {code for code, _name, routine, *_ in CATEGORIES if routine}
PHOTOS = {code for code, _name, _routine, evidence, _words in CATEGORIES if evidence == "photo"}


class Tale:
    """A matter of one branch; `brisk` ones reach their point within a day."""

    def __init__(
        self, town: Town, branch: str, lots: Random, *, routine: bool | None = None, brisk: bool = False, **fixed: str
    ) -> None:
        self.town, self.branch, self.lots, self.brisk, self.fixed = town, branch, lots, brisk, fixed
        fits = [m for m in table("matters") if routine is None or (m["category"] in ROUTINE) == routine]
        fits = [m for m in fits if fixed.get("lead") in (None, m["lead"])] or fits
        fits = [m for m in fits if fixed.get("urgency", "general") == m["urgency"]] or fits
        self.matter = lots.choice(fits)
        self.grid, self.road = lots.choice(town.ground.grids[branch])
        self.place = f"{self.road}{lots.randint(1, 88)}号{self.matter['spot']}"
        self.id = 0

    # -- who, as things stand ------------------------------------------------------------------

    @property
    def issue(self) -> Issue:
        return self.town.issue(self.id)

    @property
    def state(self) -> str:
        return self.issue.state

    @property
    def owner(self) -> str:
        """The code of whoever answers for it now."""
        return self.town.codes[self.issue.owner_id]

    @property
    def head(self) -> Actor:
        return self.town.head(self.owner)

    @property
    def other(self) -> Actor:
        return self.town.second(self.owner)

    @property
    def parent(self) -> Actor:
        """An officer of the level above."""
        return self.town.second(self.town.ground.above[self.owner])

    @property
    def reporter(self) -> Actor | None:
        return self.town.reporter(self.id)

    @cached_property
    def lead(self) -> str:
        """The code of the unit that must do it."""
        return self.town.ground.units[self.fixed.get("lead") or self.matter["lead"]]

    @cached_property
    def co(self) -> str | None:
        key = self.fixed.get("co") or self.matter["co"]
        return self.town.ground.units[key] if key and self.town.ground.units[key] != self.lead else None

    def callable(self) -> list[int]:
        """Claims of reporters who left a number."""
        with self.town.office.database.reading() as db:
            return [id for id, _name in callable_ones(Case(db, self.other, self.issue, self.town.play.watch.now))]

    # -- acts ----------------------------------------------------------------------------------

    def wait(self, days: int) -> Pause:
        return working(0 if self.brisk else days)

    def act(self, who: Actor, step: str, /, **answers: Any) -> Issue:
        return self.town.take(who, Issue, self.id, step, **answers)

    def told(self) -> dict[str, Any]:
        """What is written down when somebody reports it."""
        said = {"what": self.matter["what"], "place": self.place, "grid": self.grid, "kind": self.matter["kind"]}
        if self.matter["kind"] != "proactive":
            said["channel"] = self.lots.choice(CHANNELS)
            if self.lots.random() < 0.6:
                said["reporter_name"] = self.lots.choice(RESIDENTS)
                said["reporter_phone"] = f"1380000{self.lots.randint(0, 9999):04d}"
        elif self.fixed.get("channel") is None:
            said["channel"] = "patrol"
        return said

    def register(self, who: Actor | None = None, **more: Any) -> None:
        issue, _ = self.town.begin(who or self.town.head(self.branch), Issue, "register", **self.told() | more)
        self.id = issue.id

    def accept(self, who: Actor | None = None) -> None:
        category = self.town.ground.categories[self.matter["category"]]
        urgency = self.fixed.get("urgency") or self.matter["urgency"]
        self.act(who or self.head, "accept", category=category, urgency=urgency)

    def basis(self, who: Actor) -> str | None:
        """The best authority at hand, None where only a meeting will do."""
        with self.town.office.database.reading() as db:
            found = bases(Case(db, who, self.issue, self.town.play.watch.now))
        return next((name for name in PREFERRED if name in found), None)

    def decide(self, step: str, /, **answers: Any) -> Story:
        """By whatever authority there is; else the next meeting of the owner resolves it."""
        who = self.head
        if basis := self.basis(who):
            self.act(who, step, basis=basis, **answers)
            return
        self.town.wishes[self.id] = (step, answers)
        while self.state in ("accepted", "scheduled"):
            yield working(2)

    def transfer(self, lead: str | None = None, co: str | None = None, days: int | None = None) -> Story:
        units = self.town.ground.orgs
        answers: dict[str, Any] = {
            "lead": units[lead or self.lead],
            "request": self.matter["request"] or "请处理并回复",
        }
        if co:
            answers["co"] = [units[co]]
        yield from self.decide("transfer", **answers, days=days)

    def sheet(self, role: str = "lead") -> Assignment:
        """The newest assignment of the lead, or of the co-unit."""
        return next(s for s in reversed(self.town.sheets(self.id)) if s.role == role)

    def unit_act(self, step: str, /, role: str = "lead", **answers: Any) -> None:
        sheet = self.sheet(role)
        self.town.take(self.town.head(self.town.codes[sheet.unit_id]), Assignment, sheet.id, step, **answers)

    def owner_act(self, step: str, /, who: Actor | None = None, role: str = "lead", **answers: Any) -> None:
        """A step with the assignment by whoever sent it, or above."""
        self.town.take(who or self.head, Assignment, self.sheet(role).id, step, **answers)

    @property
    def requests(self) -> list[Request]:
        """What was asked in it so far, the newest first."""
        with self.town.office.database.reading() as db:
            return fetch(db, Request, REQUESTS.c.issue_id == self.id, order=REQUESTS.c.id.desc())

    def decide_request(self, step: str, who: Actor | None = None, **answers: Any) -> None:
        """By the owner's head, unless it is for somebody else."""
        self.town.take(who or self.head, Request, self.requests[0].id, step, **answers)

    def evidence(self, after: bool = True) -> list[Any]:
        return [photo(after, self.lots.randint(0, 7))]

    def shown(self) -> dict[str, Any]:
        """Photos where the category wants them."""
        return {"photos": self.evidence()} if self.matter["category"] in PHOTOS else {}


def standing(tale: Tale) -> tuple[str, ...]:
    """Its state, with a unit also that of the lead's assignment, and whether somebody asks for something."""
    state = tale.state
    waits = ("asked",) if any(asked.state == "pending" for asked in tale.requests) else ()
    return (state, f"transferred/{tale.sheet().state}" if state == "transferred" else state, *waits)


def until(tale: Tale, story: Story, states: tuple[str, ...]) -> Iterator[Pause]:
    """The story as far as one of these states, and no further."""
    for pause in story:
        if tale.id and not set(states).isdisjoint(standing(tale)):
            return
        yield pause
