"""What the picture of a matter's way shows: lanes, stretches with one holder, steps and meetings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Lane:
    """One level that may hold a matter, named in the reader's words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Hop:
    """A stretch during which one organisation held the matter; without an end it still does. `late`: parts of it."""

    lane: str
    label: str
    start: datetime
    end: datetime | None = None
    paused: bool = False
    late: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A step, or a meeting's decision, at an instant."""

    at: datetime
    lane: str
    label: str
    kind: Literal["step", "meeting"] = "step"


@dataclass(frozen=True, slots=True)
class Path:
    """The whole way: lanes from bottom to top, hops and dots in the order of time, and who answers for it."""

    lanes: tuple[Lane, ...]
    hops: tuple[Hop, ...]
    dots: tuple[Dot, ...]
    owner: str
    now: datetime

    def tail(self, count: int) -> Path:
        """The last so many hops and what happened in them."""
        hops = self.hops[-count:]
        since = hops[0].start if hops else self.now
        return replace(self, hops=hops, dots=tuple(dot for dot in self.dots if dot.at >= since))

    def drawn(self) -> tuple[Lane, ...]:
        """The lanes that occur, and the owner's."""
        used = {self.owner, *(hop.lane for hop in self.hops), *(dot.lane for dot in self.dots)}
        return tuple(lane for lane in self.lanes if lane.key in used)

    @property
    def over(self) -> bool:
        """Whether nobody holds it any more."""
        return bool(self.hops) and all(hop.end for hop in self.hops)

    def instants(self) -> list[datetime]:
        """Every instant that needs a place; now is one only while somebody holds the matter."""
        ends = [hop.end or self.now for hop in self.hops]
        known = [*(hop.start for hop in self.hops), *ends, *(dot.at for dot in self.dots)]
        return known if self.over else [*known, self.now]
