"""What stands on the home page of whoever must reply to an order, or judge a reply."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select, union_all

from workflow.issues.today import further
from workflow.kernel.policy import Actor, scope
from workflow.kernel.prepared import fixed
from workflow.supervision.flow import UNANSWERED
from workflow.supervision.model import Order
from workflow.supervision.queries import ISSUER, ORDERS, ORG, judges, repliers, said


@further("orders")
def orders(actor: Actor) -> Select[Any] | None:
    """Found with the inbox: `what` names the matter, `title` says it, `role` is its kind, `place` its late clock."""
    if not (mine := repliers(actor)):
        return None
    ours = ORDERS.c.org_id.in_(fixed(mine)) & ORDERS.c.state.in_(fixed(UNANSWERED.split()))
    wanted = [select(ORDERS.c.id).where(ours)]
    if above := judges(actor):
        replied = ORDERS.c.issuer_id.in_(fixed(above)) & (ORDERS.c.state == "answered")
        wanted.append(select(ORDERS.c.id).where(replied))  # each by its own index: `or` would read the whole street
    told = (ORDERS.c.about_name.label("what"), ORDERS.c.clock.label("place"), ORDERS.c.about_noun.label("role"))
    names = (ORG.c.name.label("holder"), ISSUER.c.name.label("owner"), said(actor).label("title"))
    columns = (ORDERS.c.id, ORDERS.c.number, ORDERS.c.state, ORDERS.c.due_at, *told, *names)
    joined = ORDERS.join(ORG, ORG.c.id == ORDERS.c.org_id).join(ISSUER, ISSUER.c.id == ORDERS.c.issuer_id)
    found = (
        select(*columns).select_from(joined).where(ORDERS.c.id.in_(union_all(*wanted)), scope(Order, actor.capacities))
    )
    return found.order_by(ORDERS.c.due_at, ORDERS.c.id)
