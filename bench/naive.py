"""The state machine alone: the one shared machine of a flow against the two ways its handbook suggests."""

from __future__ import annotations

from transitions import Machine

from bench.report import Figure
from bench.rounds import Act, interleave
from workflow.issues import Issue

FLOW = Issue.flow


class Moved:
    """What a machine moves in the naive ways: it gets a method per step."""

    state: str


def build(model: object | None) -> Machine:
    """A machine with the moves of an issue."""
    machine = Machine(model=model, states=list(FLOW.states), initial="registered", auto_transitions=False)
    for step in FLOW.steps.values():
        if step.to and step.sources:
            machine.add_transition(step.name, list(step.sources), step.to)
    return machine


def ways() -> dict[str, Act]:
    """The same move, registered to accepted, in three ways."""
    step, attached = FLOW.find("accept"), build(None)

    def attach(_turn: int) -> None:
        moved = Moved()
        attached.add_model(moved, initial="registered")
        moved.trigger("accept")  # type: ignore[attr-defined]
        attached.remove_model(moved)

    def anew(_turn: int) -> None:
        moved = Moved()
        build(moved)
        moved.trigger("accept")  # type: ignore[attr-defined]

    return {"ours": lambda _turn: FLOW.move("registered", step), "attach": attach, "anew": anew}


def numbers(n: int) -> list[int]:
    return list(range(n))


def compare(*, rounds: int, size: int) -> list[Figure]:
    times = interleave({name: (numbers, act) for name, act in ways().items()}, rounds=rounds, size=size)
    ours = times["ours"].p50
    return [
        Figure("one move of the shared machine ÷ add_model and remove_model", ours, times["attach"].p50),
        Figure("one move of the shared machine ÷ a machine per request", ours, times["anew"].p50),
    ]
