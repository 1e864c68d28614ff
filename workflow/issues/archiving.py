"""What the archive of an issue waits for (WORKFLOWS.md section 1): rooms to the right of this one add their reasons."""

from __future__ import annotations

from workflow.kernel.flow import Rule, guard
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case

REASONS: list[Rule] = []
"""Each raises a Refusal while there is something to wait for."""


def waits(rule: Rule) -> Rule:
    """Let the archive wait for something this room does not know of."""
    REASONS.append(rule)
    return rule


@guard(N_("须先了结的都已了结"))
def nothing_pending(case: Case) -> None:
    for rule in REASONS:
        rule(case)
