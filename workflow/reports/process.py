"""How matters really went: variants of the way, loops, passing between units, dwell by state and by organisation.

Read from history's columns and the custody rows, a batch of matters at a time; nothing is counted that one may not see.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.model import Custody, Issue
from workflow.issues.spans import Span
from workflow.kernel.clock import parse_stamp
from workflow.kernel.db import at_most, bare
from workflow.kernel.history import EVENTS
from workflow.kernel.policy import Actor
from workflow.orgs.model import Org

ISSUES, CUSTODY, ORGS = bare(Issue), bare(Custody), bare(Org)
BATCH, MOST = 500, 5000
SHOWN, EXAMPLES = 12, 3
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Trace:
    """One matter's way: (state, from, until) for each change of state, and (organisation, kind, from, until)."""

    id: int
    number: str
    states: list[tuple[str, datetime, datetime]]
    holders: list[tuple[str, str, datetime, datetime]]

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(state for state, _start, _end in self.states)


@dataclass(frozen=True, slots=True)
class Dwell:
    """How long stays lasted, in hours: how many there were, the middle one, and what nine in ten stayed below."""

    n: int
    middle: float
    tenth: float
    whole: float


@dataclass(frozen=True, slots=True)
class Variant:
    """One way and how many went it; some of them to look at."""

    path: tuple[str, ...]
    n: int
    middle: float
    some: list[tuple[int, str]]


@dataclass(slots=True)
class Process:
    """What the matters of a span have in common and where they differ."""

    n: int = 0
    cut: bool = False
    """More matters than are looked at: only the newest are in it."""
    variants: list[Variant] = field(default_factory=list)
    different: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    loops: list[tuple[str, int, int, list[tuple[int, str]]]] = field(default_factory=list)
    """(state, matters that came back to it, how often at most, some of them)."""
    passes: list[tuple[str, str, int, list[tuple[int, str]]]] = field(default_factory=list)
    """(from unit, to unit, matters, some of them): the same work sent on from one unit to another, or back."""
    states: dict[str, Dwell] = field(default_factory=dict)
    orgs: list[tuple[str, Dwell]] = field(default_factory=list)


def process(db: Connection, actor: Actor, span: Span, now: datetime) -> Process:
    """The matters registered in this span that the actor may see."""
    found = list(traces(db, actor, span, now, MOST + 1))
    told = Process(n=min(len(found), MOST), cut=len(found) > MOST)
    found = found[:MOST]
    told.variants, told.different = _variants(found)
    told.moves = Counter(move for one in found for move in pairwise(one.path))
    told.loops, told.passes = _loops(found), _passes(found)
    told.states = _dwells([(state, end - start) for one in found for state, start, end in one.states])
    held = _dwells([(org, end - start) for one in found for org, _kind, start, end in one.holders])
    told.orgs = sorted(held.items(), key=lambda item: -item[1].whole)[:SHOWN]
    return told


def traces(db: Connection, actor: Actor, span: Span, now: datetime, most: int | None = None) -> Iterator[Trace]:
    """The ways of the matters of a span, newest first; three queries a batch."""
    some = select(ISSUES.c.id, ISSUES.c.number).where(*span.seen_by(actor)).order_by(ISSUES.c.id.desc())
    before, left = None, most
    while left is None or left > 0:
        page = some if before is None else some.where(ISSUES.c.id < before)
        batch = db.execute(page.limit(at_most(BATCH if left is None else min(BATCH, left)))).all()
        if not batch:
            return
        yield from _traced(db, batch, now)
        before, left = batch[-1].id, None if left is None else left - len(batch)


def _traced(db: Connection, batch: Any, now: datetime) -> Iterator[Trace]:
    ids = [row.id for row in batch]
    steps, stays = defaultdict(list), defaultdict(list)
    moved = (EVENTS.c.noun == "issue") & EVENTS.c.subject_id.in_(ids)
    columns = (EVENTS.c.subject_id, EVENTS.c.from_state, EVENTS.c.to_state, EVENTS.c.at)
    for row in db.execute(select(*columns).where(moved).order_by(EVENTS.c.subject_id, EVENTS.c.seq)):
        if row.from_state != row.to_state:
            steps[row.subject_id].append((row.to_state, parse_stamp(row.at)))
    held = select(CUSTODY.c.issue_id, ORGS.c.name, ORGS.c.kind, CUSTODY.c.from_at, CUSTODY.c.to_at)
    held = held.join(ORGS, ORGS.c.id == CUSTODY.c.holder_id).where(CUSTODY.c.issue_id.in_(ids))
    for stay in db.execute(held.order_by(CUSTODY.c.issue_id, CUSTODY.c.seq)):
        stays[stay.issue_id].append((stay.name, stay.kind, stay.from_at, stay.to_at or now))
    for row in batch:
        yield Trace(row.id, row.number, _stretches(steps[row.id], now), stays[row.id])


def _stretches(steps: list[tuple[str, datetime]], now: datetime) -> list[tuple[str, datetime, datetime]]:
    """Each state with its end; the last one lasts until now, unless nothing moves there any more."""
    ends = [at for _state, at in steps[1:]] + [now]
    drawn = [(state, at, end) for (state, at), end in zip(steps, ends, strict=True)]
    if drawn and Issue.flow.states[drawn[-1][0]].final:
        drawn[-1] = (*drawn[-1][:2], drawn[-1][1])
    return drawn


def _some(ones: list[Trace]) -> list[tuple[int, str]]:
    return [(one.id, one.number) for one in ones[:EXAMPLES]]


def _variants(found: list[Trace]) -> tuple[list[Variant], int]:
    ways: dict[tuple[str, ...], list[Trace]] = defaultdict(list)
    for one in found:
        ways[one.path].append(one)
    common = sorted(ways.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Variant(path, len(ones), median(map(_age, ones)), _some(ones)) for path, ones in common[:SHOWN]], len(ways)


def _age(one: Trace) -> float:
    return (one.states[-1][2] - one.states[0][1]).total_seconds() / HOUR if one.states else 0.0


def _loops(found: list[Trace]) -> list[tuple[str, int, int, list[tuple[int, str]]]]:
    """States that matters came back to, those most came back to first."""
    again: dict[str, list[tuple[int, Trace]]] = defaultdict(list)
    for one in found:
        for state, times in Counter(one.path).items():
            if times > 1:
                again[state].append((times, one))
    rows = [
        (state, len(ones), max(times for times, _one in ones), _some([one for _times, one in ones]))
        for state, ones in again.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _passes(found: list[Trace]) -> list[tuple[str, str, int, list[tuple[int, str]]]]:
    """From one unit to the next that held the same matter; the Party organisations between them are passed over."""
    sent: dict[tuple[str, str], list[Trace]] = defaultdict(list)
    for one in found:
        units = [name for name, kind, _start, _end in one.holders if kind == "unit"]
        for pair in {pair for pair in pairwise(units) if pair[0] != pair[1]}:
            sent[pair].append(one)
    rows = [(a, b, len(ones), _some(ones)) for (a, b), ones in sent.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))[:SHOWN]


def _dwells(stays: list[tuple[str, Any]]) -> dict[str, Dwell]:
    hours: dict[str, list[float]] = defaultdict(list)
    for name, lasted in stays:
        hours[name].append(lasted.total_seconds() / HOUR)
    return {name: _dwell(ones) for name, ones in hours.items()}


def _dwell(ones: list[float]) -> Dwell:
    tenth = quantiles(ones, n=10, method="inclusive")[-1] if len(ones) > 1 else ones[0]
    return Dwell(len(ones), median(ones), tenth, sum(ones))
