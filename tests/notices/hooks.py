"""Hands for tests of webhooks: one registered, and everything it owes sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.notices.receiver import Receiver
from workflow.notices.delivering import deliver_due
from workflow.notices.sending import Transport
from workflow.webhooks import Webhook
from workflow.webhooks.steps import NOUNS

if TYPE_CHECKING:
    from tests.notices.conftest import Telling


def registered(street: Telling, receiver: Receiver, **more: Any) -> Webhook:
    asked = {"name": "区平台", "address": receiver.url, "nouns": list(NOUNS)} | more
    with street.office.desk(street.actor("system")) as desk:
        return desk.begin(Webhook, "register", asked)


def told(street: Telling, way: Transport) -> None:
    street.tell()
    deliver_due(street.office, street.watch.now, way, most=1000)
