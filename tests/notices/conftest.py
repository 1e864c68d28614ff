"""The small street with its office, and what lies in the outbox told at the hands' word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from tests.meetings.conftest import Meetings
from tests.notices.hooks import registered
from tests.notices.mailbox import Mailbox
from tests.notices.receiver import Receiver
from tests.site import Site
from workflow.kernel.db import Database, bare
from workflow.notices.dispatching import dispatch
from workflow.notices.model import Notice
from workflow.notices.sending import MailServer, Transport
from workflow.webhooks import Webhook

NOTICES = bare(Notice)


class Telling(Meetings):
    """Matters and meetings, and who was told what of them."""

    def tell(self) -> int:
        return dispatch(self.office, self.watch.now)

    def told(self) -> list[Any]:
        with self.office.database.reading() as db:
            return list(db.execute(select(NOTICES).order_by(NOTICES.c.id)))

    def heard(self, letter: str) -> set[str]:
        """The accounts of everybody who got this letter."""
        names = {id: name for name, id in self.street.people.items()}
        return {names[one.person_id] for one in self.told() if one.letter == letter}


@pytest.fixture
def street(database: Database, peopled: None) -> Telling:
    """A street where nothing waits to be told."""
    made = Telling(database)
    made.tell()
    return made


@pytest.fixture
def site(database: Database, peopled: None) -> Site:
    made = Site(database)
    made.matters.__class__ = Telling
    made.matters.tell()  # type: ignore[attr-defined]
    return made


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    made = Mailbox()
    yield made
    made.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def way(receiver: Receiver) -> Transport:
    return Transport("https://lianxi.example.org", post=receiver.poster())


@pytest.fixture
def hasty(receiver: Receiver) -> Transport:
    """For a receiver that lets one wait; of one that answers, nothing depends on how fast it does."""
    return Transport("https://lianxi.example.org", post=receiver.poster(deadline=2))


@pytest.fixture
def webhook(street: Telling, receiver: Receiver) -> Webhook:
    return registered(street, receiver)


@pytest.fixture
def by_mail(mailbox: Mailbox) -> Transport:
    server = MailServer(mailbox.url, "lianxi@example.org", patience=2, deadline=1)
    return Transport("https://lianxi.example.org", "lianxi@example.org", server)
