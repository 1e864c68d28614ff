"""Where an instant and a word stand on a picture whose empty stretches are compressed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import log1p

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scale:
    """From instants to x: every pair of neighbouring instants gets some room, long waits get little more."""

    instants: tuple[datetime, ...]
    places: tuple[float, ...]

    def x(self, at: datetime) -> float:
        """The place of an instant; outside the scale, its nearer end."""
        if at <= self.instants[0]:
            return self.places[0]
        if at >= self.instants[-1]:
            return self.places[-1]
        after = bisect_right(self.instants, at)
        (start, end), (left, right) = self.instants[after - 1 : after + 1], self.places[after - 1 : after + 1]
        return round(left + (right - left) * ((at - start) / (end - start)), 1)


def scale(instants: Iterable[datetime], left: float, right: float) -> Scale:
    """A scale over these instants, from one x to another."""
    known = tuple(sorted(set(instants)))
    weights = [0.7 + log1p((later - earlier) / HOUR / 6) for earlier, later in pairwise(known)]
    whole = sum(weights) or 1.0
    places, so_far = [left], 0.0
    for weight in weights:
        so_far += weight
        places.append(round(left + (right - left) * so_far / whole, 1))
    return Scale(known, tuple(places))


def width(text: str, size: float) -> float:
    """About how wide a text is drawn: a Chinese sign is as wide as high, a Latin one a little over half."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.58 for sign in text)


def shortened(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis to fit; nothing where not even two signs would."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(kept + "…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip(' ·')}…" if len(kept) >= 2 else ""


@dataclass(slots=True)
class Shelf:
    """One line of words that must not run into one another."""

    left: float
    right: float
    taken: list[tuple[float, float]]

    def place(self, middle: float, wide: float) -> float | None:
        """Where a word of that width starts, centred if it can be; None where the room is taken."""
        start = max(self.left, min(middle - wide / 2, self.right - wide))
        if start < self.left or any(start < end + 6 and begin - 6 < start + wide for begin, end in self.taken):
            return None
        self.taken.append((start, start + wide))
        return round(start, 1)
