"""What follows by itself: the clocks that open and close a consultation, and those that remind of its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.consultations.flow import consultation_flow
from workflow.consultations.model import Consultation
from workflow.issues.clocks import STOP, start
from workflow.kernel.flow import Step
from workflow.kernel.prepared import send

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@consultation_flow.after
def run_clock(desk: Desk, consultation: Consultation, step: Step, before: str | None) -> None:
    """The period is named; the rest has limits."""
    if before == consultation.state:
        return
    if before is not None:
        send(desk.db, STOP, {"of": "consultation", "id": consultation.id, "at": desk.now})
    kind = consultation_flow.states[consultation.state].clock
    named = {"announced": consultation.opens_at, "open": consultation.closes_at}.get(consultation.state)
    consultation.due_at = start(desk, consultation, kind, "general", at=named) if kind else None
