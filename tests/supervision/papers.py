"""Hands for stories of supervision orders: a matter becomes late, somebody above asks, somebody answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.matters import Matters
from workflow.issues import Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch
from workflow.kernel.policy import Actor
from workflow.kernel.subject import Subject
from workflow.supervision import Order

ORDERS = bare(Order)
REPLY = {"cause": "人手不足", "measures": "已加派两人清理"}


class Papers(Matters):
    """The small street, where what was not accepted within a day is late."""

    def late(self, days: int = 8, story: str = "registered", **data: Any) -> Issue:
        """A matter of the branch whose clock ran out days ago."""
        issue = self.reach(story, **data)
        self.watch.forward(days=days)
        return issue

    def issue(self, about: Subject, who: str | Actor = "community", **more: Any) -> Order:
        with self.office.desk(self.actor(who)) as desk:
            return desk.begin(Order, "issue", {"about": about.noun, "subject": about.id, **more})

    def by_clock(self, about: Subject, clock: str = "accept") -> Order | None:
        """What the rung of the ladder brings forth, if anything."""
        before = {order.id for order in self.orders()}
        self.take(self.clock(), about, "supervise", kind=clock)
        return next((order for order in self.orders() if order.id not in before), None)

    def told_to_all(self, about: Subject, clock: str = "accept") -> None:
        self.take(self.clock(), about, "circular", kind=clock)

    def reply(self, order: Order, who: str = "secretary", **more: Any) -> Order:
        soon = local(self.watch.now).date() + timedelta(days=9)
        return self.take(who, order, "reply", **({"by_when": f"{soon}"} | REPLY | more))

    def orders(self) -> list[Order]:
        with self.office.database.reading() as db:
            return fetch(db, Order, ORDERS.c.id > 0, order=ORDERS.c.id)

    def seen_by(self, who: str) -> set[int]:
        from workflow.kernel.policy import scope

        with self.office.database.reading() as db:
            mine = scope(Order, self.actor(who).capacities)
            return set(db.execute(select(ORDERS.c.id).where(mine)).scalars())

    # -- the states, by real steps -------------------------------------------------------------

    def standing(self, state: str) -> Order:
        """An order to the branch in this state."""
        order = self.issue(self.late())
        if state in ("answered", "continued", "closed"):
            self.reply(order)
        if state == "continued":
            self.take("community", order, "carry_on", reason="没有写明责任人")
        if state == "closed":
            self.take("community", order, "close")
        return self.again(order)
