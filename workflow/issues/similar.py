"""Open matters that may be the one somebody is telling about: alike in words, place and category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.flow import OPEN
from workflow.issues.model import Issue
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor, scope
from workflow.kernel.text import bigrams

ISSUES = bare(Issue)
COMPARED, READ = 300, 400
"""So many of the newest open matters are compared, by so many of their first characters."""
ENOUGH = 0.3
"""How alike two texts must be to be worth somebody's glance while people are waiting."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a matter while it is being typed."""

    what: str
    place: str = ""
    grid: int | None = None
    category: int | None = None


def similar(db: Connection, actor: Actor, branch: int, told: Told, most: int = 5) -> list[Any]:
    """The branch's open matters the actor may see that are most like what is told, the likeliest first."""
    words = bigrams(told.what)
    if len(words) < 2:
        return []
    names = ("id", "number", "what", "place", "state", "registered_at", "grid_id", "category_id")
    found = select(*(ISSUES.c[name] for name in names)).where(
        scope(Issue, actor.capacities), ISSUES.c.branch_id == branch, ISSUES.c.state.in_(OPEN.split())
    )
    rows = db.execute(found.order_by(ISSUES.c.id.desc()).limit(COMPARED)).all()
    scored = [(_likeness(row, told, words), row) for row in rows]
    likely = sorted((one for one in scored if one[0] >= ENOUGH), key=lambda one: -one[0])
    return [row for _score, row in likely[:most]]


def _likeness(row: Any, told: Told, words: set[str]) -> float:
    """From 0 to 1; without a word in common neither place nor category makes two matters one."""
    same_words = _shared(words, bigrams(row.what[:READ]))
    if not same_words:
        return 0.0
    same_place = _shared(bigrams(told.place), bigrams(row.place))
    same_grid = told.grid is not None and row.grid_id == told.grid
    same_category = told.category is not None and row.category_id == told.category
    return 0.6 * same_words + 0.2 * same_place + 0.1 * same_grid + 0.1 * same_category


def _shared(one: set[str], other: set[str]) -> float:
    """The part of the shorter text that stands in the longer one."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
