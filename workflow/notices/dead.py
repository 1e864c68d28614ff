"""What is to leave the house, as its administrator sees it, and another chance for what was given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from workflow.kernel.db import at_most, bare
from workflow.kernel.desk import Office
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor
from workflow.notices.model import Delivery
from workflow.orgs.model import Person

DELIVERIES, PEOPLE = bare(Delivery), bare(Person)
DEAD = "dead"
STATES = {DEAD: N_("未送达"), "waiting": N_("等待发出"), "sent": N_("已送出"), "dropped": N_("不再需要")}
ERRORS = {
    "refused": N_("收件方拒收"),
    "login": N_("邮件服务器登录不上"),
    "unreachable": N_("邮件服务器连不上或没有回答"),
    "unencrypted": N_("邮件服务器不加密"),
}


def listed(db: Connection, street: int, state: str, before: int | None = None, limit: int = 50) -> list[Any]:
    """The newest first, with the person it is for; one more than `limit` says that there are more."""
    found = select(DELIVERIES, PEOPLE.c.name.label("person")).outerjoin(PEOPLE, PEOPLE.c.id == DELIVERIES.c.person_id)
    found = found.where(DELIVERIES.c.street_id == street, DELIVERIES.c.state == state)
    if before:
        found = found.where(DELIVERIES.c.id < before)
    return list(db.execute(found.order_by(DELIVERIES.c.id.desc()).limit(at_most(limit + 1))))


def resend(office: Office, actor: Actor, ids: list[int] | None, now: datetime) -> int:
    """Try these again as if anew (None: all that were given up), with the same ids for their recipients; how many."""
    dead = (DELIVERIES.c.street_id == actor.street) & (DELIVERIES.c.state == DEAD)
    if ids is not None:
        dead &= DELIVERIES.c.id.in_(ids)
    anew = {"state": "waiting", "attempts": 0, "next_at": now, "done_at": None, "leased_until": None}
    with office.database.writing() as db:
        return db.execute(update(DELIVERIES).where(dead).values(**anew)).rowcount
