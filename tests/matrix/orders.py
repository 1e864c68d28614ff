"""Supervision orders in every state and relation: about matters that are late, since they were registered long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.matrix.statement import FORBIDDEN, ILLEGAL, Told
from tests.matters import Matters
from workflow.kernel.clock import local
from workflow.supervision import Order

REPLY = {"cause": "人手不足", "measures": "已加派人手"}
PLACES = {"a1": "荔枝路12号", "a2": "圳美村口", "b1": "迳口广场", "street": "没有网格的地方"}
HANDS = {"a": "community", "b": "community_b", "street": "street2"}
ONCE = {"circulate": ILLEGAL}
OWN = {step: {"street": FORBIDDEN} for step in ("close", "carry_on")}
ORDERS = (  # name, how it came out, whose, above it, who issued it, who registered the matter and replies, barred
    ("order_issued", "issued", "a1", "a", "a", "secretary", {}),
    ("order_answered", "answered", "a1", "a", "a", "secretary", {}),
    ("order_continued", "continued", "a1", "a", "a", "secretary", {}),
    ("order_closed", "closed", "a1", "a", "a", "secretary", ONCE),
    ("order_withdrawn", "withdrawn", "a1", "a", "a", "secretary", {}),
    ("order_by_street", "answered", "a1", "a", "street", "secretary", {}),
    ("order_circulated", "circulated", "a2", "a", "a", "secretary_a2", ONCE),
    ("order_foreign", "issued", "b1", "b", "b", "secretary_b1", {}),
    ("order_street", "answered", "street", "", "street", "street", OWN),
)


def make(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    for name, how, org, above, issuer, by, barred in ORDERS:
        order, state = ordered(m, org, issuer, by, how), "issued" if how == "circulated" else how
        ids[name] = order.id
        told[name] = Told(
            name, "supervision_order", state, org, (above,), issuer=issuer, author=HANDS[issuer], barred=dict(barred)
        )
        assert m.again(order).state == state, name


def ordered(m: Matters, org: str, issuer: str, by: str, how: str) -> Order:
    """Its matter was registered two weeks ago."""
    now, m.watch.now = m.watch.now, m.watch.now - timedelta(days=14)
    late = m.register(by, place=PLACES[org])
    m.watch.now = now
    with m.office.desk(m.actor(HANDS[issuer])) as desk:
        order = desk.begin(Order, "issue", {"about": "issue", "subject": late.id})
    further: dict[str, tuple[str, dict[str, Any]]] = {
        "closed": ("close", {}),
        "continued": ("carry_on", {"reason": "没有写明责任人"}),
        "circulated": ("circulate", {}),
        "withdrawn": ("withdraw", {"reason": "发给了别的组织"}),
    }
    if how in ("answered", "closed", "continued"):
        m.take(by, order, "reply", **REPLY, by_when=f"{local(now).date() + timedelta(days=9)}")
    if how in further:
        step, data = further[how]
        m.take(HANDS[issuer], order, step, **data)
    return order
