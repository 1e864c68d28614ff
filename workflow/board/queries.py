"""How postings are looked up: in office as far as one may see them, in public only what everybody may read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from workflow.board.flow import ANSWERED, ON_BOARD
from workflow.board.model import Posting, PublicPhoto
from workflow.issues.model import Issue
from workflow.kernel.db import at_most, bare
from workflow.kernel.errors import NotFound
from workflow.kernel.policy import Actor, scope
from workflow.orgs.model import Grid, Org
from workflow.rules.model import Category

POSTINGS, COPIES, ISSUES = bare(Posting), bare(PublicPhoto), bare(Issue)
ORGS, GRIDS, CATEGORIES = bare(Org), bare(Grid), bare(Category)

READABLE: ColumnElement[bool] = and_(
    POSTINGS.c.state == ON_BOARD,
    ISSUES.c.state.in_(ANSWERED),
    ISSUES.c.about_org_id.is_(None),
    ISSUES.c.restricted.is_(False),
)
"""What everybody may read: let out by a second person, still answered, about nobody's staff, restricted to nobody."""


# -- photos --------------------------------------------------------------------------------------


def photos_of(db: Connection, postings: list[int]) -> dict[int, list[str]]:
    """The addresses of the pictures of these postings; never their bytes."""
    found: dict[int, list[str]] = {}
    mine = COPIES.c.posting_id.in_(postings)
    columns = select(COPIES.c.id, COPIES.c.posting_id)
    for row in db.execute(columns.where(mine).order_by(COPIES.c.at, COPIES.c.id)) if postings else ():
        found.setdefault(row.posting_id, []).append(row.id)
    return found


def public_of(db: Connection, issue_id: int) -> list[str]:
    """The addresses of the pictures everybody may see of one matter."""
    joined = COPIES.join(POSTINGS, POSTINGS.c.id == COPIES.c.posting_id)
    joined = joined.join(ISSUES, ISSUES.c.id == POSTINGS.c.issue_id)
    mine = select(COPIES.c.id).select_from(joined).where(POSTINGS.c.issue_id == issue_id, READABLE)
    return list(db.execute(mine.order_by(COPIES.c.at, COPIES.c.id)).scalars())


def photo(db: Connection, id: str) -> bytes:
    """One picture, as long as everybody may read what it stands with.

    Raises: NotFound.
    """
    joined = COPIES.join(POSTINGS, POSTINGS.c.id == COPIES.c.posting_id).join(
        ISSUES, ISSUES.c.id == POSTINGS.c.issue_id
    )
    found = select(COPIES.c.data).select_from(joined).where(COPIES.c.id == id[:32], READABLE)
    return _bytes(db, found)


def own_photo(db: Connection, posting: Posting, id: str) -> bytes:
    """One picture of a posting one may see in office, let out or not.

    Raises: NotFound.
    """
    return _bytes(db, select(COPIES.c.data).where(COPIES.c.id == id[:32], COPIES.c.posting_id == posting.id))


def _bytes(db: Connection, found: Select[Any]) -> bytes:
    data: bytes | None = db.execute(found).scalar_one_or_none()
    if data is None:
        raise NotFound
    return data


# -- in office -------------------------------------------------------------------------------------


def _listed() -> Select[Any]:
    joined = POSTINGS.join(ISSUES, ISSUES.c.id == POSTINGS.c.issue_id).join(ORGS, ORGS.c.id == POSTINGS.c.owner_id)
    joined = joined.outerjoin(GRIDS, GRIDS.c.id == POSTINGS.c.grid_id)
    joined = joined.outerjoin(CATEGORIES, CATEGORIES.c.id == POSTINGS.c.category_id)
    names = (GRIDS.c.name.label("place"), CATEGORIES.c.name.label("topic"))
    return select(POSTINGS, ISSUES.c.number, ORGS.c.name.label("org"), *names).select_from(joined)


def listed(db: Connection, actor: Actor, states: tuple[str, ...], before: int | None, limit: int) -> list[Any]:
    """Postings the actor may see, newest first; the next page starts before `before`."""
    found = _listed().where(*_narrowed(actor, states))
    if before is not None:
        found = found.where(POSTINGS.c.id < before)
    return list(db.execute(found.order_by(POSTINGS.c.id.desc()).limit(at_most(limit))))


def many(db: Connection, actor: Actor, states: tuple[str, ...]) -> int:
    """How many there are."""
    found = select(func.count()).select_from(POSTINGS).where(*_narrowed(actor, states))
    return int(db.execute(found).scalar_one())


def _narrowed(actor: Actor, states: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [scope(Posting, actor.capacities), *([POSTINGS.c.state.in_(states)] if states else [])]


def one(db: Connection, id: int) -> Any:
    """One posting with the names its ids stand for."""
    return db.execute(_listed().where(POSTINGS.c.id == id)).one()


def of_issue(db: Connection, actor: Actor, issue_id: int) -> Any:
    """The latest posting about a matter, as far as the actor may see it; else None."""
    mine = _listed().where(POSTINGS.c.issue_id == issue_id, scope(Posting, actor.capacities))
    return db.execute(mine.order_by(POSTINGS.c.id.desc()).limit(at_most(1))).one_or_none()
