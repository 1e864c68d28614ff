"""What is erased of an issue, room by room: each says in one function which of its columns hold what people wrote.

History itself stays: an erased body leaves its salted digest, and `lianxi verify` counts it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, delete, or_, select, tuple_, update

from workflow.issues.flow import issue_flow
from workflow.issues.model import Assignment, Attachment, Claim, Evaluation, Issue
from workflow.kernel import idempotency
from workflow.kernel.accesses import ACCESSES, PLACE, WORDS
from workflow.kernel.clock import local, stamp
from workflow.kernel.db import bare
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.policy import REPORTER, Case

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ISSUES, SHEETS, CLAIMS = bare(Issue), bare(Assignment), bare(Claim)
PHOTOS, GIVEN = bare(Attachment), bare(Evaluation)


@dataclass(frozen=True)
class Extent:
    """How much goes: all that was written, or what came with one claim (`entries`); `final` leaves no text at all."""

    claim: int | None = None
    whole: bool = False
    answer: bool = False
    final: bool = False
    entries: dict[int, set[int]] = field(default_factory=dict)
    """By issue, the numbers of the entries this claim's reporter wrote: a merged matter's stand in the lead, too."""


Forget = Callable[["Desk", Issue, Extent], None]
FORGETTERS: list[Forget] = []


def forgets(forget: Forget) -> Forget:
    """Let this room erase its share, in the transaction of the erasing step."""
    FORGETTERS.append(forget)
    return forget


def erased_on(desk: Desk) -> str:
    """What stands where a text was. It is kept as text, so it is in Chinese as the text was."""
    return f"（内容已于 {local(desk.now):%Y年%-m月%-d日} 删除）"


def forget(desk: Desk, issue: Issue, claim: int | None, *, answer: bool, final: bool) -> None:
    """Erase what one claim brought, or everything; where nobody else is left, one claim's erasure is everything's."""
    facts = Case(desk.db, desk.actor, issue, desk.now).facts
    others = [one for one in facts.all_claims if one.id != claim and one.erased_at is None]
    waiting = [one for one in facts.claims if one.issue_id != issue.id]  # of matters merged into this one
    whole = claim is None or not (others or waiting)
    entries = written_by(desk.db, issue, facts.all_claims, claim)
    extent = Extent(claim, whole, answer, final, entries)
    for one in FORGETTERS:
        one(desk, issue, extent)
    mine = CLAIMS.c.issue_id == issue.id if claim is None else CLAIMS.c.id == claim
    desk.db.execute(update(CLAIMS).where(mine, CLAIMS.c.erased_at.is_(None)).values(erased_at=desk.now))
    theirs = GIVEN.c.claim_id.in_(select(CLAIMS.c.id).where(mine))
    desk.db.execute(update(GIVEN).where(theirs).values(mark=None))  # the rating itself is a figure, and stays
    if whole:
        issue.erased_at = issue.erased_at or desk.now
    if final:
        issue.cleared_at = desk.now


def written_by(db: Connection, issue: Issue, claims: Sequence[Any], claim: int | None) -> dict[int, set[int]]:
    """By issue, the entries of one reporter or of all: written with the code, or those a claim was opened with.

    What somebody joins later, others have written: officers, where it began without a reporter.
    """
    ids = [issue.id, *leads(db, issue)]
    ours = {one.id: stamp(one.at) for one in claims if claim in (None, one.id)}
    columns = (EVENTS.c.subject_id, EVENTS.c.seq, EVENTS.c.step, EVENTS.c.at, EVENTS.c.payload)
    mine = (EVENTS.c.noun == "issue") & EVENTS.c.subject_id.in_(ids)
    found: dict[int, set[int]] = {}
    for row in db.execute(select(*columns).where(mine)):
        actor = json.loads(row.payload)["actor"]
        opens = row.seq == 1 or row.step == "join"
        opened = row.subject_id == issue.id and opens and row.at in ours.values()
        if opened or (actor["role"] == REPORTER and actor.get("behalf") in ours):
            found.setdefault(row.subject_id, set()).add(row.seq)
    return found


def leads(db: Connection, issue: Issue) -> list[int]:
    """Issues this one was ever merged into: its reporters spoke there meanwhile."""
    mine = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == issue.id) & (EVENTS.c.step == "merge")
    told = [json.loads(text)["answers"] for text in db.execute(select(EVENTS.c.payload).where(mine)).scalars()]
    return [answers["lead"] for answers in told]


def erase_bodies(desk: Desk, noun: str, subjects: Any) -> None:
    """Delete every body of these subjects of one kind; `subjects` are ids, or a query that finds them."""
    desk.db.execute(delete(BODIES).where(BODIES.c.noun == noun, BODIES.c.subject_id.in_(subjects)))


def blank(desk: Desk, table: Any, where: ColumnElement[bool], *texts: str, also: tuple[str, ...] = ()) -> None:
    """Put the sentence in the place of what stands in these columns; what may be empty (`also`) is emptied."""
    values: dict[str, Any] = {name: erased_on(desk) for name in texts} | dict.fromkeys(also)
    desk.db.execute(update(table).where(where).values(**values))


# -- what this room keeps ------------------------------------------------------------------------


@forgets
def forget_words(desk: Desk, issue: Issue, extent: Extent) -> None:
    """What and where, and the bodies of history; an answer stays unless it holds personal data or its time is over."""
    if extent.whole:
        erase_bodies(desk, "issue", [issue.id])
        sheets = SHEETS.c.issue_id == issue.id
        erase_bodies(desk, "assignment", select(SHEETS.c.id).where(sheets))
        blank(desk, SHEETS, sheets, "request", also=("result",))
    for id, entries in extent.entries.items():
        mine = (BODIES.c.noun == "issue") & (BODIES.c.subject_id == id) & BODIES.c.seq.in_(entries)
        desk.db.execute(delete(BODIES).where(mine))
    if extent.whole or 1 in extent.entries.get(issue.id, ()):
        issue.what, issue.place = erased_on(desk), ""
    if extent.answer or extent.final:
        asking = [name for name, step in issue_flow.steps.items() if "answer" in step.asks]
        versions = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == issue.id) & EVENTS.c.step.in_(asking)
        mine = (BODIES.c.noun == "issue") & (BODIES.c.subject_id == issue.id)
        desk.db.execute(delete(BODIES).where(mine, BODIES.c.seq.in_(select(EVENTS.c.seq).where(versions))))
        issue.answer = erased_on(desk) if issue.answer else issue.answer
        issue.public_text = erased_on(desk) if issue.public_text else issue.public_text


@forgets
def forget_photos(desk: Desk, issue: Issue, extent: Extent) -> None:
    """All, or those that came with what this reporter wrote."""
    if extent.whole:
        desk.db.execute(delete(PHOTOS).where(PHOTOS.c.issue_id == issue.id))
    places = [(id, seq) for id, entries in extent.entries.items() for seq in entries]
    if places:
        desk.db.execute(delete(PHOTOS).where(tuple_(PHOTOS.c.issue_id, PHOTOS.c.seq).in_(places)))


@forgets
def forget_keys(desk: Desk, issue: Issue, extent: Extent) -> None:
    """Keys of repeated requests: they hold a digest of what was sent."""
    idempotency.forget_subject(desk.db, "issue", issue.id)


@forgets
def forget_purposes(desk: Desk, issue: Issue, extent: Extent) -> None:
    """Why somebody looked at the contact, or let a unit look: the entry stays, its words go."""
    if extent.whole:
        sheets = select(SHEETS.c.id).where(SHEETS.c.issue_id == issue.id)
        of_sheets = (ACCESSES.c.noun == "assignment") & ACCESSES.c.subject_id.in_(sheets)
        key = or_((ACCESSES.c.noun == "issue") & (ACCESSES.c.subject_id == issue.id), of_sheets)
        mine = select(*(ACCESSES.c[name] for name in PLACE)).where(key)
        desk.db.execute(delete(WORDS).where(tuple_(*(WORDS.c[name] for name in PLACE)).in_(mine)))
