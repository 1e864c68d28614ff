"""What follows by itself: the clock of those who must answer to what was found, from the finding to the last answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.audit.flow import inspection_flow
from workflow.audit.model import Inspection
from workflow.issues.clocks import start, stop
from workflow.issues.recounting import due_of
from workflow.issues.steps.recount import MOVED
from workflow.issues.steps.reminders import remind_in
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_
from workflow.kernel.policy import follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

CLOCK = "finding"

remind_in(inspection_flow, "concluded")


@inspection_flow.after
def run_clock(desk: Desk, inspection: Inspection, step: Step, before: str | None) -> None:
    """It starts with a finding that asks somebody, and ends with the last answer; the day it ran to stays known."""
    if step.name not in ("conclude", "respond"):
        return
    waits = any(row.reply is None for row in inspection.facts(desk.db, inspection).faults)
    if step.name == "conclude" and waits:
        inspection.reply_by = start(desk, inspection, CLOCK, "general")
    elif step.name == "respond" and not waits:
        stop(desk, inspection, CLOCK)


@inspection_flow.step(N_("期限重新核算"), "concluded", by=follows, moved=MOVED)
def recount(desk: Desk, inspection: Inspection, moved: list[str]) -> None:
    """The calendar changed while answers are waited for."""
    inspection.reply_by = due_of(desk.db, inspection).get(CLOCK, inspection.reply_by)
