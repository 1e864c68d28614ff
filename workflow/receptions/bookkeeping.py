"""What follows by itself: the clocks of a reception."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from workflow.issues.clocks import STOP, start
from workflow.kernel.flow import Step
from workflow.receptions.flow import reception_flow
from workflow.receptions.model import Reception

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@reception_flow.after
def run_clock(desk: Desk, reception: Reception, step: Step, before: str | None) -> None:
    """A new state ends the clock of the old one and starts its own."""
    if before == reception.state:
        return
    if before is not None:
        desk.db.execute(STOP, {"of": "reception", "id": reception.id, "at": desk.now})
    if kind := reception_flow.states[reception.state].clock:
        start(desk, reception, kind, "general", until=last_day(reception))


def last_day(reception: Reception) -> date:
    """An open one is to be closed on its day; one ahead is missed once its month is over."""
    if reception.state == "open":
        return reception.held_on
    year, month = (int(part) for part in reception.month.split("-"))
    return date(year + month // 12, month % 12 + 1, 1)
