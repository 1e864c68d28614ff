"""A sample that anybody can draw again: the matters whose number and seed give the smallest digests."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from workflow.audit.risks import ISSUES

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Sample:
    """Ids in the order in which they were drawn, and out of how many."""

    ids: list[int]
    population: int


def rank(seed: str, number: str) -> str:
    """SHA-256 of `seed:number`, in hex: what a sheet of numbers and a pocket computer can check."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def draw(db: Connection, where: list[Any], seed: str, size: int) -> Sample:
    """So many matters of those that meet the conditions; memory does not grow with their number."""
    population = 0

    def ranked() -> Iterator[tuple[str, int]]:
        nonlocal population
        for row in _all(db, where):
            population += 1
            yield rank(seed, row.number), row.id

    smallest = heapq.nsmallest(size, ranked())
    return Sample([id for _rank, id in smallest], population)


def _all(db: Connection, where: list[Any]) -> Iterator[Any]:
    some = select(ISSUES.c.id, ISSUES.c.number).where(*where).order_by(ISSUES.c.id).limit(BATCH)
    batch = db.execute(some).all()
    while batch:
        yield from batch
        batch = db.execute(some.where(ISSUES.c.id > batch[-1].id)).all()
