"""From the outbox to people: each unsent message becomes one notice for each who must hear of it, exactly once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.exc import DBAPIError

from workflow.kernel.clock import local
from workflow.kernel.db import at_most, bare, fetch_one, insert_into
from workflow.kernel.desk import Office
from workflow.kernel.history import EVENTS
from workflow.kernel.outbox import Message
from workflow.notices.audiences import Round, Told, recipients
from workflow.notices.leaving import for_people, for_reporters, for_webhooks, put
from workflow.notices.letters import Letter, on_topic
from workflow.notices.model import Notice
from workflow.notices.subjects import KINDS

OUTBOX, NOTICES = bare(Message), bare(Notice)
log = structlog.get_logger()
BATCH = 100
STALE = timedelta(days=14)
"""What nobody was told by then is no news any more, such as all that happened before notices were there."""
UNSENT = (
    select(OUTBOX)
    .where(OUTBOX.c.sent_at.is_(None), OUTBOX.c.id > bindparam("after"))
    .order_by(OUTBOX.c.id)
    .limit(at_most(BATCH))
)
SENT = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("message"), OUTBOX.c.sent_at.is_(None))
    .values(sent_at=bindparam("now"))
)
WAITING = select(NOTICES.c.id, NOTICES.c.person_id).where(
    NOTICES.c.noun == bindparam("of"), NOTICES.c.subject_id == bindparam("id"), NOTICES.c.read_at.is_(None)
)
ACTOR = select(EVENTS.c.actor_id, EVENTS.c.step).where(
    EVENTS.c.noun == bindparam("of"), EVENTS.c.subject_id == bindparam("id"), EVENTS.c.seq == bindparam("nth")
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One message with the notices it becomes, and those it takes back: unread ones of what somebody no longer sees."""

    message: int
    notices: list[dict[str, Any]]
    hidden: list[int]
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    broken: bool = False


def dispatch(office: Office, now: datetime, stale: timedelta = STALE) -> int:
    """Tell everything that lies in the outbox, the oldest first; how many messages it was."""
    done = 0
    with office.database.writing() as db:
        db.execute(update(OUTBOX).where(OUTBOX.c.sent_at.is_(None), OUTBOX.c.at < now - stale).values(sent_at=now))
    after = 0
    while batch := planned(office, now, after):
        whole = [telling for telling in batch if not telling.broken]
        record(office, now, whole)
        done, after = done + len(whole), batch[-1].message
    return done


def planned(office: Office, now: datetime, after: int = 0) -> list[Telling]:
    """What a batch becomes, worked out before anybody's writing has to wait for it."""
    with office.database.reading() as db:
        here = Round(db, local(now).date())
        return [tried(here, row, now) for row in db.execute(UNSENT, {"after": after}).all()]


def tried(here: Round, message: Any, now: datetime) -> Telling:
    """What becomes of one message. One that breaks stays unsent, is shown in the log, and keeps nobody else waiting."""
    try:
        return telling(here, message, now)
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault in one letter must not silence all others
        log.error("message_broken", message=message.id, topic=message.topic, error=type(error).__name__)
        return Telling(message.id, [], [], broken=True)


def record(office: Office, now: datetime, batch: list[Telling]) -> None:
    """Keep the notices of a batch. Whoever comes second finds a message sent, and adds nothing."""
    with office.database.writing() as db:
        for telling in batch:
            if db.execute(SENT, {"message": telling.message, "now": now}).rowcount != 1:
                continue
            if telling.hidden:
                db.execute(delete(NOTICES).where(NOTICES.c.id.in_(telling.hidden)))
            if telling.notices:
                db.execute(insert_into(NOTICES), telling.notices)
            if telling.deliveries:
                put(db, telling.deliveries)


def telling(here: Round, message: Any, now: datetime) -> Telling:
    """What becomes of one message. Where nobody is told about such subjects, or the subject is gone, nothing does."""
    kind = KINDS.get(message.noun)
    subject = kind and fetch_one(here.db, kind.model, bare(kind.model).c.id == message.subject_id)
    if subject is None:
        return Telling(message.id, [], [])
    told = Told(here, subject, message.payload)
    found = notices(told, message)
    leaving = for_people(told, found, now) + for_reporters(told, message, now)
    leaving += for_webhooks(told, message, now)
    return Telling(message.id, found, hidden(here, subject), leaving)


def notices(told: Told, message: Any) -> list[dict[str, Any]]:
    """One for each person, however many letters speak of the message."""
    letters = on_topic(message.topic)
    if not letters:
        return []
    row, but = base(told, message), doer(told.round.db, message)
    found: dict[int, Letter] = {}
    for letter in letters:
        for person in sorted(recipients(told, letter.to, but)):
            found.setdefault(person, letter)
    return [row | {"person_id": person, "letter": letter.name} for person, letter in found.items()]


def hidden(here: Round, subject: Any) -> list[int]:
    """Unread notices of people from whom the subject is hidden by now: it was handed on, or is about their own side."""
    asked = {"of": subject.noun, "id": subject.id}
    return [row.id for row in here.db.execute(WAITING, asked) if not here.sees(row.person_id, subject)]


def base(told: Told, message: Any) -> dict[str, Any]:
    """What all notices of a message share; they are as old as what they tell of."""
    row = {"street_id": message.street_id, "message_id": message.id, "noun": message.noun, "at": message.at}
    row |= {"subject_id": message.subject_id, "words": told.words, "read_at": None, "delivery_key": None}
    return row | {"urgent": told.urgent}


def doer(db: Connection, message: Any) -> int | None:
    """Who took the step the message is about: nobody is told of what they did themselves."""
    asked = {"of": message.noun, "id": message.subject_id, "nth": message.seq}
    event = db.execute(ACTOR, asked).one_or_none()
    return event.actor_id if event and message.topic == f"{message.noun}.{event.step}" else None
