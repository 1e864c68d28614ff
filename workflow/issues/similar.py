"""Open matters that may be the one somebody is telling about: alike in words, place and category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

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
    mine = scope(Issue, actor.capacities) & (ISSUES.c.branch_id == branch) & ISSUES.c.state.in_(OPEN.split())
    return likest(db, mine, told, most)


def likest(db: Connection, among: ColumnElement[bool], told: Told, most: int) -> list[Any]:
    """The newest of these matters that are like what is told, the likeliest first."""
    words = bigrams(told.what)
    if len(words) < 2:
        return []
    names = ("id", "number", "what", "place", "state", "registered_at", "grid_id", "category_id")
    found = select(*(ISSUES.c[name] for name in names)).where(among)
    rows = db.execute(found.order_by(ISSUES.c.id.desc()).limit(COMPARED)).all()
    scored = [(_likeness(row, told, words), row) for row in rows]
    likely = sorted((one for one in scored if one[0] >= ENOUGH), key=lambda one: -one[0])
    return [row for _score, row in likely[:most]]


def _likeness(row: Any, told: Told, words: set[str]) -> float:
    """From 0 to 1, by what is known so far; without a word in common two matters are not one, wherever they are."""
    same_words = _shared(words, bigrams(row.what[:READ]))
    if not same_words:
        return 0.0
    parts = [(6, same_words)]
    if told.place:
        parts.append((2, _shared(bigrams(told.place), bigrams(row.place))))
    if told.grid is not None:
        parts.append((1, float(row.grid_id == told.grid)))
    if told.category is not None:
        parts.append((1, float(row.category_id == told.category)))
    return sum(weight * part for weight, part in parts) / sum(weight for weight, _part in parts)


def _shared(one: set[str], other: set[str]) -> float:
    """The part of the shorter text that stands in the longer one."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
