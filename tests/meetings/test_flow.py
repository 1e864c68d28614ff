"""Both flows are sound, and they ask what the issue's own steps ask."""

from __future__ import annotations

import pytest

from workflow.issues.flow import issue_flow
from workflow.kernel.check import defects
from workflow.kernel.flow import GUARDS, Flow
from workflow.kernel.policy import RELATIONS
from workflow.meetings import AgendaItem, Meeting


@pytest.mark.parametrize("flow", [Meeting.flow, AgendaItem.flow], ids=lambda flow: flow.name)
def test_the_flow_has_no_defect(flow: Flow) -> None:
    assert defects(flow.export(), RELATIONS, GUARDS) == []


@pytest.mark.parametrize("step", ["execute", "transfer", "escalate", "conclude"])
def test_a_resolution_asks_the_vote_and_what_the_issue_asks_but_no_basis(step: str) -> None:
    asked = AgendaItem.flow.steps[f"decide_{step}"].asks.keys()
    vote = {"ballot", "yes", "no", "abstain", "named"}
    assert asked == vote | (issue_flow.steps[step].asks.keys() - {"basis"})
