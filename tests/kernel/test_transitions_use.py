"""The state machine is used the one safe way: flat, built once, attached to nothing, with no way around the flow."""

from __future__ import annotations

import threading
from itertools import product

import pytest

from workflow.issues.flow import assignment_flow, issue_flow
from workflow.kernel.errors import NotLegal
from workflow.kernel.flow import Flow

FLOWS = [issue_flow, assignment_flow]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_the_machine_has_no_models_and_no_shortcuts(flow):
    assert flow.machine.models == []
    assert not [name for name in flow.machine.events if name.startswith("to_")]
    assert flow.machine is flow.machine
    moving = {step.name for step in flow.steps.values() if step.to and step.sources}
    assert set(flow.machine.events) == moving
    assert set(flow.machine.states) == set(flow.states)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_pair_of_state_and_step_moves_as_declared_or_is_refused(flow):
    for state, step in product(flow.states, flow.steps.values()):
        if state in step.sources:
            assert flow.move(state, step) == (step.to or state)
        else:
            with pytest.raises(NotLegal):
                flow.move(state, step)
    assert flow.machine.models == []  # nothing was attached on the way


def test_threads_share_one_machine_without_mixing_states():
    wrong: list[str] = []

    def walk(state: str) -> None:
        steps = [step for step in issue_flow.steps.values() if state in step.sources]
        for _ in range(300):
            wrong.extend(step.name for step in steps if issue_flow.move(state, step) != (step.to or state))

    threads = [threading.Thread(target=walk, args=(state,)) for state in ("accepted", "executing", "replied", "closed")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_step_cannot_be_declared_twice():
    flow = Flow("once", "a")
    flow.step("走", "a", by=())(lambda desk, subject: None)
    with pytest.raises(ValueError, match="named"):
        flow.step("走", "a", by=())(lambda desk, subject: None)
