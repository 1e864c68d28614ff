"""What was promised to whoever raised a matter, and how often it was kept: reckoned from the clocks, never typed.

A promise comes to its end once: when it is kept, or when its day passes. It counts in the period of that day. Matters
about staff and restricted ones are counted nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from workflow.issues.model import Claim, Deadline, Evaluation, Issue
from workflow.kernel.clock import LOCAL
from workflow.kernel.db import at_most, bare
from workflow.orgs.model import Org
from workflow.orgs.roles import PARTY
from workflow.reports.model import PromiseCount
from workflow.reports.small_cells import hidden, totals

ISSUES, CLOCKS, CLAIMS, SAID, ORGS = bare(Issue), bare(Deadline), bare(Claim), bare(Evaluation), bare(Org)
COUNTED = and_(ISSUES.c.about_org_id.is_(None), ISSUES.c.restricted.is_(False))
UNMADE = ("withdrawn", "merged", "void")
"""Outcomes of matters to which nobody owes an answer any more."""
COUNTS = bare(PromiseCount)
STALE = timedelta(days=2)
"""What was counted longer ago is counted again for each reader: no worker has come by."""
GOOD = 4
"""Marks from here on count as satisfied."""

Node = tuple[str, int]
"""("all", organisation): it and everything below; ("own", organisation): what it answers for itself."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months that no other choice overlaps: what is hidden in one is not the difference of two others."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def begins(self) -> datetime:
        return datetime.combine(date(self.year, self.number * 3 - 2, 1), time(), LOCAL)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> Quarter:
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; None where it must stay hidden."""

    kept: int
    n: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One organisation's line: of its promises, its matters judged by their reporters, and those nobody judged."""

    org: int
    name: str
    kind: str
    whole: bool
    """With everything below it, or what it answers for itself."""
    shares: Mapping[str, Share | None]
    unrated: int | None


MEASURES = ("accepted", "answered", "solved", "satisfied")


Counts = dict[str, dict[Node, Share]]


def promises(db: Connection, street: int, quarter: Quarter, now: datetime) -> list[Kept]:
    """The street, then each community with its branches, in their order; five queries, or two where it was kept."""
    counts, silent = _kept(db, street, quarter, now) or reckoned(db, quarter, now)
    return _lines(db, street, counts, silent)


def reckoned(db: Connection, quarter: Quarter, now: datetime) -> tuple[Counts, dict[Node, int]]:
    """(shares by measure and organisation, matters nobody judged), counted from the clocks; three queries."""
    begins, ends = quarter.begins, min(quarter.after.begins, now)
    counts: Counts = {name: {} for name in MEASURES}
    silent: dict[Node, int] = {}
    for name, found in (("accepted", accepted(begins, ends)), ("answered", answered(begins, ends))):
        for row in db.execute(found):
            counts[name]["own", row.owner_id] = Share(int(row.kept), int(row.n))
    for row in db.execute(judged(begins, ends)):
        node = ("own", row.owner_id)
        counts["solved"][node] = Share(int(row.solved or 0), int(row.rated or 0))
        counts["satisfied"][node] = Share(int(row.good or 0), int(row.marked or 0))
        silent[node] = int(row.n) - int(row.rated or 0)
    return counts, silent


def _kept(db: Connection, street: int, quarter: Quarter, now: datetime) -> tuple[Counts, dict[Node, int]] | None:
    """The same as it was counted last (reports/reckoning.py); nothing where that was never, or too long ago."""
    counts: Counts = {name: {} for name in MEASURES}
    silent: dict[Node, int] = {}
    rows = db.execute(select(COUNTS).where(*_fresh(street, quarter, now))).all()
    for row in rows:
        if row.measure == "silent":
            silent["own", row.owner_id] = row.n
        else:
            counts[row.measure]["own", row.owner_id] = Share(row.kept, row.n)
    return (counts, silent) if rows else None


def as_of(db: Connection, street: int, quarter: Quarter, now: datetime) -> datetime | None:
    """When what `promises` tells was counted; nothing where it is counted for each reader."""
    found: datetime | None = db.execute(
        select(COUNTS.c.at).where(*_fresh(street, quarter, now)).limit(at_most(1))
    ).scalar_one_or_none()
    return found


def _fresh(street: int, quarter: Quarter, now: datetime) -> list[ColumnElement[bool]]:
    mine = [COUNTS.c.street_id == street, COUNTS.c.quarter == str(quarter)]
    return [*mine, COUNTS.c.at >= now - STALE, COUNTS.c.at <= now]


def _lines(
    db: Connection, street: int, counts: Mapping[str, Mapping[Node, Share]], silent: Mapping[Node, int]
) -> list[Kept]:
    mine = (ORGS.c.street_id == street) & ORGS.c.kind.in_(PARTY)
    orgs = db.execute(select(ORGS.c.id, ORGS.c.name, ORGS.c.kind, ORGS.c.parent_id).where(mine).order_by(ORGS.c.code))
    rows, tree, root = list(orgs), {}, ("all", street)
    for row in rows:
        below: list[Node] = [("all", one.id) for one in rows if one.parent_id == row.id]
        tree["all", row.id] = [*below, ("own", row.id)]
    shares = {name: _shown(tree, root, found) for name, found in counts.items()}
    quiet, gone = totals(tree, silent, root), hidden(tree, silent, root)
    told = []
    for kind, id in _walk(tree, root):
        row = next(one for one in rows if one.id == id)
        if kind == "own" and row.kind == "branch":
            continue  # it is the whole of it
        node: Node = (kind, id)
        line = {name: found[node] for name, found in shares.items()}
        told.append(Kept(id, row.name, row.kind, kind == "all", line, None if node in gone else quiet[node]))
    return told


def _walk(tree: Mapping[Node, list[Node]], node: Node) -> list[Node]:
    """A total before its parts, own matters before those below."""
    parts = sorted(tree.get(node, ()), key=lambda part: part[0] != "own")
    return [node, *(one for part in parts for one in _walk(tree, part))]


def _shown(tree: Mapping[Node, list[Node]], root: Node, found: Mapping[Node, Share]) -> dict[Node, Share | None]:
    """Every node's share, None where its number of promises must stay hidden."""
    n = totals(tree, {node: share.n for node, share in found.items()}, root)
    kept = totals(tree, {node: share.kept for node, share in found.items()}, root)
    gone = hidden(tree, {node: share.n for node, share in found.items()}, root)
    return {node: None if node in gone else Share(kept[node], n[node]) for node in n}


# -- what is counted -------------------------------------------------------------------------------


def _ended(done: ColumnElement[Any], due: ColumnElement[Any], begins: datetime, ends: datetime) -> Any:
    """(kept, came to its end) within these instants: done in time, or its day has passed without."""
    kept = and_(done <= due, done >= begins, done < ends)
    broken = and_(or_(done.is_(None), done > due), due >= begins, due < ends)
    return kept, or_(kept, broken)


def _counted(kept: ColumnElement[bool]) -> tuple[Any, ...]:
    return ISSUES.c.owner_id, func.sum(case((kept, 1), else_=0)).label("kept"), func.count().label("n")


def accepted(begins: datetime, ends: datetime) -> Select[Any]:
    """Matters registered, and decided upon within the limit: taken on, passed on, or refused with a reason."""
    kept, over = _ended(CLOCKS.c.stopped_at, CLOCKS.c.due_at, begins, ends)
    clock = (CLOCKS.c.noun == "issue") & (CLOCKS.c.subject_id == ISSUES.c.id) & (CLOCKS.c.kind == "accept")
    made = or_(ISSUES.c.outcome.is_(None), ISSUES.c.outcome.not_in(UNMADE))
    found = select(*_counted(kept)).select_from(ISSUES.join(CLOCKS, clock)).where(COUNTED, made, over)
    return found.group_by(ISSUES.c.owner_id)


def answered(begins: datetime, ends: datetime) -> Select[Any]:
    """Matters taken on, and answered for the first time before the limit of the whole answer."""
    ours = CLOCKS.c.noun == "issue"
    promised = select(CLOCKS.c.subject_id.label("issue"), func.min(CLOCKS.c.due_at).label("due")).where(
        ours, CLOCKS.c.kind == "answer"
    )
    replied = select(CLOCKS.c.subject_id.label("issue"), func.min(CLOCKS.c.started_at).label("at")).where(
        ours, CLOCKS.c.kind == "reporter"
    )
    due = promised.group_by(CLOCKS.c.subject_id).subquery("promised")
    told = replied.group_by(CLOCKS.c.subject_id).subquery("replied")
    kept, over = _ended(told.c.at, due.c.due, begins, ends)
    owed = or_(told.c.at.is_not(None), ISSUES.c.outcome.is_(None), ISSUES.c.outcome.not_in(UNMADE))
    joined = ISSUES.join(due, due.c.issue == ISSUES.c.id).outerjoin(told, told.c.issue == ISSUES.c.id)
    return select(*_counted(kept)).select_from(joined).where(COUNTED, owed, over).group_by(ISSUES.c.owner_id)


def judged(begins: datetime, ends: datetime) -> Select[Any]:
    """Matters closed, and what their reporters said of the last round; one matter counts once, however many spoke."""
    said = SAID.join(CLAIMS, CLAIMS.c.id == SAID.c.claim_id)
    solved, good = func.min(case((SAID.c.solved, 1), else_=0)), case((func.avg(SAID.c.satisfied) >= GOOD, 1), else_=0)
    rounds = (
        select(
            CLAIMS.c.issue_id.label("issue"), SAID.c.round.label("round"), solved.label("solved"), good.label("good"),
            case((func.count(SAID.c.satisfied) > 0, 1), else_=0).label("marked"),
        )
        .select_from(said)
        .group_by(CLAIMS.c.issue_id, SAID.c.round)
        .subquery("rounds")
    )  # fmt: skip
    last = select(rounds.c.issue, func.max(rounds.c.round).label("round")).group_by(rounds.c.issue).subquery("last")
    joined = ISSUES.outerjoin(last, last.c.issue == ISSUES.c.id)
    joined = joined.outerjoin(rounds, (rounds.c.issue == last.c.issue) & (rounds.c.round == last.c.round))
    sums = (func.sum(rounds.c[name]).label(name) for name in ("solved", "good", "marked"))
    closed = and_(ISSUES.c.state.in_(("closed", "archived")), ISSUES.c.answer.is_not(None))
    within = and_(ISSUES.c.settled_at >= begins, ISSUES.c.settled_at < ends)
    found = select(ISSUES.c.owner_id, func.count().label("n"), func.count(rounds.c.issue).label("rated"), *sums)
    return found.select_from(joined).where(COUNTED, closed, within).group_by(ISSUES.c.owner_id)
