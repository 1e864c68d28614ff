"""How a public page pictures a matter on top of `tracking`: where it stands, who holds it, what comes next, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.model import Claim, Issue
from workflow.issues.tracking import CLAIMS, ORGS, NoSuchCode, Public, again
from workflow.issues.voices import FRESH, NEXT, STANDS, STATIONS, STILL, UNSOLVED
from workflow.kernel.clock import parse_stamp
from workflow.kernel.db import fetch_one
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import Label, Sentence

OVER = ("closed", "archived")
INSTEAD = {"redispatch": STILL, "object": UNSOLVED}
"""What is said after these steps in place of the word for the state."""
PLACE = {state: place for place, (_label, states) in enumerate(STATIONS) for state in states}
LAST = len(STATIONS) - 1


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the line: `done`, `now`, `ahead`, or `missed` where the matter ended first; when it was reached."""

    label: Label
    place: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Organisations and dates only: nobody's name is in it."""

    stands: Label
    owner_kind: str
    holder: str | None
    next: Sentence | None
    due_at: datetime | None
    stations: list[Station]


def claimed(db: Connection, claim_id: int) -> tuple[Issue, Claim]:
    """The matter and the claim somebody opened with its code a moment ago.

    Raises: NoSuchCode where the claim is gone.
    """
    claim = fetch_one(db, Claim, CLAIMS.c.id == claim_id)
    if claim is None:
        raise NoSuchCode
    return again(db, claim)


def outlook(db: Connection, seen: Public) -> Outlook:
    """Where a matter stands; of a merged one, where its lead stands."""
    issue = seen.issue
    ids = {issue.owner_id, issue.holder_id or issue.owner_id}
    rows = db.execute(select(ORGS.c.id, ORGS.c.name, ORGS.c.kind).where(ORGS.c.id.in_(ids)))
    orgs = {row.id: row for row in rows}
    org = orgs[issue.holder_id or issue.owner_id].name
    moves = _moves(db, issue)
    return Outlook(
        owner_kind=orgs[issue.owner_id].kind,
        stands=Label(INSTEAD.get(moves[-1].step, STANDS[issue.state])),
        holder=org if issue.holder_id else None,
        next=_next(issue, org),
        due_at=issue.due_at if issue.holder_id else None,
        stations=_stations(issue, moves),
    )


def _next(issue: Issue, org: str) -> Sentence | None:
    again = issue.state == "escalated" and issue.counts.get("object_again")
    words = FRESH if again else NEXT.get(issue.state)
    return Sentence(words, {"org": org}) if words else None


def _moves(db: Connection, issue: Issue) -> list[Any]:
    """The steps that moved it, oldest first."""
    mine = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == issue.id)
    columns: tuple[Any, ...] = (EVENTS.c.step, EVENTS.c.from_state, EVENTS.c.to_state, EVENTS.c.at)
    rows = db.execute(select(*columns).where(mine).order_by(EVENTS.c.seq))
    return [row for row in rows if row.from_state != row.to_state]


def _place(move: Any) -> int:
    """A change of units is one stop with the work itself."""
    return PLACE["transferred" if move.step == "redispatch" else move.to_state]


def _stations(issue: Issue, moves: list[Any]) -> list[Station]:
    """A stop that was passed over is passed, too; one that must be passed again is ahead. Days are of the first time.

    Where nothing stands between a stop and the end, the matter ended before it, and nobody is told that it was done.

    So they never run backwards where a matter was handed down and accepted once more.
    """
    here = _place(moves[-1])
    reached = {_place(move): parse_stamp(move.at) for move in reversed(moves)} | {here: parse_stamp(moves[-1].at)}
    furthest = max((place for place in reached if place < LAST), default=-1)
    told = []
    for place, (label, _states) in enumerate(STATIONS):
        where = "done" if place < here or issue.state in OVER else "now" if place == here else "ahead"
        if where == "done" and furthest < place < LAST:
            where = "missed"
        told.append(Station(Label(label), where, reached.get(place) if where in ("done", "now") else None))
    return told
