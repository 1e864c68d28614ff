"""Everything that is kept on one claim, for the person it is about: seen on a page, taken along as a file."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select, tuple_

from workflow.issues.contacts import CONTACTS
from workflow.issues.disclosing import looks
from workflow.issues.facts import hanging
from workflow.issues.flow import issue_flow
from workflow.issues.forgetting import PHOTOS, leads, written_by
from workflow.issues.keeping import under_hold, why_kept
from workflow.issues.model import Claim, Evaluation, Issue
from workflow.issues.words import CHANNELS
from workflow.kernel.clock import parse_stamp, stamp
from workflow.kernel.db import Record, bare, fetch
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.i18n import Label, Sentence
from workflow.kernel.policy import REPORTER, Actor, Capacity, Case

TABLES = Record.metadata.tables
Say = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Written:
    """One entry this person wrote: the questions with their answers, or that the text was erased."""

    at: datetime
    step: Label
    told: list[tuple[Label, str]]
    erased: bool
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice that left the house for this person: when, which letter, and what became of it."""

    at: datetime
    letter: str
    state: str


@dataclass(frozen=True)
class Own:
    """What is kept. `asked` are requests for erasure, the newest first; `kept` says why one has to wait."""

    issue: Issue
    claim: Claim
    contact: dict[str, str]
    written: list[Written]
    evaluations: list[Evaluation]
    sent: list[Sent]
    asked: list[Any]
    looks: list[datetime] = field(default_factory=list)
    """When somebody in office looked at the contact unmasked."""
    photos: list[Any] = field(default_factory=list)
    kept: Sentence | None = None
    held: bool = False
    """Whether a legal hold is what keeps it: then nothing goes at once."""


def bearer(issue: Issue, claim: Claim) -> Actor:
    """Whoever holds the code, before the very matter it was given for; one's data stay one's own after leaving it."""
    return Actor(0, "", (Capacity(REPORTER, issue.id, issue.street_id, behalf=claim.id),))


def own(db: Connection, issue: Issue, claim: Claim, now: datetime) -> Own:
    """A constant number of queries, however much was written."""
    case = Case(db, bearer(issue, claim), issue, now)
    entries = written_by(db, issue, case.facts.all_claims, claim.id)
    places = [(id, seq) for id, numbers in entries.items() for seq in numbers]
    given = bare(Evaluation).c
    return Own(
        issue=issue,
        claim=claim,
        contact=contact_of(db, claim),
        written=texts(db, places),
        evaluations=fetch(db, Evaluation, given.claim_id == claim.id, order=given.round),
        sent=sent_to(db, claim),
        asked=asked_for(db, issue, claim),
        looks=looks_at(db, issue, claim),
        photos=photos(db, places),
        kept=why_kept(case),
        held=under_hold(case),
    )


def contact_of(db: Connection, claim: Claim) -> dict[str, str]:
    """Name, phone and address as they were left; what is empty is left out."""
    row = db.execute(select(CONTACTS).where(CONTACTS.c.id == (claim.contact_id or 0))).one_or_none()
    told = {name: getattr(row, name, None) for name in ("name", "phone", "email")}
    return {name: text for name, text in told.items() if text}


def texts(db: Connection, places: list[tuple[int, int]]) -> list[Written]:
    """What was written in these entries, oldest first."""
    same = and_(*(getattr(BODIES.c, key) == getattr(EVENTS.c, key) for key in ("noun", "subject_id", "seq")))
    columns = (EVENTS.c.subject_id, EVENTS.c.seq, EVENTS.c.step, EVENTS.c.at, EVENTS.c.payload, BODIES.c.text)
    mine = (EVENTS.c.noun == "issue") & tuple_(EVENTS.c.subject_id, EVENTS.c.seq).in_(places)
    found = select(*columns).join_from(EVENTS, BODIES, same, isouter=True).where(mine).order_by(EVENTS.c.at)
    written = [_written(row) for row in db.execute(found)]
    return [one for one in written if one.told or one.erased]


def _written(row: Any) -> Written:
    step = issue_flow.steps.get(row.step)
    asks = step.asks if step else {}
    free = json.loads(row.text) if row.text else {}
    told = [(Label(asks[name].label if name in asks else name), str(text)) for name, text in free.items()]
    had = json.loads(row.payload)["body"] is not None
    label = Label(step.label if step else row.step)
    return Written(parse_stamp(row.at), label, told, had and not row.text, (row.subject_id, row.seq))


def photos(db: Connection, places: list[tuple[int, int]]) -> list[Any]:
    """(id, name, issue_id) of the photos that came with these entries."""
    mine = tuple_(PHOTOS.c.issue_id, PHOTOS.c.seq).in_(places)
    return list(db.execute(select(PHOTOS.c.id, PHOTOS.c.name, PHOTOS.c.issue_id).where(mine).order_by(PHOTOS.c.seq)))


def sent_to(db: Connection, claim: Claim) -> list[Sent]:
    """What was sent to the address this person had left; addresses are not kept with it."""
    table = TABLES["deliveries"]
    columns = (table.c.at, table.c.letter, table.c.state)
    rows = db.execute(select(*columns).where(table.c.claim_id == claim.id).order_by(table.c.id))
    return [Sent(row.at, row.letter, row.state) for row in rows]


def looks_at(db: Connection, issue: Issue, claim: Claim) -> list[datetime]:
    """Reveals of this very claim's contact data, here or where the matter was merged into, oldest first."""
    return sorted(look.at for look in looks(db, (issue.id, *leads(db, issue)), claim.id))


def asked_for(db: Connection, issue: Issue, claim: Claim) -> list[Any]:
    """Requests for erasure of this claim, the newest first."""
    rows = db.execute(hanging("requests"), {"issue": issue.id})
    return [row for row in reversed(rows.all()) if row.kind == "erasure" and row.claim_id == claim.id]


def copy(db: Connection, kept: Own, say: Say) -> dict[str, Any]:
    """All of it as plain data, the photos too, in the reader's language."""
    ids = [photo.id for photo in kept.photos]
    data = dict(db.execute(select(PHOTOS.c.id, PHOTOS.c.data).where(PHOTOS.c.id.in_(ids))).all())
    erased = kept.claim.contact_erased_at
    return {
        "number": kept.issue.number,
        "raised_at": stamp(kept.claim.at),
        "channel": say(CHANNELS.get(kept.claim.channel, kept.claim.channel)),
        "notice_agreed_to": kept.claim.notice,
        "contact": kept.contact,
        "contact_erased_at": stamp(erased) if erased else None,
        "written": [plain(one, say) for one in kept.written],
        "photos": [{"name": one.name, "jpeg": base64.b64encode(data[one.id]).decode()} for one in kept.photos],
        "evaluations": [rated(one) for one in kept.evaluations],
        "notices": [{"at": stamp(one.at), "letter": one.letter, "state": one.state} for one in kept.sent],
        "looks_at_contact": [stamp(at) for at in kept.looks],
        "erasure_requests": [
            {"asked_at": stamp(row.asked_at), "state": row.state, "answer": row.opinion} for row in kept.asked
        ],
    }


def plain(one: Written, say: Say) -> dict[str, Any]:
    texts = {say(question): text for question, text in one.told}
    return {"at": stamp(one.at), "step": say(one.step), "texts": texts, "erased": one.erased}


def rated(one: Evaluation) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in ("round", "contacted", "solved", "satisfied", "by_call")}
    return said | {"at": stamp(one.at)}


def photo(db: Connection, kept: Own, id: str) -> Any:
    """The bytes of one of these photos, None for any other."""
    if id not in {one.id for one in kept.photos}:
        return None
    return db.execute(select(PHOTOS.c.data).where(PHOTOS.c.id == id)).scalar_one()
