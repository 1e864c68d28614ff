"""What waits to be put on the next agenda of a body, and why (WORKFLOWS.md section 3, "Pool")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
)

from workflow.issues.model import Decision, Issue
from workflow.kernel.clock import LOCAL, local
from workflow.kernel.db import at_most, bare
from workflow.kernel.fields import Option
from workflow.kernel.policy import Case, scope
from workflow.kernel.prepared import fixed
from workflow.meetings.model import AgendaItem

ISSUES, ITEMS, DECISIONS = bare(Issue), bare(AgendaItem), bare(Decision)
UNFINISHED = ("executing", "transferred", "blocked", "suspended")
ACTED = (
    *UNFINISHED, "verifying", "replied", "under_review", "final_review", "closed", "not_accepted",
    "withdrawn", "voided",
)  # fmt: skip
FIRST = ("unfinished", "ratify", "objected", "taken_up", "deferred", "accepted")
"""Reasons in the order in which they come up."""

MOST = COUNTED = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """An issue in the pool. `kind` is what its item will be, `reason` a key of `words.REASONS`."""

    id: int
    number: str
    what: str
    state: str
    urgency: str
    due_at: datetime | None
    kind: str
    reason: str
    days_late: int


def pool(db: Connection, org_id: int, day: date, seen: ColumnElement[bool] | None = None) -> list[Waiting]:
    """Issues the body owns that may go on an agenda: unfinished resolutions first, then the latest ones.

    `seen` narrows it to what a reader may see. Three queries, whatever the size.
    """
    visible = true() if seen is None else seen
    found: dict[int, Waiting] = {}
    for kind, waits in (
        ("decide", _to_decide(org_id, day)),
        ("follow_up", _unfinished(org_id, morning(day))),
        ("ratify", _to_ratify(org_id)),
    ):
        for row in db.execute(_issues().where(waits, _free(day), visible)):
            found.setdefault(row.id, _waiting(row, kind, day))
    return sorted(found.values(), key=lambda one: (FIRST.index(one.reason), -one.days_late, one.id))


def size(org_id: Any, day: Any, start: Any) -> ScalarSelect[int]:
    """How many wait, counted to `COUNTED`, as a query that others build on; `start` is the `morning` of the day."""
    reasons = (_to_decide(org_id, day), _unfinished(org_id, start), _to_ratify(org_id))
    found = (select(ISSUES.c.id).where(waits, _free(day)).limit(at_most(COUNTED)) for waits in reasons)
    waiting = union(*(select(some.subquery().c.id) for some in found)).limit(at_most(COUNTED)).subquery("waiting")
    return select(func.count()).select_from(waiting).scalar_subquery()


def morning(day: date) -> datetime:
    """When the day begins in the street."""
    return datetime.combine(day, time.min, LOCAL)


def _issues() -> Select[Any]:
    names = ("id", "number", "what", "state", "urgency", "due_at", "resume_on", "counts")
    return select(*(ISSUES.c[name] for name in names)).order_by(ISSUES.c.due_at, ISSUES.c.id).limit(at_most(MOST))


def _free(day: Any) -> ColumnElement[bool]:
    """Neither on an agenda now, nor put off until a later day."""
    here = ITEMS.c.issue_id == ISSUES.c.id
    put_off = and_(ITEMS.c.state.in_(fixed(["deferred"])), ITEMS.c.kind != "decide", ITEMS.c.resume_on > day)
    return ~exists().where(here, or_(ITEMS.c.state.in_(fixed(["open"])), put_off))


def _to_decide(org_id: Any, day: Any) -> ColumnElement[bool]:
    due_back = or_(ISSUES.c.resume_on.is_(None), ISSUES.c.resume_on <= day)
    return and_(ISSUES.c.owner_id == org_id, ISSUES.c.state == "accepted", due_back)


def _unfinished(org_id: Any, start: Any) -> ColumnElement[bool]:
    """Resolved by this body and not done in time."""
    resolved = exists().where(
        DECISIONS.c.issue_id == ISSUES.c.id, DECISIONS.c.org_id == org_id, DECISIONS.c.basis == "meeting"
    )
    return and_(ISSUES.c.owner_id == org_id, ISSUES.c.state.in_(fixed(UNFINISHED)), ISSUES.c.due_at < start, resolved)


def _to_ratify(org_id: Any) -> ColumnElement[bool]:
    """Emergency acts no meeting has ratified yet."""
    waiting = select(DECISIONS.c.issue_id).where(DECISIONS.c.basis == "emergency", DECISIONS.c.ratified.is_(False))
    ours = ISSUES.c.owner_id + literal_column("0") == org_id  # the sum: few acts wait, the body has very many matters
    return and_(ours, ISSUES.c.state.in_(fixed(ACTED)), ISSUES.c.id.in_(waiting))


def _waiting(row: Any, kind: str, day: date) -> Waiting:
    reason = {"follow_up": "unfinished", "ratify": "ratify"}.get(kind) or _why(row)
    late = max(0, (day - local(row.due_at).date()).days) if row.due_at else 0
    return Waiting(row.id, row.number, row.what, row.state, row.urgency, row.due_at, kind, reason, late)


def _why(row: Any) -> str:
    """Why an accepted issue waits."""
    if row.counts.get("object") or row.counts.get("object_again"):
        return "objected"
    if row.counts.get("take_up"):
        return "taken_up"
    return "deferred" if row.resume_on else "accepted"


def pool_for(case: Case) -> Sequence[Option]:
    """The pool of the meeting's body, as a choice; only what the person asking may see."""
    waiting = pool(case.db, case.subject.org_id, case.today, scope(Issue, case.actor.capacities))
    return [(one.id, f"{one.number} {one.what[:30]}") for one in waiting]


def kind_of(db: Connection, org_id: int, day: date, issue_id: int) -> str:
    """What an item on this issue would be about."""
    return next((one.kind for one in pool(db, org_id, day) if one.id == issue_id), "decide")
