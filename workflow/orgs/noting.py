"""Every grant is noted in the second log, beside its history: accounts, posts and papers, where a hand gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.kernel.policy import CLOCK
from workflow.orgs.flows import account_flow, mandate_flow, post_flow
from workflow.orgs.roles import HOLDER

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk
    from workflow.kernel.flow import Step
    from workflow.kernel.subject import Subject


def noted(desk: Desk, subject: Subject, step: Step, before: str | None) -> None:
    """What ends by itself at midnight is no grant, nor is what somebody does with an account of their own."""
    if desk.capacity and desk.capacity.role not in (CLOCK, HOLDER):
        desk.note("grant", subject, step=step.name)


for flow in (account_flow, post_flow, mandate_flow):
    flow.after(noted)
