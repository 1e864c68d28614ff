"""Who may see and who may act: the only authorization in the product."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, false, or_, select, true
from sqlalchemy import case as when

from workflow.kernel.clock import local
from workflow.kernel.db import bare, plain
from workflow.kernel.errors import NotFound, NotPermitted, Refusal
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.prepared import fetch_rows

if TYPE_CHECKING:
    from workflow.kernel.flow import Step
    from workflow.kernel.sheaf import Sheaf
    from workflow.kernel.subject import Subject

S = TypeVar("S", bound="Subject")
T = TypeVar("T")

CLOCK = "clock"
REPORTER = "reporter"


@dataclass(frozen=True, slots=True)
class Capacity:
    """One hat of an actor: a role in an organisation (or, for a reporter, in one subject: `org` is its id)."""

    role: str
    org: int
    street: int
    kind: str = ""
    path: tuple[int, ...] = ()
    post: str = ""
    steps: frozenset[str] | None = None
    behalf: int | None = None
    behalf_name: str = ""

    def covers(self, step: str) -> bool:
        """A written delegation names the steps it is for; a post is for all."""
        return self.steps is None or step in self.steps


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever takes a step: a person with capacities, a reporter with a code, or the clock."""

    id: int
    name: str
    capacities: tuple[Capacity, ...]
    roles: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(c.role for c in self.capacities))  # asked for in every rule

    @property
    def street(self) -> int:
        return self.capacities[0].street if self.capacities else 0

    @classmethod
    def clock(cls, street: int) -> Actor:
        """The system, when a deadline passes."""
        return cls(0, "", (Capacity(CLOCK, 0, street),))


@dataclass
class Case:
    """One actor before one subject, with the facts a rule may ask about; facts are looked up at most once."""

    db: Connection
    actor: Actor
    subject: Any
    now: datetime
    step: Step | None = None
    within: str = ""
    """The step that takes this one, where one step follows from another, such as `agendaitem.transfer`."""
    sheaf: Sheaf | None = None
    """Those born together with it."""

    @cached_property
    def facts(self) -> Any:
        return self.subject.facts(self.db, self.subject)

    @cached_property
    def today(self) -> date:
        return local(self.now).date()

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        """What is alike for all that are born together, asked for once; else asked for now."""
        return self.sheaf.once(key, ask) if self.sheaf else ask()

    def asking(self, step: Step) -> Case:
        """The same case, asked about this step."""
        self.step = step
        return self


Test = Callable[[Case, Capacity], bool]


@dataclass(frozen=True, slots=True)
class Relation:
    """A way to stand towards a subject that entitles to steps; the test may raise a Refusal that says why not."""

    name: str
    label: str
    roles: frozenset[str]
    test: Test
    who: Callable[[Case], Sentence]


RELATIONS: dict[str, Relation] = {}


def relation(
    name: str, label: str, roles: set[str], who: Callable[[Case], Sentence] | None = None
) -> Callable[[Test], Relation]:
    """Declare a relation by its test; `who` names, for a person, who stands in it now."""

    def declare(test: Test) -> Relation:
        if name in RELATIONS:
            raise ValueError(f"two relations are named {name}")
        RELATIONS[name] = Relation(name, label, frozenset(roles), test, who or (lambda case: Sentence(label)))
        return RELATIONS[name]

    return declare


@relation("follows", N_("随其他步骤自动进行"), {CLOCK})
def follows(case: Case, capacity: Capacity) -> bool:
    """Taken by another step through the same desk, never by hand. `require` grants it by `case.within`."""
    return False


@relation(CLOCK, N_("期限届满时由系统进行"), {CLOCK})
def clock(case: Case, capacity: Capacity) -> bool:
    return True


def permit(case: Case, step: Step) -> Capacity:
    """The capacity in which the actor may take the step now; `explain` and the desk both ask here.

    Raises: NotPermitted (wrong role or relation), NotLegal (wrong state), or the refusal of a guard.
    """
    if not case.within and not case.actor.roles & step.roles:
        raise NotPermitted(who=could(case, step))
    case.subject.flow.legal(case.subject.state, step)
    capacity = require(case, step)
    try:
        for rule in step.guards:
            rule(case.asking(step))
    except NotPermitted as refusal:
        refusal.who = refusal.who or could(case, step)
        raise
    return capacity


def require(case: Case, step: Step) -> Capacity:
    """The capacity in which the actor may take the step.

    Raises: NotPermitted, or the refusal of a relation that knows why not, with who could.
    """
    case.asking(step)
    if case.within and follows in step.by:
        return case.actor.capacities[0] if case.actor.capacities else Capacity(CLOCK, 0, 0)
    reason: Refusal | None = None
    for way in step.by:
        for capacity in case.actor.capacities:
            if capacity.role not in way.roles or not capacity.covers(step.name):
                continue
            try:
                if way.test(case, capacity):
                    return capacity
            except Refusal as refusal:
                reason = reason or refusal
    who = could(case, step)
    if reason is None:
        raise NotPermitted(who=who)
    reason.who = reason.who or who
    raise reason


def could(case: Case, step: Step) -> Sentence:
    """Who could take the step now, in words; what happens by itself is named only where nobody does it by hand."""
    return anyone(case.asking(step), [way for way in step.by if way.roles != {CLOCK}] or step.by)


def anyone(case: Case, ways: Sequence[Relation]) -> Sentence:
    """Who stands in one of these relations now, in words."""
    first, *others = [way.who(case) for way in ways]
    for other in others:
        first = Sentence(N_("%(first)s，或%(second)s"), {"first": first, "second": other})
    return first


@lru_cache(maxsize=2048)
def scope(model: type[Subject], capacities: tuple[Capacity, ...]) -> ColumnElement[bool]:
    """What these capacities may see of a model, as SQL: "may I" and "list what I may" are one rule."""
    if any(c.role == CLOCK for c in capacities):
        return bare(model).c.street_id == capacities[0].street
    seen = [model.seen_by[c.role](c) for c in capacities if c.role in model.seen_by]
    if not seen:
        return false()
    return and_(bare(model).c.street_id == capacities[0].street, or_(*seen))


@lru_cache(maxsize=2048)
def _one(model: type[Subject], capacities: tuple[Capacity, ...], lock: bool) -> Select[Any]:
    """Found by its key, then looked at: in a CASE nothing of the scope can lead a planner to another index.

    PostgreSQL did read a whole street for one matter, by an index of the street, while nobody had counted its rows.
    """
    table = bare(model)
    seen = when((scope(model, capacities), true()))
    statement = select(table).where(table.c.id == bindparam("subject_id"), seen)
    return statement.with_for_update(of=table) if lock else statement


@lru_cache(maxsize=64)
def _above(model: type[Subject]) -> Select[Any]:
    """The row that is locked before this model's own."""
    table = bare(model)
    column = table.c[model.locked_after]
    (key,) = column.foreign_keys
    mine = select(column).where(table.c.id == bindparam("subject_id")).scalar_subquery()
    return select(key.column).where(key.column == mine).with_for_update()


def find(db: Connection, actor: Actor, model: type[S], id: int, lock: bool = False) -> S:
    """The subject as this actor may see it.

    Raises: NotFound, alike for what is not there and what may not be seen.
    """
    row = None
    if -(2**63) <= id < 2**63:
        if lock and model.locked_after and db.dialect.name != "sqlite":  # SQLite has one writer at a time anyway
            db.execute(_above(model), {"subject_id": id})
        row = next(iter(fetch_rows(db, _one(model, actor.capacities, lock), {"subject_id": id})), None)
    if row is None:
        raise NotFound
    return plain(model, row)
