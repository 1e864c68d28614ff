"""What must leave the house for a message: a mail at once or a place in the day's digest, also to who raised it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from workflow.issues.model import Claim, Contact, Issue
from workflow.kernel.db import bare
from workflow.notices import calling
from workflow.notices.audiences import REPORTERS, Told
from workflow.notices.letters import on_topic
from workflow.notices.model import Delivery
from workflow.orgs.reaching import DAILY, USUAL, Reach, next_digest, unquiet

DELIVERIES, CLAIMS, CONTACTS, ISSUES = bare(Delivery), bare(Claim), bare(Contact), bare(Issue)
MAIL = "mail"
ANSWERS = ("issue.verify", "issue.uphold")
ENDING, BEFORE = "reporter_window", timedelta(days=2)
OUTSIDE = Reach(person_id=0, street_id=0, **USUAL)
"""Whoever has no account has no choice of hours: they sleep at the usual ones."""


def for_people(told: Told, notices: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """A mail for each who wants one at once; for each who wants a digest, the next one, which is there only once."""
    found = []
    for notice in notices:
        person = notice["person_id"]
        reach = told.round.reaches.get(person)
        if reach is None:
            continue
        if reach.mail == DAILY and not notice["urgent"]:
            when = next_digest(now)
            row = delivery(told, f"digest-{when:%Y%m%d}-{person}", f"digest-p{person}", when, now)
            row |= {"letter": "", "words": {}}
        else:
            when = now if notice["urgent"] else unquiet(reach, now)
            row = delivery(told, f"mail-{notice['message_id']}-{person}", f"{told.matter}-p{person}", when, now)
            row |= {"letter": notice["letter"], "words": notice["words"]}
        notice["delivery_key"] = row["key"]
        found.append(row | {"person_id": person, "claim_id": None, "message_id": notice["message_id"]})
    return found


def for_reporters(told: Told, message: Any, now: datetime) -> list[dict[str, Any]]:
    """A mail for each who left an address: their own number, and a link where their code opens the matter."""
    letters = [letter for letter in on_topic(message.topic) if letter.to == REPORTERS]
    if not letters or told.subject.noun != "issue":
        return []
    when = now if told.urgent else unquiet(OUTSIDE, now)
    found = []
    for claim in claims(told):
        row = delivery(told, f"mail-{message.id}-c{claim.id}", f"{told.matter}-c{claim.id}", when, now)
        row |= {"letter": letters[0].name, "words": {"number": claim.number}, "message_id": message.id}
        found.append(row | {"person_id": None, "claim_id": claim.id})
    return found + (endings(told, message, now) if message.topic in ANSWERS else [])


def endings(told: Told, message: Any, now: datetime) -> list[dict[str, Any]]:
    """A word to each two days before the time to judge the answer is over; sent only where it is still needed then."""
    due = told.subject.due_at
    if told.subject.state != "replied" or due is None or due - BEFORE <= now:
        return []
    when, found = unquiet(OUTSIDE, due - BEFORE), []
    for claim in claims(told):
        row = delivery(told, f"ending-{message.id}-c{claim.id}", f"{told.matter}-c{claim.id}-ending", when, now)
        words = {"number": claim.number, "due": due.isoformat()}
        row |= {"letter": ENDING, "words": words, "message_id": message.id, "person_id": None, "claim_id": claim.id}
        found.append(row)
    return found


def for_webhooks(told: Told, message: Any, now: datetime) -> list[dict[str, Any]]:
    """A call to each webhook that hears of such subjects, unless the matter is none of other systems' business."""
    hearing = [one for one in told.round.webhooks if heard(one, told.subject)]
    if not hearing or calling.kept_back(told.round.db, told.subject):
        return []
    said = calling.words(told.subject, message, told.words.get("number"))
    found = []
    for one in hearing:
        row = delivery(told, f"hook-{message.id}-{one.id}", f"{told.matter}-h{one.id}", now, now)
        row |= {"channel": calling.CHANNEL, "webhook_id": one.id, "message_id": message.id, "letter": "", "words": said}
        found.append(row | {"person_id": None, "claim_id": None})
    return found


def heard(webhook: Any, subject: Any) -> bool:
    """Whether a webhook is of the street and told of this kind of subject."""
    return webhook.street_id == subject.street_id and subject.noun in webhook.nouns


def claims(told: Told) -> list[Any]:
    """Stakes in the matter, and in those merged into it, of people who left an address."""
    asked = select(CLAIMS.c.id, ISSUES.c.number).join(ISSUES, ISSUES.c.id == CLAIMS.c.issue_id)
    asked = asked.join(CONTACTS, CONTACTS.c.id == CLAIMS.c.contact_id).where(
        CLAIMS.c.issue_id.in_([told.issue.id, *told.facts.followers]),
        CLAIMS.c.ended_at.is_(None), CONTACTS.c.email.is_not(None),
    )  # fmt: skip
    return list(told.round.db.execute(asked.order_by(CLAIMS.c.id)))


def delivery(told: Told, key: str, line: str, when: datetime, now: datetime) -> dict[str, Any]:
    """A row that waits for its time."""
    row = {"street_id": told.subject.street_id, "key": key, "channel": MAIL, "line": line, "state": "waiting"}
    row |= {"urgent": told.urgent, "webhook_id": None}
    return row | {"attempts": 0, "error": None, "at": now, "next_at": when, "leased_until": None, "done_at": None}


def put(db: Connection, rows: list[dict[str, Any]]) -> None:
    """Keep them; what is there already, such as a digest that waits, stays as it is."""
    dialect = sqlite if db.dialect.name == "sqlite" else postgresql
    db.execute(dialect.insert(DELIVERIES).on_conflict_do_nothing(index_elements=["key"]), rows)
