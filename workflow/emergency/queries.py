"""Where emergency mode holds: asked by time, so that nothing depends on whether a clock has rung already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from workflow.emergency.model import Emergency, EmergencyGrid
from workflow.kernel.db import at_most, bare
from workflow.kernel.policy import Actor, scope
from workflow.orgs.model import Grid, Org, line

MODES, SCOPE, GRIDS, ORGS = bare(Emergency), bare(EmergencyGrid), bare(Grid), bare(Org)


@dataclass(frozen=True, slots=True)
class Mode:
    """A declaration as everybody keeps it: for which grids, whose they are, from when to when."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    """Where somebody ended it before its time, that instant."""
    grids: frozenset[int]
    orgs: frozenset[int]
    """Branches of those grids, and all above them."""

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def modes(db: Connection, street: int) -> tuple[Mode, ...]:
    """Every declaration of a street, the oldest first."""
    found = select(SCOPE.c.emergency_id, SCOPE.c.grid_id, ORGS.c.path).select_from(
        SCOPE.join(MODES, MODES.c.id == SCOPE.c.emergency_id)
        .join(GRIDS, GRIDS.c.id == SCOPE.c.grid_id)
        .join(ORGS, ORGS.c.id == GRIDS.c.branch_id)
    )
    grids: dict[int, set[int]] = defaultdict(set)
    orgs: dict[int, set[int]] = defaultdict(set)
    for row in db.execute(found.where(MODES.c.street_id == street)):
        grids[row.emergency_id].add(row.grid_id)
        orgs[row.emergency_id].update(line(row.path))
    rows = db.execute(select(MODES).where(MODES.c.street_id == street).order_by(MODES.c.id))
    return tuple(
        Mode(
            row.id, row.title, row.starts_at, min(row.ends_at, row.ended_at or row.ends_at),
            frozenset(grids[row.id]), frozenset(orgs[row.id]),
        )
        for row in rows
    )  # fmt: skip


def _listed() -> Select[Any]:
    """Declarations with who made them, and for how many grids."""
    grids = select(func.count()).where(SCOPE.c.emergency_id == MODES.c.id).scalar_subquery()
    return select(MODES, ORGS.c.name.label("org_name"), grids.label("grids")).join(ORGS, ORGS.c.id == MODES.c.org_id)


def listed(db: Connection, actor: Actor, before: int | None = None, limit: int = 50) -> list[Any]:
    """Declarations the actor may see, the newest first."""
    found = _listed().where(scope(Emergency, actor.capacities))
    if before is not None:
        found = found.where(MODES.c.id < before)
    return list(db.execute(found.order_by(MODES.c.id.desc()).limit(at_most(limit))))


def one(db: Connection, id: int) -> Any:
    """One declaration with who made it."""
    return db.execute(_listed().where(MODES.c.id == id)).one()


def ground(db: Connection, id: int) -> list[Any]:
    """The grids it is for, by branch."""
    joined = SCOPE.join(GRIDS, GRIDS.c.id == SCOPE.c.grid_id).join(ORGS, ORGS.c.id == GRIDS.c.branch_id)
    found = select(GRIDS.c.id, GRIDS.c.name, ORGS.c.name.label("branch")).select_from(joined)
    return list(db.execute(found.where(SCOPE.c.emergency_id == id).order_by(ORGS.c.path, GRIDS.c.id)))
