"""Search of matters: an index of pairs of signs, kept in the transaction that changes the text, and asked in two ways.

FTS5 on SQLite, a tsvector under a GIN index on PostgreSQL. Number, matter and place are in it, and the initials of
the place; nothing of whoever raised it ever is. A search may only be part of a question that `policy.scope` narrows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    ForeignKey,
    Select,
    Text,
    bindparam,
    column,
    delete,
    func,
    literal_column,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.issues.stretches import CLOSE, WIDEST, placed, question, walked
from workflow.kernel.db import Record, at_most, bare, insert_into
from workflow.kernel.flow import Step
from workflow.kernel.grams import Sought, folded, grams
from workflow.kernel.initials import initials
from workflow.kernel.prepared import Values, fetch_rows, send
from workflow.kernel.sqlite import driver

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


class IssueText(Record):
    """What of a matter is searched, folded (kernel/grams.py); erased with what it was made from."""

    __tablename__ = "issue_texts"

    issue_id: Mapped[int] = mapped_column(ForeignKey("issues.id"), primary_key=True, autoincrement=False)
    street_id: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


ISSUES, TEXTS = bare(Issue), bare(IssueText)
GRAMS = table("issue_grams", column("rowid"), column("issue_id"), column("grams"))
"""Each database's own index of the pairs (migration 0023); no model, for the two have no column in common."""
SOUGHT = ("number", "what", "place")
FEW = 10_000
"""So many texts are read rather than looking for the pairs among all matters (PostgreSQL)."""
SECURE = (3, 42)
"""From here on FTS5 overwrites what it deletes."""

KNOWN = select(TEXTS.c.text).where(TEXTS.c.issue_id == bindparam("issue"))
DROP_TEXT = delete(TEXTS).where(TEXTS.c.issue_id == bindparam("issue"))
SQLITE_ADD = text("INSERT INTO issue_grams (rowid, grams) VALUES (:issue, :grams)")
SQLITE_DROP = text("INSERT INTO issue_grams (issue_grams, rowid, grams) VALUES ('delete', :issue, :grams)")
SQLITE_MERGE = text("INSERT INTO issue_grams (issue_grams) VALUES ('optimize')")
SERVER_ADD = text(
    "INSERT INTO issue_grams (issue_id, grams) VALUES (:issue, array_to_tsvector(CAST(:grams AS text[])))"
)
SERVER_DROP = text("DELETE FROM issue_grams WHERE issue_id = :issue")


@issue_flow.after
def keep_findable(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """Whatever step changes the text, the index follows in the same transaction."""
    was = desk.before(issue)
    if any(was.get(name) != getattr(issue, name) for name in SOUGHT):
        if was:
            forget(desk.db, issue.id)
        for statement, row in traces(desk.db.dialect.name, issue):
            desk.put(statement, row)


def words_of(number: str, what: str, place: str) -> str:
    """The text that is searched."""
    return folded((number, what, place, initials(place)))


def remember(db: Connection, issue: Any) -> None:
    """Make a matter findable; it must not be already."""
    for statement, row in traces(db.dialect.name, issue):
        send(db, statement, row)


def traces(dialect: str, issue: Any) -> list[tuple[Executable, Values]]:
    """What is written for a matter to be found: its text, and the pairs of it."""
    words = words_of(issue.number, issue.what, issue.place)
    pairs = grams(words)
    in_index: tuple[Executable, Values] = (SERVER_ADD, {"issue": issue.id, "grams": placed(issue.id, pairs)})
    if dialect == "sqlite":
        in_index = SQLITE_ADD, {"issue": issue.id, "grams": " ".join(pairs)}
    return [(insert_into(TEXTS), {"issue_id": issue.id, "street_id": issue.street_id, "text": words}), in_index]


def forget(db: Connection, issue_id: int) -> None:
    """Nothing of a matter's text stays in the index, nor in the pages of the file where it stood."""
    known = next(iter(fetch_rows(db, KNOWN, {"issue": issue_id})), None)
    if known is None:
        return
    if db.dialect.name != "sqlite":
        db.execute(SERVER_DROP, {"issue": issue_id})
    else:
        db.execute(SQLITE_DROP, {"issue": issue_id, "grams": " ".join(grams(known.text))})
        if driver().sqlite_version_info < SECURE:
            db.execute(SQLITE_MERGE)
    send(db, DROP_TEXT, {"issue": issue_id})


def hits(dialect: str, exact: bool, conditions: list[ColumnElement[bool]], limit: int, few: bool) -> Select[Any]:
    """The ids of the newest matters that hold what is sought and meet the conditions, which may be `few` who do.

    `asked` gives the values.
    """
    text_holds = TEXTS.c.text.like(bindparam("q"), escape="\\")
    if dialect == "sqlite":
        return _sqlite(exact, text_holds, conditions, limit)
    return (_server_few if few else _server)(exact, text_holds, conditions, limit)


def asked(dialect: str, sought: Sought, before: int | None) -> dict[str, Any]:
    """The values of a search: pairs of plain letters and digits for the index, a pattern for the text."""
    pattern = {"q": like(sought.text)}
    if dialect != "sqlite":
        return {"match": question(sought), "newest": before, **pattern}
    known = {"match": f"{sought.alone}*" if sought.alone else " AND ".join(sought.pairs)}
    return known if sought.exact else known | pattern


def _sqlite(exact: bool, text_holds: Any, conditions: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    """The index tells matters from the newest on and stops when there are enough."""
    by_index = ISSUES.c.id == literal_column("+issue_grams.rowid")  # the plus: the index is asked first, and once
    joined = GRAMS.join(ISSUES, by_index)
    if not exact:
        joined = joined.join(TEXTS, TEXTS.c.issue_id == ISSUES.c.id)
        conditions = [*conditions, text_holds]
    found = select(ISSUES.c.id).select_from(joined)
    found = found.where(literal_column("issue_grams").op("MATCH")(bindparam("match")), *conditions)
    return found.order_by(GRAMS.c.rowid.desc()).limit(at_most(limit))


def _server(
    exact: bool, text_holds: Any, conditions: list[ColumnElement[bool]], limit: int, unless: Any = None
) -> Select[Any]:
    """The index tells in no order: it is asked for stretches of ids, the newest first, until there are enough."""
    joined = GRAMS.join(ISSUES, ISSUES.c.id == GRAMS.c.issue_id)
    if not exact:
        joined = joined.join(TEXTS, TEXTS.c.issue_id == GRAMS.c.issue_id)
        conditions = [*conditions, text_holds]
    found = select(ISSUES.c.id).select_from(joined).where(*conditions)
    return walked(found, GRAMS, limit, WIDEST if exact else CLOSE, unless)


def _server_few(exact: bool, text_holds: Any, conditions: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    """Where few meet the conditions their texts are read; the index is asked only if they turn out to be many."""
    those = select(ISSUES.c.id).where(*conditions).limit(at_most(FEW + 1)).cte("those")
    are_few = select(func.count() <= FEW).select_from(those).scalar_subquery()
    holds = select(text_holds).where(TEXTS.c.issue_id == those.c.id).scalar_subquery()
    read = select(those.c.id).where(are_few, holds).order_by(those.c.id.desc()).limit(at_most(limit))
    walk = _server(exact, text_holds, conditions, limit, are_few)
    both = union_all(select(read.subquery("read").c.id), select(walk.subquery("walked").c.id)).subquery("both")
    return select(both.c.id).order_by(both.c.id.desc()).limit(at_most(limit))


def like(sought: str) -> str:
    """A pattern that finds the text letter by letter: % and _ are only characters."""
    escaped = sought.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
