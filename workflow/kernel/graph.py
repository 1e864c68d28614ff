"""A flow as a graph one can walk: what check, diagram and diff look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Ways = dict[str, list[str]]
"""From each state, the other states one step leads to."""


@dataclass(frozen=True, slots=True)
class State:
    name: str
    label: str
    phase: str | None
    holder: str | None
    clock: str | None
    final: bool


@dataclass(frozen=True, slots=True)
class Ask:
    name: str
    kind: str
    label: str
    required: bool
    choices: tuple[str, ...]
    limits: dict[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """`target` None stays in the state; no `sources` and a state to be born in as target is a birth."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str | None
    by: tuple[str, ...]
    guards: tuple[str, ...]
    climbs: int
    asks: tuple[Ask, ...]

    def moves(self) -> Iterator[tuple[str, str]]:
        """Every (from, to) in which the state changes, known or not."""
        if self.target is not None:
            yield from ((source, self.target) for source in self.sources if source != self.target)


@dataclass(frozen=True, slots=True)
class Graph:
    name: str
    initial: str
    states: dict[str, State]
    steps: tuple[Step, ...]
    births: tuple[str, ...] = ()
    """States besides the initial one in which a subject may be born."""

    def ways(self) -> Ways:
        """The moves between known states, each once."""
        found: dict[str, dict[str, None]] = {name: {} for name in self.states}
        for step in self.steps:
            for source, target in step.moves():
                if source in self.states and target in self.states:
                    found[source][target] = None
        return {name: list(targets) for name, targets in found.items()}


def backwards(ways: Ways) -> Ways:
    """The same moves, walked against their direction."""
    found: Ways = {name: [] for name in ways}
    for source, targets in ways.items():
        for target in targets:
            found[target].append(source)
    return found


def reach(starts: Iterable[str], ways: Ways, seen: set[str] | None = None) -> set[str]:
    """The starts and every state one can get to from them, added to what was seen before."""
    seen = set() if seen is None else seen
    waiting = [name for name in starts if name in ways]
    seen.update(waiting)
    while waiting:
        for target in ways[waiting.pop()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def unreachable(starts: Sequence[str], ways: Ways) -> Iterator[str]:
    """Where each unreachable part begins; what follows from there is not said again."""
    initial, *births = starts
    if initial not in ways:
        return  # the initial state itself is unknown
    covered = reach([initial, *births], ways)
    entered = backwards(ways)
    for name in sorted(ways, key=lambda name: bool(entered[name])):
        if name not in covered:
            yield name
            reach([name], ways, covered)


def loops(ways: Ways, freed: set[str]) -> Iterator[list[str]]:
    """A circle out of each part from which nothing in `freed` can be reached."""
    walked = set(freed)
    for start in ways:
        path: dict[str, None] = {}
        name = start
        while name not in walked:
            walked.add(name)
            path[name] = None
            name = ways[name][0]
        if name in path:
            yield list(path)[list(path).index(name) :]
