"""What an order may be about: subjects of any room, found by noun, with whoever must act in them and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from workflow.issues.ladder import ABOVE, ALONE
from workflow.issues.model import Deadline, Issue
from workflow.kernel.db import bare
from workflow.kernel.errors import NotFound
from workflow.kernel.i18n import C_
from workflow.kernel.policy import Actor, find
from workflow.kernel.subject import SUBJECTS, Subject

DEADLINES, ISSUES = bare(Deadline), bare(Issue)


@dataclass(frozen=True, slots=True)
class About:
    """A kind of subject. `holders` are the columns that may name who must act, the first that is filled by itself."""

    label: str
    holders: tuple[str, ...]
    name: str = ""
    issue: str = ""
    """The columns with its name and with the issue it belongs to; without a name it has that issue's number."""


ABOUT: dict[str, About] = {
    "issue": About(C_("one", "事项"), ("holder_id", "owner_id", "lead_id"), "number", "id"),
    "assignment": About(C_("one", "移交单"), ("unit_id", "owner_id"), issue="issue_id"),
    "meeting": About(C_("one", "联席会议"), ("org_id",), "title"),
    "reception": About(C_("one", "接待日"), ("branch_id",), "month"),
    "request": About(C_("one", "申请"), ("owner_id",), issue="issue_id"),
}
NOUNS = {noun: about.label for noun, about in ABOUT.items()}
BY_OWNER = set(ABOVE)
"""Clocks that bind whoever answers for the matter, not whoever holds it now."""
AWAY = ("returned", "disputed", "reported")
"""An assignment that its unit has let go of waits for its owner."""


class Since(NamedTuple):
    """A clock that is no row of its own: an assignment is to be handled from its dispatch on, signed for or not."""

    kind: str
    seq: int
    due_at: datetime


FROM_BIRTH = 1


@dataclass(frozen=True, slots=True)
class Matter:
    """One subject an order may be about."""

    noun: str
    id: int
    name: str
    issue_id: int | None
    orgs: tuple[int, ...]
    """Who may be asked; the first is who must act."""
    late: tuple[Any, ...]
    """(kind, seq, due_at) of its clocks that have run out, the oldest first; of a paused one, what no pause holds."""


def matter(db: Connection, actor: Actor, noun: str, id: int, now: datetime, *, lock: bool = False) -> Matter:
    """The subject as this actor may see it.

    Raises: NotFound.
    """
    if noun not in ABOUT or noun not in SUBJECTS:
        raise NotFound
    about, subject = ABOUT[noun], find(db, actor, SUBJECTS[noun], id, lock=lock)
    issue_id: int | None = getattr(subject, about.issue, None) if about.issue else None
    name = getattr(subject, about.name) if about.name else _number(db, issue_id)
    late = tuple(_late(db, subject, now))
    if stands_still(subject):
        late = tuple(one for one in late if one.kind in ALONE)
    return Matter(noun, id, name, issue_id, _orgs(subject, about, late), late)


def stands_still(subject: Subject) -> bool:
    """Whether its handling clock was stopped: by a pause, or because the matter of an assignment is blocked."""
    held = subject.noun == "assignment" and subject.state == "handling" and getattr(subject, "due_at", None) is None
    return held or getattr(subject, "paused_at", None) is not None


def _orgs(subject: Subject, about: About, late: tuple[Any, ...]) -> tuple[int, ...]:
    """Those named by its columns, each once; the owner first where the owner must act."""
    columns = about.holders
    if (late and late[0].kind in BY_OWNER) or (subject.noun == "assignment" and subject.state in AWAY):
        columns = ("owner_id", *columns)
    named = (getattr(subject, column, None) for column in columns)
    return tuple(dict.fromkeys(org for org in named if org is not None))


def _late(db: Connection, subject: Subject, now: datetime) -> list[Any]:
    mine = (DEADLINES.c.noun == subject.noun) & (DEADLINES.c.subject_id == subject.id)
    over = mine & DEADLINES.c.stopped_at.is_(None) & (DEADLINES.c.due_at < now)
    found = select(DEADLINES.c.kind, DEADLINES.c.seq, DEADLINES.c.due_at).where(over)
    rows: list[Any] = list(db.execute(found.order_by(DEADLINES.c.kind.in_(BY_OWNER), DEADLINES.c.due_at)))
    kind, due = subject.flow.states[subject.state].clock, getattr(subject, "due_at", None)
    if kind and due and due < now and kind not in {row.kind for row in rows}:
        rows.insert(0, Since(kind, FROM_BIRTH, due))
    return rows


def _number(db: Connection, issue_id: int | None) -> str:
    return db.execute(select(ISSUES.c.number).where(ISSUES.c.id == issue_id)).scalar_one_or_none() or "–"
