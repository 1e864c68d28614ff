"""Fires what is due: each clock in a transaction of its own, through the desk, once per stage whoever else is at it.

A sweep costs what is due, not what exists: an index holds the running clocks by the instant of their next stage. The
stage is the promise: it is read again once the subject is locked, and moves on in the transaction that fires it. So a
worker that is killed leaves nothing half done, two workers fire nothing twice, and a clock put back finds it passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import DBAPIError

from workflow.issues import ladder
from workflow.issues.clocks import DEADLINES
from workflow.kernel import policy
from workflow.kernel.db import at_most
from workflow.kernel.desk import Desk, Office
from workflow.kernel.errors import Refusal
from workflow.kernel.policy import Actor
from workflow.kernel.subject import Subject
from workflow.nouns import SUBJECTS
from workflow.rules.book import book_of

BATCH = 50
LATER = timedelta(days=1)
"""When a step that a rule forbids, or that broke, is tried again."""
SOON = timedelta(minutes=1)
"""When one that the database disturbed is."""

C = DEADLINES.c
KEYS = (C.noun, C.subject_id, C.seq, C.kind)
RUNNING = C.stopped_at.is_(None) & C.next_at.is_not(None)
DUE = (
    select(*KEYS, C.street_id, C.stage, C.next_at)
    .where(RUNNING, C.next_at <= bindparam("now"))
    .order_by(C.next_at, *KEYS)
    .limit(at_most(BATCH))
)
ONE = (
    (C.noun == bindparam("of"))
    & (C.subject_id == bindparam("id"))
    & (C.seq == bindparam("nth"))
    & (C.kind == bindparam("which"))
)
READ = select(DEADLINES).where(ONE, RUNNING)
MOVE = (
    update(DEADLINES)
    .where(ONE, C.stopped_at.is_(None), C.stage == bindparam("was"))
    .values(stage=bindparam("stage_now"), next_at=bindparam("next"))
)
EARLIEST = select(C.next_at).where(RUNNING).order_by(C.next_at).limit(at_most(1))

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep came to."""

    fired: int = 0
    put_off: int = 0


def sweep(office: Office, most: int = 100_000, lots: Random | None = None) -> Swept:
    """Fire what is due now, in small batches, until nothing is left or so many were looked at.

    With `lots`, in an order drawn anew each time, so that several workers seldom reach for the same one.
    """
    fired = put_off = looked = 0
    while looked < most and (batch := due(office, office.clock())):
        if lots:
            lots.shuffle(batch)
        for row in batch:
            done = fire(office, row)
            fired, put_off = fired + (done is True), put_off + (done is None)
        looked += len(batch)
    return Swept(fired, put_off)


def due(office: Office, now: datetime) -> list[Any]:
    """The clocks whose next stage has come, the longest due first."""
    with office.database.reading() as db:
        return list(db.execute(DUE, {"now": now}))


def earliest(office: Office) -> datetime | None:
    """When the next one will be due."""
    with office.database.reading() as db:
        found: datetime | None = db.execute(EARLIEST).scalar_one_or_none()
        return found


def fire(office: Office, seen: Any) -> bool | None:
    """Whether this worker fired the stage it saw; None where it was put off."""
    later = LATER
    try:
        with office.desk(Actor.clock(seen.street_id)) as desk:
            return _fire(desk, seen)
    except Refusal as refusal:
        log.info("clock_refused", noun=seen.noun, id=seen.subject_id, kind=seen.kind, code=refusal.code)
    except DBAPIError as error:  # such as two who locked in each other's way
        log.warning("clock_disturbed", noun=seen.noun, id=seen.subject_id, kind=seen.kind, error=type(error).__name__)
        later = SOON
    except Exception as error:  # noqa: BLE001 - one broken matter must not stop every other clock
        log.error("clock_broken", noun=seen.noun, id=seen.subject_id, kind=seen.kind, error=type(error).__name__)
    _put_off(office, seen, later)
    return None


def _fire(desk: Desk, seen: Any) -> bool:
    subject = policy.find(desk.db, desk.actor, SUBJECTS[seen.noun], seen.subject_id, lock=True)
    found = desk.db.execute(READ, _key(seen)).one_or_none()
    if found is None or found.stage != seen.stage or found.next_at > desk.now:
        return False  # another worker was here, or somebody was faster than the clock
    row = dict(found._mapping)
    step = ladder.acts(subject.flow, subject.state, row["kind"])
    if row["kind"] not in ladder.ABOVE and getattr(subject, "paused_at", None):
        step = ladder.resuming_step(subject.flow, subject.state)
        _move(desk, row, ladder.Place(row["stage"], None))
    elif step:
        _move(desk, row, ladder.Place(row["stage"] + 1, None))
    if step:
        desk.take(type(subject), subject.id, step.name, {})
        return True
    return _climb(desk, subject, row)


def _climb(desk: Desk, subject: Subject, row: dict[str, Any]) -> bool:
    """Fire the stage of the ladder that is due, or only note when one will be."""
    book, org = book_of(desk.db, subject.street_id), getattr(subject, "owner_id", subject.street_id)
    calendar, rungs = book.calendar(org), ladder.holding(book, org, row["started_at"])
    reached = ladder.passed(calendar, rungs, row, desk.now)
    if not ladder.climbs(subject.flow, subject.state):  # such as the clock of an answer that is given
        _move(desk, row, ladder.Place(row["stage"], desk.now + LATER))
        return False
    if reached is None:
        _move(desk, row, ladder.next_after(calendar, rungs, row, row["stage"]))
        return False
    stage, merged = reached
    _move(desk, row, ladder.next_after(calendar, rungs, row, stage + 1))
    desk.take(type(subject), subject.id, rungs[stage].step, {"kind": row["kind"], "merged": merged or None})
    return True


def _key(row: Any) -> dict[str, Any]:
    return {"of": row.noun, "id": row.subject_id, "nth": row.seq, "which": row.kind}


def _move(desk: Desk, row: dict[str, Any], place: ladder.Place) -> None:
    key = {"of": row["noun"], "id": row["subject_id"], "nth": row["seq"], "which": row["kind"]}
    desk.db.execute(MOVE, key | {"was": row["stage"], "stage_now": place.stage, "next": place.next_at})


def _put_off(office: Office, seen: Any, later: timedelta) -> None:
    """It must not be looked at again at once: a rule that forbids it now will still do so in a minute."""
    with office.database.writing() as db:
        place = {"was": seen.stage, "stage_now": seen.stage, "next": office.clock() + later}
        db.execute(MOVE, _key(seen) | place)
