"""Marked people in every story there is: no table but their own holds them, and no mail or call carries them out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.matrix.issues import contact
from tests.matters import STORIES
from tests.notices.conftest import Telling
from tests.notices.mailbox import Mailbox, body, subject
from tests.notices.receiver import Receiver
from tests.notices.test_mail import choose
from workflow.jobs.sweep import sweep
from workflow.kernel.db import Record
from workflow.notices.delivering import deliver_due
from workflow.notices.sending import MailServer, Transport
from workflow.webhooks import Webhook

MARKED = re.compile(r"【contact】|\b1999\d{7}\b")
"""Not within a digest: among thousands of them, one in a few runs holds such digits."""
ADDRESS = re.compile(r"[a-z_0-9]+@marked\.example")
HOLDS = {"contacts"}
"""The one table of contact data."""


@pytest.fixture
def told(street: Telling) -> Telling:
    """Every story with a marked contact; then time passes, clocks act, and everybody is told."""
    for story in STORIES:
        street.reach(story, **({} if story == "about_staff" else contact(story)))
    for _ in range(3):
        street.tell()
        street.watch.now += timedelta(days=8)
        sweep(street.office)
    street.tell()
    return street


def holding(street: Telling) -> dict[str, list[str]]:
    """Tables in which a mark stands, and what of it."""
    found: dict[str, list[str]] = {}
    with street.office.database.reading() as db:
        for table in Record.metadata.sorted_tables:
            text = str(db.execute(select(table)).all())
            if marks := MARKED.findall(text) + ADDRESS.findall(text):
                found[table.name] = marks[:3]
    return found


def test_a_contact_stands_in_its_own_table_whatever_happened(told: Telling) -> None:
    found = holding(told)
    assert found.keys() == HOLDS, found


def test_a_mail_holds_nobodys_contact_and_goes_to_its_own_address(
    street: Telling, mailbox: Mailbox, webhook: Webhook, receiver: Receiver
) -> None:
    server = MailServer(mailbox.url, "lianxi@example.org", patience=2, deadline=1)
    way = Transport("https://lianxi.example.org", "lianxi@example.org", server, post=receiver.poster())
    choose(street, "unit")
    street.reach("replied", **contact("answered"))
    street.reach("transferred", **contact("called"))
    street.tell()
    deliver_due(street.office, street.watch.now, way)
    assert mailbox.mails
    for mail in mailbox.mails:
        said = f"{subject(mail)}\n{body(mail)}\n" + "".join(f"{k}: {v}\n" for k, v in mail.items() if k != "To")
        assert not MARKED.search(said), said
        assert not ADDRESS.search(said), said
    calls: list[Any] = receiver.calls
    assert calls
    for call in calls:
        assert not MARKED.search(f"{call} {call.said}")
        assert not ADDRESS.search(f"{call} {call.said}")
