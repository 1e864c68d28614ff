"""Webhooks as they are listed and called."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from workflow.kernel.db import bare
from workflow.kernel.policy import Actor, scope
from workflow.webhooks.model import Webhook

WEBHOOKS = bare(Webhook)


def listed(db: Connection, actor: Actor) -> list[Any]:
    """Those the actor may see: the ones in use first, then the newest."""
    found = select(WEBHOOKS).where(scope(Webhook, actor.capacities))
    return list(db.execute(found.order_by(WEBHOOKS.c.state, WEBHOOKS.c.id.desc()).limit(100)))


def listening(db: Connection) -> list[Any]:
    """All that are to be told, of all streets."""
    return list(db.execute(select(WEBHOOKS).where(WEBHOOKS.c.state == "listening").order_by(WEBHOOKS.c.id)))
