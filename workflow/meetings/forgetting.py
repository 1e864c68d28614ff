"""What meetings keep of an issue that is erased: reports, discussions, and its words in the minutes.

Signed minutes are an official paper. They stay, with number and hash as they were signed; only words that came from the
matter are blackened, and the hash, which is of the whole paper, no longer fits its text: that is what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, or_, select, update

from workflow.issues.forgetting import ISSUES, Extent, erase_bodies, erased_on, forgets
from workflow.issues.model import Issue
from workflow.kernel.canonical import canonical
from workflow.kernel.db import bare
from workflow.kernel.history import BODIES
from workflow.meetings.model import AgendaItem, Meeting, Minutes

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ITEMS, MEETINGS, MINUTES = bare(AgendaItem), bare(Meeting), bare(Minutes)
SHORTEST = 4
"""Shorter words are too common to belong to one matter."""
ANSWERED = "conclude"
"""Of an item with this outcome the resolution is the answer to whoever raised the matter."""


@forgets
def forget_items(desk: Desk, issue: Issue, extent: Extent) -> None:
    """The resolution stays, as the answer does; where it is the answer, it goes with that."""
    mine = ITEMS.c.issue_id == issue.id
    columns = (ITEMS.c[name] for name in ("id", "meeting_id", "report", "discussion", "outcome", "resolution"))
    items = list(desk.db.execute(select(*columns).where(mine)))
    if items and (words := words_of(desk, issue, items, extent)):
        blacken(desk, sorted({item.meeting_id for item in items}), [item.id for item in items], words)
    if items and extent.whole:
        erase_bodies(desk, "agenda_item", [item.id for item in items])
        desk.db.execute(update(ITEMS).where(mine).values(report=None, discussion=None))


def words_of(desk: Desk, issue: Issue, items: list[Any], extent: Extent) -> list[str]:
    """What the matter brought into the minutes, the longest first: a part of a text goes with the text."""
    texts: list[str | None] = []
    if extent.whole or 1 in extent.entries.get(issue.id, ()):
        what, place = desk.db.execute(select(ISSUES.c.what, ISSUES.c.place).where(ISSUES.c.id == issue.id)).one()
        texts += [what, *what.split("\n"), place]
    if extent.whole:
        texts += [text for item in items for text in (item.report, item.discussion)]
    if extent.answer or extent.final:
        texts += [item.resolution for item in items if item.outcome == ANSWERED]
    found = {text.strip() for text in texts if text and len(text.strip()) >= SHORTEST}
    return sorted(found, key=len, reverse=True)


def blacken(desk: Desk, meetings: list[int], items: list[int], words: list[str]) -> None:
    """In the items, in the minutes as they stand, in every signed version, and in how all of them came about."""
    places = [(MEETINGS, "minutes", MEETINGS.c.id.in_(meetings)), (MINUTES, "text", MINUTES.c.meeting_id.in_(meetings))]
    places += [(ITEMS, name, ITEMS.c.id.in_(items)) for name in ("report", "discussion", "resolution")]
    for table, column, here in places:
        text = table.c[column]
        for word in words:
            holds = here & text.contains(word, autoescape=True)
            desk.db.execute(update(table).where(holds).values({column: func.replace(text, word, erased_on(desk))}))
    holds_one = or_(*(BODIES.c.text.contains(escaped(word), autoescape=True) for word in words))
    for noun, ids in (("meeting", meetings), ("agenda_item", items)):
        written = (BODIES.c.noun == noun) & BODIES.c.subject_id.in_(ids)
        desk.db.execute(delete(BODIES).where(written, holds_one))


def escaped(word: str) -> str:
    """As it stands in the JSON of a body."""
    return canonical(word)[1:-1]
