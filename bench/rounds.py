"""Fair comparison: the ways to do one thing take turns, so that a noisy machine disturbs them alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time
from typing import Any

Act = Callable[[Any], object]
Supply = Callable[[int], list[Any]]
"""As many fresh things as asked for, made outside the measured time."""


@dataclass
class Times:
    """Seconds of single calls, and of processor time per call, one entry a round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return median(self.wall)

    @property
    def processor(self) -> float:
        return median(self.cpu)

    def measure(self, act: Act, things: Iterable[Any], spent: Callable[[], float] = process_time) -> None:
        """Do the act with each thing, as one round; `spent` tells the processor time of the process that works."""
        walls = []
        begun = spent()
        for thing in things:
            start = perf_counter()
            act(thing)
            walls.append(perf_counter() - start)
        self.cpu.append((spent() - begun) / len(walls))
        self.wall += walls


def interleave(
    acts: Mapping[str, tuple[Supply, Act]], *, rounds: int, size: int, spent: Callable[[], float] = process_time
) -> dict[str, Times]:
    """The acts by turns, each with fresh things in each round; the first round only warms up."""
    times = {name: Times() for name in acts}
    for turn in range(rounds + 1):
        for name, (supply, act) in acts.items():
            things = supply(size)
            (times[name] if turn else Times()).measure(act, things, spent)
    return times
