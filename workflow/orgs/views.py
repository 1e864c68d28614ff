"""Lists that somebody narrows the same way again and again: a name and the question, for this person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Record, Word, bare, fetch
from workflow.kernel.errors import BadAnswer, BadAnswers, NotFound
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.subject import Key
from workflow.kernel.text import tidy

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workflow.kernel.desk import Desk

LONGEST, MOST = 40, 30
"""Characters of a name; views of a person."""


class SavedView(Record):
    """One of them. `page` names the list, `query` is its address after the question mark."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("person_id", "page", "name"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    page: Mapped[str] = mapped_column(Word)
    name: Mapped[str] = mapped_column(String(LONGEST))
    query: Mapped[str] = mapped_column(Text)


VIEWS = bare(SavedView)


def mine(db: Connection, person: int) -> list[SavedView]:
    """A person's views in the order they were kept."""
    return fetch(db, SavedView, VIEWS.c.person_id == person, order=VIEWS.c.id)


def keep(desk: Desk, page: str, name: str, query: str) -> None:
    """Keep a view; one of the same name is replaced.

    Raises: BadAnswers for a name that cannot be, or one view too many.
    """
    named = _name(name)
    same = (VIEWS.c.person_id == desk.actor.id) & (VIEWS.c.page == page) & (VIEWS.c.name == named)
    if desk.db.execute(update(VIEWS).where(same).values(query=query)).rowcount:
        return
    if _count(desk) >= MOST:
        raise BadAnswers({"name": Sentence(N_("常用筛选最多 %(most)s 个，请先删除不用的"), {"most": MOST})})
    desk.add(SavedView(street_id=desk.actor.street, person_id=desk.actor.id, page=page, name=named, query=query))


def rename(desk: Desk, id: int, name: str) -> None:
    """Raises: NotFound, BadAnswers."""
    named = _name(name)
    view = next((one for one in mine(desk.db, desk.actor.id) if one.id == id), None)
    if view is None:
        raise NotFound
    taken = [one.id for one in mine(desk.db, desk.actor.id) if (one.page, one.name) == (view.page, named)]
    if taken not in ([], [id]):
        raise BadAnswers({"name": Sentence(N_("已有同名的常用筛选“%(name)s”"), {"name": named})})
    desk.db.execute(update(VIEWS).where(VIEWS.c.id == id).values(name=named))


def drop(desk: Desk, id: int) -> None:
    """Raises: NotFound."""
    own = (VIEWS.c.id == id) & (VIEWS.c.person_id == desk.actor.id)
    if not desk.db.execute(delete(VIEWS).where(own)).rowcount:
        raise NotFound


def forget_views(desk: Desk, person: int) -> None:
    """Nothing of them stays when somebody's account is removed."""
    desk.db.execute(delete(VIEWS).where(VIEWS.c.person_id == person))


def _count(desk: Desk) -> int:
    own = select(func.count()).where(VIEWS.c.person_id == desk.actor.id)
    return int(desk.db.execute(own).scalar_one())


def _name(typed: str) -> str:
    try:
        name = " ".join(tidy(typed, LONGEST).split())
    except BadAnswer as error:
        raise BadAnswers({"name": error.sentence}) from None
    if not name:
        raise BadAnswers({"name": Sentence(N_("请给常用筛选起个名字"))})
    return name
