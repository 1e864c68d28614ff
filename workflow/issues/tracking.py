"""A number and a code open the public part of a matter: no words of officers, no contact data."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hmac import compare_digest
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from sqlalchemy import Connection, func, select

from workflow.issues.codes import hash_of, plain_number
from workflow.issues.flow import issue_flow
from workflow.issues.model import Claim, Issue
from workflow.issues.relations import reporter
from workflow.issues.voice_guards import STAFF
from workflow.issues.voices import voice
from workflow.issues.words import OUTCOMES
from workflow.kernel.clock import local, parse_stamp
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.desk import Office
from workflow.kernel.errors import NotFound
from workflow.kernel.explain import Verdict, explain
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import REPORTER, Actor, Capacity
from workflow.orgs import attempts
from workflow.orgs.model import Org

ISSUES, CLAIMS, ORGS = bare(Issue), bare(Claim), bare(Org)
ANSWERED = ("replied", "closed", "archived", "under_review", "final_review", "not_accepted")
EXPLAINED = (*ANSWERED, "suspended")
LIMIT, WINDOW = 20, 15
CLOSED = "track-closed"


class NoSuchCode(NotFound):
    """A wrong number and a wrong code: the same answer, so that neither can be guessed apart."""

    message = N_("没有找到：请核对编号和查询码")


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the public timeline: a day and what the reporter hears of it."""

    on: date
    voice: Label


@dataclass(frozen=True)
class Public:
    """A matter as its reporter sees it. `issue` is the lead where it was merged; templates read the other fields."""

    number: str
    state: str
    voice: Label
    owner: str
    registered_on: date
    due_on: date | None
    outcome: Label | None
    answer: str | None
    public_text: str | None
    timeline: list[Happening]
    merged: bool
    issue: Issue
    actor: Actor
    steps: list[Verdict] = field(default_factory=list)


def open_with_code(office: Office, number: str, code: str, client: str) -> tuple[Issue, Claim]:
    """The issue and the claim a number and a code open. Tries are counted first; a right code ends the counting.

    One address has few tries, whatever it tries. A number has them, too, from all addresses together; there only a
    wrong code is refused: whoever floods a number keeps nobody out who holds its code.

    Raises: NoSuchCode alike for a wrong number and a wrong code; TooMany.
    """
    asked = plain_number(number)
    keys = (("track-client", network(client)), ("track-number", asked))
    attempts.count(office, *keys[0], limit=LIMIT, minutes=WINDOW)
    flooded = attempts.counted(office, *keys[1], limit=LIMIT, minutes=WINDOW)
    hashed = hash_of(office, code)
    with office.database.reading() as db:
        found = behind(db, asked, hashed)
    if found is None:
        raise flooded or NoSuchCode()
    for kind, what in keys:
        attempts.clear(office, kind, what)
    return found


def behind(db: Connection, number: str, hashed: str) -> tuple[Issue, Claim] | None:
    """What a code opens, if it is this number's: the same two queries whatever of it is wrong."""
    claim = fetch_one(db, Claim, CLAIMS.c.code_hash == hashed)
    issue = fetch_one(db, Issue, ISSUES.c.id == (claim.issue_id if claim else 0))
    if claim is None or issue is None or not compare_digest(issue.number.encode(), number.encode()):
        return None
    return issue, claim


def close(office: Office, mark: str) -> None:
    """What was opened under this mark is closed for whoever copied the cookie as well."""
    attempts.counted(office, CLOSED, mark, limit=1, minutes=WINDOW)


def is_closed(office: Office, db: Connection, mark: str) -> bool:
    """Whether its reader has closed it."""
    return attempts.was(office, db, CLOSED, mark)


def network(client: str) -> str:
    """An address as tries are counted by it: one household has many of the long kind, one alone of the short."""
    try:
        address = ip_address(client)
    except ValueError:
        return client[:60]
    if isinstance(address, IPv6Address):
        short = address.ipv4_mapped
        return str(short) if short else str(ip_network((address, 64), strict=False))
    return str(address)


def claimed_with(office: Office, db: Connection, code: str) -> tuple[Issue, Claim]:
    """The matter and the claim of a code that was made a moment ago, and is known to be right.

    Raises: NoSuchCode.
    """
    claim = fetch_one(db, Claim, CLAIMS.c.code_hash == hash_of(office, code))
    if claim is None:
        raise NoSuchCode
    return again(db, claim)


def within(client: str, networks: Sequence[str]) -> bool:
    """Whether an address lies in one of these networks."""
    try:
        address = ip_address(client)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in ip_network(one) for one in networks)


def lead_of(db: Connection, issue: Issue) -> Issue:
    """The matter that is really worked on: the lead, where this one was merged into it."""
    if issue.merged_into_id is None:
        return issue
    return fetch_one(db, Issue, ISSUES.c.id == issue.merged_into_id) or issue


def reporter_of(issue: Issue, claim: Claim, staff: bool = False) -> Actor:
    """Whoever holds the code, as an actor in the matter; a claim that has ended only looks.

    `staff`: an officer is logged in where the code was typed.
    """
    if claim.ended_at is not None:
        return Actor(0, "", ())
    kind = STAFF if staff else ""
    return Actor(0, "", (Capacity(REPORTER, issue.id, issue.street_id, kind=kind, behalf=claim.id),))


def view(db: Connection, issue: Issue, claim: Claim, now: datetime, staff: bool = False) -> Public:
    """The public part of a matter, and what its reporter may do now."""
    lead = lead_of(db, issue)
    actor = reporter_of(lead, claim, staff)
    happened = timeline(db, issue, lead, claim.id)
    spoken = happened[-1].voice if happened else Label(issue_flow.states[lead.state].label)
    owner = db.execute(select(ORGS.c.name).where(ORGS.c.id == lead.owner_id)).scalar_one()
    return Public(
        number=issue.number,
        state=lead.state,
        voice=spoken,
        owner=owner,
        registered_on=local(issue.registered_at).date(),
        due_on=local(lead.due_at).date() if lead.due_at and lead.holder_id else None,
        outcome=Label(OUTCOMES[lead.outcome]) if lead.outcome and lead.state in ANSWERED else None,
        answer=lead.answer if lead.state in ANSWERED else None,
        public_text=lead.public_text if lead.state in EXPLAINED else None,
        timeline=happened,
        merged=lead is not issue,
        issue=lead,
        actor=actor,
        steps=[v for v in explain(db, actor, lead, now) if reporter in v.step.by] if actor.capacities else [],
    )


def timeline(db: Connection, issue: Issue, lead: Issue, claim: int) -> list[Happening]:
    """Steps that have a voice for this reporter; of a lead, what happened since the merging."""
    told = _voiced(db, issue, claim, "")
    if lead is not issue:  # its own history goes on beside the lead's: what was written may be erased later
        told = sorted([*told, *_voiced(db, lead, claim, _merged_at(db, issue))], key=lambda line: line[0])
    return [Happening(local(parse_stamp(at)).date(), Label(voice)) for at, voice in told]


def _merged_at(db: Connection, issue: Issue) -> str:
    mine = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == issue.id) & (EVENTS.c.step == "merge")
    return db.execute(select(func.max(EVENTS.c.at)).where(mine)).scalar_one() or ""


def _voiced(db: Connection, issue: Issue, claim: int, since: str) -> list[tuple[str, str]]:
    mine = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == issue.id) & (EVENTS.c.at > since)
    found = db.execute(select(EVENTS.c.at, EVENTS.c.step, EVENTS.c.payload).where(mine).order_by(EVENTS.c.seq))
    said = ((row.at, voice(row.step, json.loads(row.payload), claim)) for row in found)
    return [(at, words) for at, words in said if words]


def as_data(seen: Public, say: Callable[[Any], str], asks: Callable[[Verdict], list[dict[str, Any]]]) -> dict[str, Any]:
    """The public part as plain data, in the reader's language."""
    lines = [{"on": line.on.isoformat(), "what": say(line.voice)} for line in seen.timeline]
    steps = [
        {"name": v.step.name, "label": say(v.step.label), "allowed": v.allowed, "why": say(v.why) or None, "who": None}
        | {"asks": asks(v) if v.allowed else []}
        for v in seen.steps
        if v.allowed or v.here
    ]
    return {
        "number": seen.number,
        "state": seen.state,
        "state_label": say(seen.voice),
        "owner": {"name": seen.owner},
        "registered_on": seen.registered_on.isoformat(),
        "due": seen.due_on.isoformat() if seen.due_on else None,
        "outcome": seen.issue.outcome if seen.outcome else None,
        "outcome_label": say(seen.outcome) or None,
        "answer": seen.answer,
        "public_text": seen.public_text,
        "merged": seen.merged,
        "timeline": lines,
        "steps": steps,
    }


def again(db: Connection, claim: Claim) -> tuple[Issue, Claim]:
    """The issue and the claim as they are after a step."""
    issue = fetch_one(db, Issue, ISSUES.c.id == claim.issue_id)
    now_claim = fetch_one(db, Claim, CLAIMS.c.id == claim.id)
    assert issue is not None
    return issue, now_claim or claim
