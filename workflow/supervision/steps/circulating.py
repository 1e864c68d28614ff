"""The circular: that somebody is late for so long is told to the street and to all communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.kernel.i18n import C_
from workflow.kernel.policy import clock
from workflow.supervision.flow import order_flow
from workflow.supervision.model import Order
from workflow.supervision.relations import circulated_once, issuer, unsettled

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@order_flow.step(
    C_("order", "通报"), "issued answered continued closed", by=(issuer, clock), guards=[circulated_once, unsettled]
)
def circulate(desk: Desk, order: Order) -> None:
    """Once. They read who is late with what since when, and whether it was answered; nothing of the matter itself."""
    order.circulated_at = desk.now
