"""The lines of the desk's book: which visitor came with what, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Option
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case
from workflow.orgs.model import Org, line
from workflow.receptions.model import Entry, Reception

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ENTRIES, ORGS = bare(Entry), bare(Org)
BECAME = {"accept": "accepted", "answer": "answered", "join": "joined"}


def seat(desk: Desk, reception: Reception, visitor: int | None) -> int:
    """The number of the visitor who sits there: the one named, else the next.

    Raises: BadAnswers for a number nobody has.
    """
    if visitor is None:
        reception.visitors += 1
        visitor = reception.visitors
    elif visitor > reception.visitors:
        raise BadAnswers({"visitor": Sentence(N_("还没有第 %(n)s 位来访人"), {"n": visitor})})
    desk.result["visitor"] = visitor
    return visitor


def noted(desk: Desk, reception: Reception, entry: int | None) -> Any:
    """A line noted down earlier and still to be registered, None where none is named.

    Raises: BadAnswers for one that is not there, and on a later day for a matter that was not noted on the day.
    """
    if entry is None:
        if desk.today != reception.held_on:
            raise BadAnswers({"entry": Sentence(N_("接待日已过，只能登记当天记下的来访"))})
        return None
    mine = (ENTRIES.c.id == entry) & (ENTRIES.c.reception_id == reception.id) & (ENTRIES.c.how == "noted")
    found = desk.db.execute(select(ENTRIES).where(mine)).one_or_none()
    if found is None:
        raise BadAnswers({"entry": Sentence(N_("这一笔已经登记或划去"))})
    return found


def noted_here(case: Case) -> list[Option]:
    """The lines still to be registered."""
    mine = (ENTRIES.c.reception_id == case.subject.id) & (ENTRIES.c.how == "noted")
    found = case.db.execute(select(ENTRIES.c.id, ENTRIES.c.what).where(mine).order_by(ENTRIES.c.id))
    return [(row.id, row.what[:40]) for row in found]


def register_entry(
    desk: Desk, reception: Reception, visitor: int | None, earlier: Any, then: str | None, about: int | None,
    issue: int | None = None,
) -> None:  # fmt: skip
    """Count the matter and write its line, unless it is about those who sit here: then their book does not know it."""
    number = earlier.visitor if earlier else visitor
    if about is not None and about in _line(desk, reception.branch_id):
        desk.result["visitor"] = number
        if earlier:
            write(desk, reception, earlier.visitor, "struck", earlier=earlier.id)
        return
    reception.received += 1
    number, how = seat(desk, reception, number), BECAME.get(then or "", "registered")
    replaced = earlier.id if earlier else None
    desk.then(lambda: write(desk, reception, number, how, earlier=replaced, issue=issue or desk.born))


def write(
    desk: Desk, reception: Reception, visitor: int, how: str, *,
    what: str = "", issue: int | None = None, earlier: int | None = None,
) -> None:  # fmt: skip
    """A new line, or what became of an earlier one: its words go then, the issue has them."""
    row: dict[str, Any] = {"how": how, "what": what, "issue_id": issue}
    if earlier is not None:
        desk.db.execute(update(ENTRIES).where(ENTRIES.c.id == earlier).values(**row))
        return
    row |= {"street_id": reception.street_id, "reception_id": reception.id, "visitor": visitor, "at": desk.now}
    desk.db.execute(insert(ENTRIES), row)


def _line(desk: Desk, org: int) -> tuple[int, ...]:
    """The organisations above a branch, and itself."""
    return line(desk.db.execute(select(ORGS.c.path).where(ORGS.c.id == org)).scalar_one())
