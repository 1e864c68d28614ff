"""What webhooks are told: numbers, names of steps and states, and a link; nobody's data, nothing that anybody wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, or_, select

from workflow.issues.model import Issue
from workflow.kernel.clock import stamp
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.desk import Office
from workflow.notices.sending import Transport
from workflow.notices.subjects import KINDS, path_of
from workflow.webhooks.model import Webhook
from workflow.webhooks.signing import key_of, signed

ISSUES, WEBHOOKS = bare(Issue), bare(Webhook)
CHANNEL = "webhook"


def kept_back(db: Connection, subject: Any) -> bool:
    """Whether it is of a matter about staff, or one kept to officers: no other system hears of those."""
    issue = subject.id if subject.noun == "issue" else getattr(subject, "issue_id", None)
    if issue is None:
        return False
    kept = or_(ISSUES.c.about_org_id.is_not(None), ISSUES.c.restricted)
    return db.execute(select(ISSUES.c.id).where(ISSUES.c.id == issue, kept)).first() is not None


def words(subject: Any, message: Any, number: str | None) -> dict[str, Any]:
    """What is told of a message, for good: a repeat says the same, whatever happened meanwhile."""
    told = {"topic": message.topic, "noun": subject.noun, "subject": subject.id, "number": number}
    state = message.payload.get("to", subject.state)
    return told | {"state": state, "seq": message.seq, "at": stamp(message.at)}


def call(office: Office, db: Connection, row: Any, way: Transport, now: datetime) -> Callable[[], None] | None:
    """The call of a delivery; None where nobody wants it, or may have it, any more."""
    webhook = fetch_one(db, Webhook, WEBHOOKS.c.id == row.webhook_id, WEBHOOKS.c.state == "listening")
    noun = row.words["noun"]
    if way.post is None or webhook is None or noun not in webhook.nouns:
        return None
    model = KINDS[noun].model
    subject = fetch_one(db, model, bare(model).c.id == row.words["subject"])
    if subject is None or kept_back(db, subject):
        return None
    body = written(row, way)
    return partial(way.post, webhook.address, body, signed(key_of(office, webhook), row.key, body, now))


def written(row: Any, way: Transport) -> bytes:
    """The body, which is what is signed."""
    link = way.site + path_of(row.words["noun"], row.words["subject"])
    return json.dumps({"id": row.key, **row.words, "link": link}, ensure_ascii=False).encode()
