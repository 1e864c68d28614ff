"""The street, or one's part of it, on one page: each grid with what is open there, and how old it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FunctionFilter,
    Select,
    case,
    func,
    or_,
    select,
    true,
    union_all,
)

from workflow.issues.flow import OPEN, issue_flow
from workflow.issues.model import Issue
from workflow.issues.today import parted
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor, scope
from workflow.kernel.prepared import fixed
from workflow.orgs.model import Grid, Org

ISSUES, GRIDS = bare(Issue), bare(Grid)
BRANCH, COMMUNITY = bare(Org).alias("branch"), bare(Org).alias("community")
AGES = (7, 30, 90)
"""Days since registration up to which a matter stands in each bar; what is older stands in one more."""
OPEN_STATES = tuple(OPEN.split())


@dataclass(frozen=True, slots=True)
class Spot:
    """A grid: how many matters are open there, and how many of them are late."""

    id: int
    name: str
    branch: str
    n: int
    late: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A community with its grids."""

    name: str
    spots: tuple[Spot, ...]

    @property
    def n(self) -> int:
        return sum(spot.n for spot in self.spots)

    @property
    def late(self) -> int:
        return sum(spot.late for spot in self.spots)


@dataclass(frozen=True, slots=True)
class Aged:
    """A state: how many matters are in it, how many late, and how many of each age (see `AGES`)."""

    state: str
    label: str
    phase: str
    n: int
    late: int
    ages: tuple[int, ...]


def grounds(db: Connection, actor: Actor, now: datetime) -> list[Ground]:
    """Each community in the actor's part of the street with its grids, those without a matter too; one query."""
    counted = select(ISSUES.c.grid_id, func.count().label("n"), _late(now).label("late"))
    counted = counted.group_by(ISSUES.c.grid_id)
    found = _parts(counted, actor).subquery("parts")
    sums = (func.sum(found.c[name]).label(name) for name in ("n", "late"))
    counts = select(found.c.grid_id, *sums).group_by(found.c.grid_id).subquery("counts")
    joined = GRIDS.join(BRANCH, BRANCH.c.id == GRIDS.c.branch_id).join(COMMUNITY, COMMUNITY.c.id == BRANCH.c.parent_id)
    shown = (
        select(GRIDS.c.id, GRIDS.c.name, BRANCH.c.name.label("branch"), COMMUNITY.c.name.label("community"),
               func.coalesce(counts.c.n, 0).label("n"), func.coalesce(counts.c.late, 0).label("late"))
        .select_from(joined.outerjoin(counts, counts.c.grid_id == GRIDS.c.id))
        .where(GRIDS.c.street_id == actor.street, part_of(actor))
        .order_by(COMMUNITY.c.code, BRANCH.c.code, GRIDS.c.code)
    )  # fmt: skip
    told: dict[str, list[Spot]] = {}
    for row in db.execute(shown):
        told.setdefault(row.community, []).append(Spot(row.id, row.name, row.branch, row.n, row.late))
    return [Ground(name, tuple(spots)) for name, spots in told.items()]


def _parts(counted: Select[Any], actor: Actor) -> CompoundSelect[Any]:
    """Open matters the actor may see, counted from their index alone; a matter is in one part only."""
    held = ISSUES.c.state.in_(fixed(OPEN_STATES)) & ISSUES.c.holder_id.is_not(None)  # as the index asks for it
    return union_all(*(counted.where(held, scope(Issue, actor.capacities), part) for part in parted(actor)))


def _late(now: datetime) -> FunctionFilter[int]:
    """How many have run out while somebody held them."""
    return func.count().filter(ISSUES.c.due_at < now, ISSUES.c.holder_id.is_not(None))


def part_of(actor: Actor) -> ColumnElement[bool]:
    """The grids below the organisations the actor sits in; all of them for whoever belongs to the street."""
    if any(hat.kind == "street" for hat in actor.capacities):
        return true()
    mine = {hat.org for hat in actor.capacities}
    return or_(BRANCH.c.parent_id.in_(mine), BRANCH.c.id.in_(mine))


def aged(db: Connection, actor: Actor, now: datetime) -> list[Aged]:
    """The open matters the actor may see by state and age, states in their order; one query."""
    bar = case(*((ISSUES.c.registered_at >= now - timedelta(days), n) for n, days in enumerate(AGES)), else_=len(AGES))
    found = select(ISSUES.c.state, bar.label("bar"), func.count().label("n"), _late(now).label("late"))
    rows: dict[str, list[Any]] = {}
    for row in db.execute(_parts(found.group_by(ISSUES.c.state, "bar"), actor)):
        rows.setdefault(row.state, []).append(row)
    return [_aged(name, rows[name]) for name in OPEN_STATES if name in rows]


def _aged(name: str, rows: list[Any]) -> Aged:
    state = issue_flow.states[name]
    ages = tuple(sum(row.n for row in rows if row.bar == bar) for bar in range(len(AGES) + 1))
    return Aged(name, state.label, state.phase, sum(ages), sum(row.late for row in rows), ages)
