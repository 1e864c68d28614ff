"""What somebody must do now, what came back, and what they are waiting for: the home of each role."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)

from workflow.issues.facts import WORKING
from workflow.issues.flow import OPEN, assignment_flow, issue_flow
from workflow.issues.masking import covered
from workflow.issues.model import Assignment, Issue, Summons
from workflow.kernel.db import at_most, bare
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Actor, Capacity, scope
from workflow.kernel.prepared import fetch_rows, fixed
from workflow.orgs.model import Org
from workflow.orgs.roles import AUDITOR, DISPATCHER, HANDLER, MEMBER, OFFICERS

ISSUES, SHEETS, CALLS = bare(Issue), bare(Assignment), bare(Summons)
HOLDER, OWNER = bare(Org).alias("holder"), bare(Org).alias("owner")
OPEN_STATES = OPEN.split()
OBSERVERS = {AUDITOR, DISPATCHER}
PARTY = OFFICERS | {MEMBER}
MINE, OTHERS = 50, 30


class Task(NamedTuple):
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
    own_work: bool
    """It waits to be verified, and whoever reads this worked on it: somebody else must."""


class SheetTask(NamedTuple):
    """One assignment in a unit's inbox."""

    id: int
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
    late: bool


class Inbox(NamedTuple):
    """Matters one must move, matters others must move, and assignments; in each the nearest deadline first."""

    mine: list[Task]
    waiting: list[Task]
    sheets: list[SheetTask]
    more: dict[str, list[Any]]
    """Lists of other rooms, by name, as rows."""


Listing = Callable[[Actor], Select[Any] | None]
FURTHER: dict[str, Listing] = {}


def further(name: str) -> Callable[[Listing], Listing]:
    """Let a room to the right put a list into the same question; its columns are some of SHOWN."""

    def declare(listing: Listing) -> Listing:
        FURTHER[name] = listing
        return listing

    return declare


BACK = (
    ("object_again", N_("再次未解决")),
    ("object", N_("诉求人表示未解决")),
    ("overturn", N_("复查撤销")),
    ("annul", N_("会议不予追认")),
    ("redispatch", N_("单位退回")),
    ("redo", N_("核实退回")),
)


RETURNING = ("accepted", "escalated", "executing", "transferred")
LABELS = {name: Label(state.label) for name, state in issue_flow.states.items()}


def my_orgs(actor: Actor) -> list[int]:
    """Organisations the actor acts for (not those only looked at)."""
    return sorted({c.org for c in actor.capacities if c.role not in OBSERVERS})


def inbox(db: Connection, actor: Actor, now: datetime) -> Inbox:
    """All three lists in one query; a list that is nobody's business in these capacities is empty."""
    found = Inbox([], [], [], {})
    statement = _inbox(actor)
    rows = fetch_rows(db, statement, {}) if statement is not None else []
    for row in sorted(rows, key=lambda row: (row.due_at or now, row.id)):
        if row.part in FURTHER:
            found.more.setdefault(row.part, []).append(row)
        elif row.part == "sheets":
            found.sheets.append(_sheet(row, now))
        else:
            (found.mine if row.part == "mine" else found.waiting).append(task(row, now))
    return found


SHOWN = (
    "id", "number", "what", "place", "urgency", "state", "due_at", "owner", "holder", "role", "counts",
    "standing_in_id", "holder_id", "owner_id", "own_work", "title",
)  # fmt: skip


@lru_cache(maxsize=2048)
def _inbox(actor: Actor) -> CompoundSelect[Any] | None:
    """Built once for each actor; each list is cut before they are put together."""
    lists: dict[str, Select[Any]] = {}
    if actor.roles & PARTY:
        mine = fixed(my_orgs(actor))
        as_lead = and_(ISSUES.c.state == "transferred", ISSUES.c.standing_in_id.is_(None))  # it stands in `sheets`
        lists["mine"] = _tasks(actor).where(ISSUES.c.holder_id.in_(mine), not_(as_lead)).limit(at_most(MINE))
        lists["waiting"] = _tasks(actor).where(ISSUES.c.id.in_(_ours(actor, mine))).limit(at_most(OTHERS))
    if units := [c for c in actor.capacities if c.role == HANDLER or c.kind != "street"]:
        lists["sheets"] = _sheets(units).limit(at_most(MINE))
    for name, listing in FURTHER.items():
        if (rows := listing(actor)) is not None:
            lists[name] = rows.limit(at_most(MINE))
    parts = [_part(name, found) for name, found in lists.items()]
    return union_all(*parts) if parts else None


def _ours(actor: Actor, mine: list[Any]) -> CompoundSelect[Any]:
    """The next due of the open matters that are or were ours and that others hold: by two indexes, each cut by itself,
    for `or` would read the whole street.
    """
    away = and_(ISSUES.c.holder_id.not_in(mine), scope(Issue, actor.capacities))
    sides = (ISSUES.c.owner_id, ISSUES.c.branch_id)
    arms = (select(ISSUES.c.id).where(side.in_(mine), ISSUES.c.holder_id != side, away) for side in sides)
    cut = (arm.order_by(ISSUES.c.due_at, ISSUES.c.id).limit(at_most(OTHERS)).subquery() for arm in arms)
    return union_all(*(select(arm.c.id) for arm in cut))


def _part(name: str, found: Select[Any]) -> Select[Any]:
    rows = found.subquery(name)
    shown = (rows.c[column] if column in rows.c else null().label(column) for column in SHOWN)
    return select(literal(name).label("part"), *shown)


def _tasks(actor: Actor) -> Select[Any]:
    """Open matters: they have a holder, and no others do."""
    names = ("id", "number", "what", "place", "urgency", "state", "due_at", "standing_in_id", "holder_id", "owner_id")
    counts = cast(ISSUES.c.counts, Text).label("counts")  # read only where something may have come back
    own_work = and_(ISSUES.c.state == "verifying", _worked(actor)).label("own_work")  # asked of those only
    columns = (*(ISSUES.c[name] for name in names), counts, own_work, HOLDER.c.name.label("holder"))
    joined = ISSUES.join(HOLDER, HOLDER.c.id == ISSUES.c.holder_id).join(OWNER, OWNER.c.id == ISSUES.c.owner_id)
    found = select(*columns, OWNER.c.name.label("owner")).select_from(joined)
    return found.where(scope(Issue, actor.capacities)).order_by(ISSUES.c.due_at, ISSUES.c.id)


def _worked(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor took a working step in the matter, in any round."""
    theirs = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == ISSUES.c.id) & (EVENTS.c.actor_id == actor.id)
    return exists().where(theirs, EVENTS.c.step.in_(fixed(WORKING)))


def _sheets(units: list[Capacity]) -> Select[Any]:
    """Assignments a unit must sign for or work on."""
    own = (SHEETS.c[name] for name in ("id", "role", "urgency", "state", "due_at"))
    columns = (*own, ISSUES.c.number, ISSUES.c.what, ISSUES.c.place, OWNER.c.name.label("owner"))
    joined = SHEETS.join(ISSUES, ISSUES.c.id == SHEETS.c.issue_id).join(OWNER, OWNER.c.id == SHEETS.c.owner_id)
    busy = SHEETS.c.state.in_(fixed(("pending", "handling", "returned", "disputed")))
    mine = SHEETS.c.unit_id.in_(fixed(hat.org for hat in units))
    return select(*columns).select_from(joined).where(mine, busy).order_by(SHEETS.c.due_at, SHEETS.c.id)


def task(row: Any, now: datetime) -> Task:
    """A row as a line of an inbox."""
    return Task(
        id=row.id,
        number=row.number,
        title=row.what.split("\n", 1)[0][:60],
        place=row.place,
        urgency=row.urgency,
        state=row.state,
        label=LABELS[row.state],
        phase=issue_flow.states[row.state].phase,
        holder=row.holder,
        owner=row.owner,
        due_at=row.due_at,
        late=row.due_at is not None and row.due_at < now,
        back=_back(row) if row.state in RETURNING else None,
        own_work=bool(row.own_work),
    )


def _back(row: Any) -> Label | None:
    """Why it is here again."""
    if row.standing_in_id and row.holder_id == row.owner_id:
        return Label(N_("单位退回，待决定"))
    counts = json.loads(row.counts)
    if came_back := next((Label(label) for step, label in BACK if counts.get(step)), None):
        return came_back
    remanded = row.state == "accepted" and any(key.startswith("remand@") for key in counts)
    return Label(N_("上级退回")) if remanded else None


def _sheet(row: Any, now: datetime) -> SheetTask:
    state = assignment_flow.states[row.state]
    return SheetTask(
        id=row.id,
        number=row.number,
        title=covered(row.what).split("\n", 1)[0][:60],
        place=covered(row.place),
        role=row.role,
        urgency=row.urgency,
        label=Label(state.label),
        phase=state.phase,
        state=row.state,
        owner=row.owner,
        due_at=row.due_at,
        late=row.due_at is not None and row.due_at < now,
    )


def standing(db: Connection, actor: Actor, now: datetime) -> list[tuple[str, Label, str, int, int]]:
    """(state, label, phase, open, late) of everything the actor may see: the street's overview in one query."""
    counted: dict[str, tuple[int, int]] = {}
    for row in fetch_rows(db, _standing(actor), {"now": now}):
        n, late = counted.get(row.state, (0, 0))
        counted[row.state] = (n + row.n, late + row.late)
    states = [issue_flow.states[name] for name in OPEN_STATES]
    return [(s.name, Label(s.label), s.phase, *counted.get(s.name, (0, 0))) for s in states]


@lru_cache(maxsize=2048)
def _standing(actor: Actor) -> CompoundSelect[Any]:
    """What stands under one's own by its columns alone; what was only sent here by the few that were."""
    late = func.count().filter(and_(ISSUES.c.due_at < bindparam("now"), not_(ISSUES.c.due_at.is_(None))))
    held = ISSUES.c.state.in_(fixed(OPEN_STATES)) & ISSUES.c.holder_id.is_not(None)  # as their index asks for it
    columns = (ISSUES.c.state, func.count().label("n"), late.label("late"))
    found = select(*columns).where(held, scope(Issue, actor.capacities)).group_by(ISSUES.c.state)
    return union_all(*(found.where(part) for part in parted(actor)))


def parted(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What an actor sees in parts that share nothing, for counting very many: `scope` asks of each matter that is not
    one's own whether any of it was sent here, and in a part of those that were it asks few.
    """
    if any(hat.kind == "street" for hat in actor.capacities):
        return (true(),)
    sides = {"branch": ISSUES.c.branch_id, "community": ISSUES.c.community_id}
    mine = fixed({hat.org for hat in actor.capacities})
    own = [sides[hat.kind] == hat.org for hat in actor.capacities if hat.kind in sides]
    near = or_(false(), ISSUES.c.owner_id.in_(mine), *own)
    sent = select(SHEETS.c.issue_id).where(SHEETS.c.unit_id.in_(mine), SHEETS.c.state != "revoked")
    called = select(CALLS.c.issue_id).where(CALLS.c.unit_id.in_(mine))
    return near, and_(ISSUES.c.id.in_(union_all(sent, called)), near.is_not(true()))
