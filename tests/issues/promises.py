"""The five promises of WORKFLOWS.md and what keeps them, read from the rows alone and told apart by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from workflow.issues import Assignment, Issue
from workflow.issues.facts import OPEN_SHEET, SHEET_WORK, WORKING
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.ladder import ABOVE
from workflow.issues.model import Claim, Contact, Custody, Deadline
from workflow.kernel.clock import parse_stamp
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.orgs.model import Org

ISSUES, SHEETS, ORGS = bare(Issue), bare(Assignment), bare(Org)
CUSTODY, DEADLINES, CLAIMS, CONTACTS = bare(Custody), bare(Deadline), bare(Claim), bare(Contact)
CHECKERS = ("verify", "redo", "redo_units", "redo_decision")


@dataclass
class Matter:
    """An issue with everything that hangs on it."""

    issue: Any
    events: list[Any]
    sheets: list[Any]
    sheet_events: list[Any]
    custody: list[Any]
    clocks: list[Any]
    claims: list[Any]
    parents: dict[int, int | None]

    @property
    def open(self) -> bool:
        return issue_flow.states[self.issue.state].holder is not None

    @property
    def open_sheets(self) -> list[Any]:
        return [s for s in self.sheets if s.state in OPEN_SHEET]


ID, IDS = bindparam("id"), bindparam("ids", expanding=True)
THE_ISSUE = select(ISSUES).where(ISSUES.c.id == ID)
ITS_EVENTS = select(EVENTS).where(EVENTS.c.noun == "issue", EVENTS.c.subject_id == ID).order_by(EVENTS.c.seq)
ITS_SHEETS = select(SHEETS).where(SHEETS.c.issue_id == ID).order_by(SHEETS.c.id)
THEIR_EVENTS = select(EVENTS).where(EVENTS.c.noun == "assignment", EVENTS.c.subject_id.in_(IDS)).order_by(EVENTS.c.at)
ITS_CUSTODY = select(CUSTODY).where(CUSTODY.c.issue_id == ID).order_by(CUSTODY.c.seq)
ITS_CLOCKS = (
    select(DEADLINES).where(DEADLINES.c.noun == "issue", DEADLINES.c.subject_id == ID).order_by(DEADLINES.c.seq)
)
ITS_CLAIMS = select(CLAIMS).where(CLAIMS.c.issue_id == ID).order_by(CLAIMS.c.id)
PARENTS = select(ORGS.c.id, ORGS.c.parent_id)
ALL_CONTACTS = select(CONTACTS.c.id)
HELD_CONTACTS = select(CLAIMS.c.contact_id).where(CLAIMS.c.contact_id.is_not(None))
"""Asked after every step of thousands of walks, so put together once."""


def load(db: Connection, id: int) -> Matter:
    def of(statement: Any, **values: Any) -> list[Any]:
        return list(db.execute(statement, values or {"id": id}))

    sheets = of(ITS_SHEETS)
    return Matter(
        db.execute(THE_ISSUE, {"id": id}).one(),
        of(ITS_EVENTS),
        sheets,
        of(THEIR_EVENTS, ids=[s.id for s in sheets]) if sheets else [],
        of(ITS_CUSTODY),
        of(ITS_CLOCKS),
        of(ITS_CLAIMS),
        {row.id: row.parent_id for row in db.execute(PARENTS)},
    )


def keep(db: Connection, id: int, now: datetime) -> None:
    """Raises: AssertionError where a promise about this issue is broken."""
    matter = load(db, id)
    for promise in PROMISES:
        promise(matter, now)
    contacts = set(db.execute(ALL_CONTACTS).scalars())
    held = set(db.execute(HELD_CONTACTS).scalars())
    assert contacts == held, "contact data that belongs to nobody"
    lead = select(bare(Issue).c.held_at).where(bare(Issue).c.id == matter.issue.merged_into_id)
    if matter.issue.held_at is None and db.execute(lead).scalar_one_or_none() is None:  # a legal hold keeps it
        assert all(c.contact_id is None for c in matter.claims if c.ended_at), "an ended claim keeps contact data"


def one_owner_and_one_holder(m: Matter, now: datetime) -> None:
    running = [row for row in m.custody if row.to_at is None]
    if not m.open:
        assert m.issue.holder_id is None
        assert running == []
        assert m.issue.settled_at is not None
        return
    assert m.issue.owner_id
    assert [row.holder_id for row in running] == [m.issue.holder_id], "one custody row runs, the holder's"
    assert m.issue.settled_at is None
    if m.issue.state != "transferred":
        assert m.issue.holder_id == m.issue.owner_id


def dwell_times_add_up_to_the_age(m: Matter, now: datetime) -> None:
    for row, later in zip(m.custody, m.custody[1:], strict=False):
        assert row.to_at is not None
        assert row.from_at <= row.to_at <= later.from_at
    dwelt = sum(((row.to_at or now) - row.from_at for row in m.custody), timedelta())
    age = timedelta()
    moments = [parse_stamp(event.at) for event in m.events]
    for event, begun, ended in zip(m.events, moments, [*moments[1:], now], strict=True):
        if issue_flow.states[event.to_state].holder:
            age += ended - begun
    assert dwelt == age, f"dwelt {dwelt}, aged {age}"


def every_change_has_its_entry(m: Matter, now: datetime) -> None:
    assert m.issue.version == len(m.events)
    assert m.issue.head == m.events[-1].hash
    assert m.issue.state == m.events[-1].to_state
    for before, event in zip([None, *m.events], m.events, strict=False):
        assert event.from_state == (before.to_state if before else None)
    for sheet in m.sheets:
        own = [event for event in m.sheet_events if event.subject_id == sheet.id]
        assert (sheet.version, sheet.state) == (len(own), own[-1].to_state)


def assignments_follow_the_issue(m: Matter, now: datetime) -> None:
    states = {s.state for s in m.open_sheets}
    units = [s.unit_id for s in m.open_sheets]
    assert len(units) == len(set(units)), "a unit holds two open assignments of one issue"
    leads = [s for s in m.open_sheets if s.role == "lead"]
    match m.issue.state:
        case "transferred":
            assert [s.unit_id for s in leads] == [m.issue.lead_id], "one lead, and the one the issue names"
            _holder_follows_the_lead(m, leads[0])
        case "blocked" if m.issue.came_from == "transferred":
            assert [s.state for s in leads] == ["handling"]
        case "verifying" if m.issue.came_from == "transferred":
            assert states == {"reported"}
        case _:
            assert states == set(), f"{m.issue.state} leaves {states}"


def _holder_follows_the_lead(m: Matter, lead: Any) -> None:
    if lead.state == "returned":
        assert m.issue.holder_id == m.issue.owner_id
    elif lead.state == "disputed":
        assert m.issue.holder_id != m.issue.lead_id
    else:
        assert m.issue.holder_id == m.issue.lead_id


def every_waiting_state_has_its_clock(m: Matter, now: datetime) -> None:
    running = [row for row in m.clocks if row.stopped_at is None]
    of_state = [row for row in running if row.kind not in ABOVE]
    clock = issue_flow.states[m.issue.state].clock
    wanted = [clock] if clock and clock != "with_lead" else []
    assert [row.kind for row in of_state] == wanted
    assert m.issue.due_at == (of_state[0].due_at if of_state else None)
    answering = sum(row.kind == "answer" for row in running)
    wanted_answer = int(m.open and m.issue.accepted_at is not None and m.issue.state != "replied")
    assert answering == wanted_answer, f"{answering} answer clocks run in {m.issue.state}"


def assignments_have_theirs(m: Matter, now: datetime) -> None:
    for sheet in m.sheets:
        still = sheet.state == "handling" and m.issue.state == "blocked"
        waits = assignment_flow.states[sheet.state].clock is not None and not still
        assert (sheet.due_at is not None) == waits, f"{sheet.state} has due {sheet.due_at}"


def every_item_gets_an_answer(m: Matter, now: datetime) -> None:
    for event in m.events:
        if event.to_state == "closed" and event.from_state != "closed":
            assert event.from_state == "replied"
    if m.issue.state in ("replied", "closed"):
        assert m.issue.answer
        assert m.issue.outcome


def nobody_marks_their_own_work(m: Matter, now: datetime) -> None:
    workers: set[int] = set()
    both = sorted([*m.events, *m.sheet_events], key=lambda e: (e.at, e.noun != "assignment"))
    for event in both:
        if event.step in CHECKERS and event.noun == "issue":
            assert event.actor_id not in workers, f"{event.step} by somebody who worked on it"
        if event.actor_id and (event.step in WORKING or event.step in SHEET_WORK):
            workers.add(event.actor_id)


def what_is_merged_has_an_open_way(m: Matter, now: datetime) -> None:
    assert (m.issue.state == "merged") <= (m.issue.merged_into_id is not None)
    if m.issue.merged_into_id:
        assert m.issue.state in ("merged", "archived")


PROMISES = (
    one_owner_and_one_holder,
    dwell_times_add_up_to_the_age,
    every_change_has_its_entry,
    assignments_follow_the_issue,
    every_waiting_state_has_its_clock,
    assignments_have_theirs,
    every_item_gets_an_answer,
    nobody_marks_their_own_work,
    what_is_merged_has_an_open_way,
)
