"""What is to leave the house, as its administrator sees it, and another chance for what was given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from workflow.kernel.accesses import note
from workflow.kernel.db import at_most, bare
from workflow.kernel.desk import Office
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor
from workflow.notices.model import Delivery
from workflow.orgs.model import Person
from workflow.webhooks.model import Webhook

DELIVERIES, PEOPLE, WEBHOOKS = bare(Delivery), bare(Person), bare(Webhook)
DEAD = "dead"
MANY = 100
STATES = {DEAD: N_("未送达"), "waiting": N_("等待发出"), "sent": N_("已送出"), "dropped": N_("不再需要")}
ERRORS = {
    "refused": N_("收件方拒收"),
    "login": N_("邮件服务器登录不上"),
    "unreachable": N_("邮件服务器连不上或没有回答"),
    "unencrypted": N_("邮件服务器不加密"),
    "address": N_("网址不能用"),
    "unknown_host": N_("查不到接收方的主机名"),
    "not_public": N_("接收方的主机不在公网上"),
    "certificate": N_("接收方的证书无效"),
    "no_answer": N_("接收方连不上或没有按时回答"),
    "redirected": N_("接收方要求转到别处，不跟随"),
    "answered": N_("接收方回答说没有收下"),
    "gone": N_("接收方回答说不再接收"),
}


def listed(db: Connection, street: int, state: str, before: int | None = None, limit: int = 50) -> list[Any]:
    """The newest first, with the person or the webhook it is for; one more than `limit` says that there are more."""
    found = select(DELIVERIES, PEOPLE.c.name.label("person"), WEBHOOKS.c.name.label("webhook"))
    found = found.outerjoin(PEOPLE, PEOPLE.c.id == DELIVERIES.c.person_id)
    found = found.outerjoin(WEBHOOKS, WEBHOOKS.c.id == DELIVERIES.c.webhook_id)
    found = found.where(DELIVERIES.c.street_id == street, DELIVERIES.c.state == state)
    if before:
        found = found.where(DELIVERIES.c.id < before)
    return list(db.execute(found.order_by(DELIVERIES.c.id.desc()).limit(at_most(limit + 1))))


def many(db: Connection, street: int) -> int:
    """How many were given up; from a hundred on nobody counts further."""
    mine = (DELIVERIES.c.street_id == street) & (DELIVERIES.c.state == DEAD)
    given_up = select(DELIVERIES.c.id).where(mine).limit(at_most(MANY)).subquery()
    return int(db.execute(select(func.count()).select_from(given_up)).scalar_one())


def last_of(db: Connection, webhooks: list[int]) -> dict[int, Any]:
    """The last delivery of each of these that was tried."""
    mine = DELIVERIES.c.webhook_id.in_(webhooks) & ((DELIVERIES.c.attempts > 0) | (DELIVERIES.c.state != "waiting"))
    last = select(func.max(DELIVERIES.c.id)).where(mine).group_by(DELIVERIES.c.webhook_id)
    rows = db.execute(select(DELIVERIES).where(DELIVERIES.c.id.in_(last))) if webhooks else ()
    return {row.webhook_id: row for row in rows}


def resend(office: Office, actor: Actor, ids: list[int] | None, now: datetime) -> int:
    """Try these again as if anew (None: all that were given up), with the same ids for their recipients; how many.

    The second log keeps who asked, when and for how many, and which was the first.
    """
    dead = (DELIVERIES.c.street_id == actor.street) & (DELIVERIES.c.state == DEAD)
    if ids is not None:
        dead &= DELIVERIES.c.id.in_(ids)
    anew = {"state": "waiting", "attempts": 0, "next_at": now, "done_at": None, "leased_until": None}
    with office.database.writing() as db:
        found = list(db.execute(select(DELIVERIES.c.id).where(dead).order_by(DELIVERIES.c.id)).scalars())
        if found:
            db.execute(update(DELIVERIES).where(dead).values(**anew))
            note(db, actor, "resend", at=now, noun="delivery", id=found[0], rows=len(found))
        return len(found)
