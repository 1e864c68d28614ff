"""What stands on the board, and how it is found: everybody may ask, so every rule of who may read is in the query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    Text,
    and_,
    cast,
    false,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)

from workflow.board.model import Posting
from workflow.board.queries import READABLE
from workflow.issues.model import Issue
from workflow.issues.search import like
from workflow.kernel.clock import LOCAL
from workflow.kernel.db import Instant, at_most, bare
from workflow.meetings.model import Meeting
from workflow.meetings.papers import Publication
from workflow.orgs.model import Grid, Org
from workflow.rules.model import Category

POSTINGS, ISSUES = bare(Posting), bare(Issue)
MEETINGS, TEXTS, ORGS, GRIDS, CATEGORIES = bare(Meeting), bare(Publication), bare(Org), bare(Grid), bare(Category)
NO_TEXT, NO_WORD = cast(null(), Text), cast(null(), String(40))
NO_TIME, NO_DAY = cast(null(), Instant), cast(null(), Date)
DECISION, RESULT = TEXTS.alias("decision"), TEXTS.alias("result")

MATTER, MEETING = "matter", "meeting"
Cursor = tuple[datetime, str, int]
"""When, which kind, which one: the last row of a page."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the board is narrowed to. `grids` are those whose names or places the words of `q` hold."""

    q: str = ""
    grids: tuple[int, ...] = ()
    community: int | None = None
    grid: int | None = None
    category: int | None = None
    month: date | None = None
    kind: str = ""
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """The places and topics one may look for: (id, name) of communities, grids with theirs and their spots, topics."""

    communities: tuple[tuple[int, str], ...]
    grids: tuple[tuple[int, str, int, tuple[str, ...]], ...]
    topics: tuple[tuple[int, str], ...]

    def spoken_of(self, words: str) -> tuple[int, ...]:
        """Grids that have these words in their name or in the name of a spot; the spot itself is never shown."""
        if not words:
            return ()
        return tuple(id for id, name, _of, spots in self.grids if any(words in one for one in (name, *spots)))


def ground(db: Connection) -> Ground:
    """Everything the board may be narrowed to; two queries."""
    of = literal_column
    named = union_all(
        select(of("'community'").label("of"), ORGS.c.id, ORGS.c.name, ORGS.c.code).where(ORGS.c.kind == "community"),
        select(of("'topic'"), CATEGORIES.c.id, CATEGORIES.c.name, CATEGORIES.c.code),
    )
    rows = sorted(db.execute(named), key=lambda row: (row.code, row.id))
    joined = GRIDS.join(ORGS, ORGS.c.id == GRIDS.c.branch_id)
    grids = select(GRIDS.c.id, GRIDS.c.name, GRIDS.c.places, ORGS.c.parent_id).select_from(joined)
    found = db.execute(grids.order_by(GRIDS.c.code))
    return Ground(
        tuple((row.id, row.name) for row in rows if row.of == "community"),
        tuple((row.id, row.name, row.parent_id, tuple(row.places)) for row in found),
        tuple((row.id, row.name) for row in rows if row.of == "topic"),
    )


def entries(db: Connection, wanted: Wanted, limit: int) -> list[Any]:
    """Matters and meetings as they were let out, the latest first; one row more than `limit` says that there are more.

    (kind, id, at, org, place, topic, outcome, text, result, result_at, due)
    """
    built = {kind: build(wanted) for kind, build in BUILT.items() if wanted.kind in ("", kind)}
    asked = [_cut(kind, one, wanted.after, limit + 1) for kind, one in built.items() if one is not None]
    if not asked:
        return []
    both = union_all(*asked).subquery()
    found = select(both).order_by(both.c.at.desc(), both.c.kind, both.c.id.desc())
    return list(db.execute(found.limit(at_most(limit + 1))))


def _cut(kind: str, found: Select[Any], after: Cursor | None, limit: int) -> Select[Any]:
    """As much of one kind as a page can hold: both are put together only after that."""
    at, id = (found.selected_columns[name] for name in ("at", "id"))
    if after:
        when, other, last = after
        same = {kind > other: true(), kind == other: id < last}.get(True, false())
        found = found.where(or_(at < when, and_(at == when, same)))
    return select(found.order_by(at.desc(), id.desc()).limit(at_most(limit)).subquery())


def matters(wanted: Wanted) -> Select[Any]:
    """Postings that everybody may read."""
    columns: tuple[Any, ...] = (
        literal_column(f"'{MATTER}'").label("kind"), POSTINGS.c.id, POSTINGS.c.published_at.label("at"),
        ORGS.c.name.label("org"), GRIDS.c.name.label("place"), CATEGORIES.c.name.label("topic"),
        POSTINGS.c.outcome.label("outcome"), POSTINGS.c.text.label("text"),
        NO_TEXT.label("result"), NO_TIME.label("result_at"), NO_DAY.label("due"),
    )  # fmt: skip
    found = (
        select(*columns)
        .select_from(POSTINGS)
        .join(ISSUES, ISSUES.c.id == POSTINGS.c.issue_id)
        .join(ORGS, ORGS.c.id == POSTINGS.c.owner_id)
        .outerjoin(GRIDS, GRIDS.c.id == POSTINGS.c.grid_id)
        .outerjoin(CATEGORIES, CATEGORIES.c.id == POSTINGS.c.category_id)
        .where(READABLE, *within(POSTINGS.c.published_at, wanted.month))
    )
    if wanted.q:
        words = [POSTINGS.c.text, ORGS.c.name, CATEGORIES.c.name]
        told = [column.like(like(wanted.q), escape="\\") for column in words]
        found = found.where(or_(*told, POSTINGS.c.grid_id.in_(wanted.grids)))
    for name, column in (("community", POSTINGS.c.community_id), ("grid", POSTINGS.c.grid_id)):
        if (value := getattr(wanted, name)) is not None:
            found = found.where(column == value)
    return found.where(POSTINGS.c.category_id == wanted.category) if wanted.category is not None else found


def decisions(wanted: Wanted) -> Select[Any] | None:
    """What meetings resolved, and what came of it; they have no grid and no topic of their own."""
    if wanted.grid is not None or wanted.category is not None:
        return None
    out = (RESULT.c.meeting_id == MEETINGS.c.id) & (RESULT.c.kind == "result") & RESULT.c.published_at.is_not(None)
    columns: tuple[Any, ...] = (
        literal_column(f"'{MEETING}'").label("kind"), MEETINGS.c.id, DECISION.c.published_at.label("at"),
        ORGS.c.name.label("org"), MEETINGS.c.number.label("place"), MEETINGS.c.kind.label("topic"),
        NO_WORD.label("outcome"), DECISION.c.text.label("text"),
        RESULT.c.text.label("result"), RESULT.c.published_at.label("result_at"), MEETINGS.c.result_due_on.label("due"),
    )  # fmt: skip
    found = (
        select(*columns)
        .select_from(DECISION)
        .join(MEETINGS, MEETINGS.c.id == DECISION.c.meeting_id)
        .join(ORGS, ORGS.c.id == MEETINGS.c.org_id)
        .outerjoin(RESULT, out)
        .where(DECISION.c.kind == "decision", DECISION.c.published_at.is_not(None))
        .where(*within(DECISION.c.published_at, wanted.month))
    )
    if wanted.q:
        words = (DECISION.c.text, RESULT.c.text, ORGS.c.name, MEETINGS.c.number)
        found = found.where(or_(*(column.like(like(wanted.q), escape="\\") for column in words)))
    if wanted.community is not None:
        found = found.where(or_(ORGS.c.id == wanted.community, ORGS.c.parent_id == wanted.community))
    return found


BUILT: dict[str, Callable[[Wanted], Select[Any] | None]] = {MATTER: matters, MEETING: decisions}


def within(column: ColumnElement[datetime], month: date | None) -> list[ColumnElement[bool]]:
    """In a calendar month on the street's wall clock."""
    if month is None:
        return []
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return [column >= datetime.combine(month, time(), LOCAL), column < datetime.combine(following, time(), LOCAL)]
