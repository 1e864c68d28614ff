"""Hands for tests of mail: what people choose, what waits, and a turn of the post."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tests.notices.conftest import Telling
from workflow.kernel.db import bare
from workflow.notices.delivering import deliver_due
from workflow.notices.model import Delivery
from workflow.notices.sending import Transport
from workflow.orgs.accounts import ACCOUNTS, Account, holder

DELIVERIES = bare(Delivery)


def choose(street: Telling, who: str, **chosen: Any) -> None:
    """Somebody's notice settings."""
    person = street.street.people[who]
    with street.office.database.reading() as db:
        account = db.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.person_id == person)).scalar_one()
    asked = {"email": f"{who}@example.org", "mail": "now", "quiet_from": "21:00", "quiet_until": "07:30"}
    with street.office.desk(holder(account, street.actor(who))) as desk:
        desk.take(Account, account, "set_reach", asked | {"language": "zh"} | chosen)


def rows(street: Telling) -> list[Any]:
    with street.office.database.reading() as db:
        return list(db.execute(select(DELIVERIES).order_by(DELIVERIES.c.id)))


def states(street: Telling) -> list[str]:
    return [row.state for row in rows(street)]


def deliver(street: Telling, way: Transport) -> int:
    return deliver_due(street.office, street.watch.now, way)
