"""What the holder of a tracking code sees of a matter and may do with it: one place for the pages and for the API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.codes import hash_of
from workflow.issues.flow import issue_flow
from workflow.issues.model import Claim, Issue
from workflow.issues.voices import NEXT, OWN, STANDS, STATIONS, UNREACHED
from workflow.issues.words import OUTCOMES
from workflow.kernel.clock import parse_stamp
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.desk import Office
from workflow.kernel.errors import NotFound
from workflow.kernel.explain import Verdict, explain
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import REPORTER, Actor, Capacity
from workflow.orgs import attempts
from workflow.orgs.model import Org

CLAIMS, ISSUES, ORGS = bare(Claim), bare(Issue), bare(Org)
LIMIT, WINDOW = 20, 15
ANSWERED = ("replied", "closed", "archived", "under_review", "final_review", "not_accepted")
"""Where the answer is out; before, it is a draft that somebody else must still verify."""

PLACE = {state: place for place, (_label, states) in enumerate(STATIONS) for state in states}
OVER = ("closed", "archived")


class WrongCode(NotFound):
    """A wrong number and a wrong code: the same answer, so that neither can be guessed apart."""

    message = N_("没有找到：请对照回执，核对编号和查询码")


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the line: `done`, `now` or `ahead`, and when it was reached."""

    label: Label
    place: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the public timeline."""

    at: datetime
    said: Label


@dataclass(frozen=True, slots=True)
class PublicMatter:
    """All the reporter sees. Nobody's name or phone and no internal word is in it."""

    number: str
    what: str
    place: str
    registered_at: datetime
    state: str
    stands: Label
    owner: str
    holder: str | None
    next: Sentence | None
    due_at: datetime | None
    outcome_name: str | None
    outcome: Label | None
    answer: str | None
    public_text: str | None
    stations: list[Station]
    timeline: list[Happening]
    leads_on: str | None
    """The number of the matter this one was merged into."""


def open_matter(office: Office, number: str, code: str, asker: str) -> int:
    """The claim that a number and its code open. Tries are counted first; a right code ends the counting.

    Raises: WrongCode alike for a wrong number and a wrong code; TooMany.
    """
    keys = (("track-number", plain_number(number)), ("track-asker", asker))
    for kind, what in keys:
        attempts.count(office, kind, what, limit=LIMIT, minutes=WINDOW)
    known = select(CLAIMS.c.id, ISSUES.c.number).join(ISSUES, ISSUES.c.id == CLAIMS.c.issue_id)
    with office.database.reading() as db:
        found = db.execute(known.where(CLAIMS.c.code_hash == hash_of(office, code[:80]))).one_or_none()
    if found is None or plain_number(found.number) != plain_number(number):
        raise WrongCode
    for kind, what in keys:
        attempts.clear(office, kind, what)
    return int(found.id)


def plain_number(number: str) -> str:
    """A number as people type it: any case, blanks, any kind of dash."""
    return "".join(number.split())[:40].casefold().translate({ord(dash): "-" for dash in "－—–−‐"})


def own_matter(db: Connection, claim_id: int) -> Issue:
    """The matter a claim was opened for, as it was raised there.

    Raises: WrongCode where the claim is gone.
    """
    return _claimed(db, claim_id)[1]


def holder_of_code(db: Connection, claim_id: int) -> tuple[Actor, Issue]:
    """Whoever holds a claim, as an actor, and the matter that is worked on: the lead, where it was merged.

    Raises: WrongCode where the claim is gone.
    """
    claim, own = _claimed(db, claim_id)
    lead = fetch_one(db, Issue, ISSUES.c.id == own.merged_into_id) or own
    steps = frozenset[str]() if claim.ended_at else None  # who has left may go on reading
    return Actor(0, "", (Capacity(REPORTER, lead.id, lead.street_id, steps=steps, behalf=claim.id),)), lead


def _claimed(db: Connection, claim_id: int) -> tuple[Claim, Issue]:
    claim = fetch_one(db, Claim, CLAIMS.c.id == claim_id)
    issue = fetch_one(db, Issue, ISSUES.c.id == claim.issue_id) if claim else None
    if claim is None or issue is None:
        raise WrongCode
    return claim, issue


def acts(db: Connection, actor: Actor, issue: Issue, now: datetime) -> list[Verdict]:
    """What the reporter may do now, and what a rule forbids now, with the reason; nothing of the officers' steps."""
    if actor.capacities[0].steps is not None:
        return []
    return [v for v in explain(db, actor, issue, now) if REPORTER in v.step.roles and v.here]


def public_matter(db: Connection, issue: Issue, own: Issue) -> PublicMatter:
    """The public part of a matter; `own` is the one that was raised, which may follow `issue`."""
    events = _events(db, issue, own)
    named = select(ORGS.c.id, ORGS.c.name).where(ORGS.c.id.in_((issue.owner_id, issue.holder_id or 0)))
    names: dict[int, str] = {row.id: row.name for row in db.execute(named)}
    acting = names[issue.holder_id or issue.owner_id]
    answered = issue.state in ANSWERED
    return PublicMatter(
        number=own.number,
        what=own.what,
        place=own.place,
        registered_at=own.registered_at,
        state=issue.state,
        stands=Label(STANDS[issue.state]),
        owner=names[issue.owner_id],
        holder=acting if issue.holder_id else None,
        next=Sentence(NEXT[issue.state], {"org": acting}) if issue.state in NEXT else None,
        due_at=issue.due_at if issue.holder_id else None,
        outcome_name=issue.outcome if answered else None,
        outcome=Label(OUTCOMES[issue.outcome]) if answered and issue.outcome else None,
        answer=issue.answer if answered else None,
        public_text=issue.public_text if answered or issue.state == "suspended" else None,
        stations=_stations(issue, events),
        timeline=[line for row in events if (line := _line(row))],
        leads_on=issue.number if issue.id != own.id else None,
    )


def _events(db: Connection, issue: Issue, own: Issue) -> list[Any]:
    """Events of the matter that was raised, and those of its lead from the merging on."""
    columns = [EVENTS.c[name] for name in ("subject_id", "step", "from_state", "to_state", "at", "payload")]
    mine = (EVENTS.c.noun == "issue") & EVENTS.c.subject_id.in_((issue.id, own.id))
    found = list(db.execute(select(*columns).where(mine).order_by(EVENTS.c.at, EVENTS.c.seq)))
    merged = max((row.at for row in found if row.subject_id == own.id and row.step == "merge"), default="")
    return [row for row in found if row.subject_id == own.id or row.at > merged]


def _line(row: Any) -> Happening | None:
    """A step the reporter hears of, in the voice meant for the reporter."""
    step = issue_flow.steps.get(row.step)
    voice = OWN.get(row.step) or (step.voice if step else "")
    if row.step == "contact" and json.loads(row.payload)["answers"].get("how") == "unreached":
        voice = UNREACHED
    return Happening(parse_stamp(row.at), Label(voice)) if voice else None


def _stations(issue: Issue, events: list[Any]) -> list[Station]:
    """A stop that was passed over is passed, too; one that must be passed again is ahead."""
    here = PLACE[issue.state]
    reached = {PLACE[row.to_state]: parse_stamp(row.at) for row in events if row.from_state != row.to_state}
    told = []
    for place, (label, _states) in enumerate(STATIONS):
        where = "done" if place < here or issue.state in OVER else "now" if place == here else "ahead"
        told.append(Station(Label(label), where, reached.get(place) if where != "ahead" else None))
    return told
