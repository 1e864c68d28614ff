"""What somebody must do now, what came back, and what they are waiting for: the home of each role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, not_, or_, select

from workflow.issues.flow import OPEN, assignment_flow, issue_flow
from workflow.issues.model import Assignment, Issue
from workflow.kernel.db import bare
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Actor, scope
from workflow.orgs.model import Org
from workflow.orgs.roles import AUDITOR, DISPATCHER, HANDLER

ISSUES, SHEETS = bare(Issue), bare(Assignment)
HOLDER, OWNER = bare(Org).alias("holder"), bare(Org).alias("owner")
OPEN_STATES = OPEN.split()
OBSERVERS = {AUDITOR, DISPATCHER}


@dataclass(frozen=True, slots=True)
class Task:
    """One line of an inbox. `back` says why it came back, if it did."""

    id: int
    number: str
    title: str
    place: str
    urgency: str
    state: str
    label: Label
    phase: str
    holder: str | None
    owner: str
    due_at: datetime | None
    late: bool
    back: Label | None


BACK = (
    ("object_again", N_("再次未解决")),
    ("object", N_("诉求人表示未解决")),
    ("overturn", N_("复查撤销")),
    ("annul", N_("会议不予追认")),
    ("redispatch", N_("单位退回")),
    ("redo", N_("核实退回")),
)


def my_orgs(actor: Actor) -> list[int]:
    """Organisations the actor acts for (not those only looked at)."""
    return sorted({c.org for c in actor.capacities if c.role not in OBSERVERS})


def _columns() -> tuple[Any, ...]:
    names = (
        "id",
        "number",
        "what",
        "place",
        "urgency",
        "state",
        "due_at",
        "counts",
        "standing_in_id",
        "holder_id",
        "owner_id",
    )
    return (*(ISSUES.c[name] for name in names), HOLDER.c.name.label("holder"), OWNER.c.name.label("owner"))


def _tasks(actor: Actor) -> Select[Any]:
    joined = ISSUES.outerjoin(HOLDER, HOLDER.c.id == ISSUES.c.holder_id).join(OWNER, OWNER.c.id == ISSUES.c.owner_id)
    return (
        select(*_columns()).select_from(joined).where(scope(Issue, actor.capacities), ISSUES.c.state.in_(OPEN_STATES))
    )


def must_do(db: Connection, actor: Actor, now: datetime, limit: int = 50) -> list[Task]:
    """Open matters the actor's organisations hold, the nearest deadline first.

    What they hold as somebody's lead unit is an assignment, and stands in `sheets`.
    """
    as_lead = and_(ISSUES.c.state == "transferred", ISSUES.c.standing_in_id.is_(None))
    mine = _tasks(actor).where(ISSUES.c.holder_id.in_(my_orgs(actor)), not_(as_lead))
    return [task(row, now) for row in db.execute(mine.order_by(ISSUES.c.due_at, ISSUES.c.id).limit(limit))]


def waiting(db: Connection, actor: Actor, now: datetime, limit: int = 30) -> list[Task]:
    """Open matters that are ours or were ours, and that somebody else must move."""
    mine = my_orgs(actor)
    ours = or_(ISSUES.c.owner_id.in_(mine), ISSUES.c.branch_id.in_(mine))
    found = _tasks(actor).where(ours, ISSUES.c.holder_id.not_in(mine))
    return [task(row, now) for row in db.execute(found.order_by(ISSUES.c.due_at, ISSUES.c.id).limit(limit))]


def task(row: Any, now: datetime) -> Task:
    """A row as a line of an inbox."""
    state = issue_flow.states[row.state]
    came_back = next((Label(label) for step, label in BACK if row.counts.get(step)), None)
    if row.standing_in_id and row.holder_id == row.owner_id:
        came_back = Label(N_("单位退回，待决定"))
    elif came_back is None and any(key.startswith("remand@") for key in row.counts) and row.state == "accepted":
        came_back = Label(N_("上级退回"))
    return Task(
        id=row.id,
        number=row.number,
        title=row.what.split("\n")[0][:60],
        place=row.place,
        urgency=row.urgency,
        state=row.state,
        label=Label(state.label),
        phase=state.phase,
        holder=row.holder,
        owner=row.owner,
        due_at=row.due_at,
        late=row.due_at is not None and row.due_at < now,
        back=came_back if row.state in ("accepted", "escalated", "executing", "transferred") else None,
    )


@dataclass(frozen=True, slots=True)
class SheetTask:
    """One assignment in a unit's inbox."""

    id: int
    issue_id: int
    number: str
    title: str
    place: str
    role: str
    urgency: str
    label: Label
    phase: str
    state: str
    owner: str
    due_at: datetime | None
    handle_by: datetime
    late: bool


def sheets(db: Connection, actor: Actor, now: datetime, limit: int = 50) -> list[SheetTask]:
    """Assignments a unit must sign for or work on, the nearest deadline first."""
    units = [c.org for c in actor.capacities if c.role == HANDLER or c.kind != "street"]
    names = ("id", "issue_id", "role", "urgency", "state", "due_at", "handle_by")
    columns = (
        *(SHEETS.c[n] for n in names),
        ISSUES.c.number,
        ISSUES.c.what,
        ISSUES.c.place,
        OWNER.c.name.label("owner"),
    )
    joined = SHEETS.join(ISSUES, ISSUES.c.id == SHEETS.c.issue_id).join(OWNER, OWNER.c.id == SHEETS.c.owner_id)
    busy = SHEETS.c.state.in_(("pending", "handling", "returned", "disputed"))
    mine = select(*columns).select_from(joined).where(SHEETS.c.unit_id.in_(units), busy)
    return [_sheet(row, now) for row in db.execute(mine.order_by(SHEETS.c.due_at, SHEETS.c.id).limit(limit))]


def _sheet(row: Any, now: datetime) -> SheetTask:
    state = assignment_flow.states[row.state]
    return SheetTask(
        id=row.id,
        issue_id=row.issue_id,
        number=row.number,
        title=row.what.split("\n")[0][:60],
        place=row.place,
        role=row.role,
        urgency=row.urgency,
        label=Label(state.label),
        phase=state.phase,
        state=row.state,
        owner=row.owner,
        due_at=row.due_at,
        handle_by=row.handle_by,
        late=row.due_at is not None and row.due_at < now,
    )


def standing(db: Connection, actor: Actor, now: datetime) -> list[tuple[str, Label, str, int, int]]:
    """(state, label, phase, open, late) of everything the actor may see: the street's overview in one query."""
    late = func.count().filter(and_(ISSUES.c.due_at < now, not_(ISSUES.c.due_at.is_(None))))
    found = select(ISSUES.c.state, func.count(), late).where(scope(Issue, actor.capacities)).group_by(ISSUES.c.state)
    counted = {row[0]: (row[1], row[2]) for row in db.execute(found)}
    states = [issue_flow.states[name] for name in OPEN_STATES]
    return [(s.name, Label(s.label), s.phase, *counted.get(s.name, (0, 0))) for s in states]
