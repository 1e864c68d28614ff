"""The curves between the boxes of a flow picture: each leaves and reaches a box at a port of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby

Place = tuple[float, float]
Bow = tuple[float, ...]
"""The four points of a cubic curve: x and y in turn."""
Move = tuple[str, str]

OUTWARDS = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}
LEVEL = ("left", "right")
TIP = 1.0
"""Between the tip of an arrow and its box."""


class Boxes:
    """Boxes of one size by name, each at its upper left corner; `above` stand a row higher than all others."""

    def __init__(self, places: Mapping[str, Place], wide: float, high: float, above: Collection[str]) -> None:
        self.places, self.wide, self.high, self.above = places, wide, high, above

    def bows(self, moves: Iterable[Move]) -> dict[Move, Bow]:
        """Each move's curve."""
        sides = {move: self._sides(*move) for move in moves}
        ports = self._ports(sides)
        return {
            move: self._bow(ports[move, 0], ports[move, 1], leaving, reaching)
            for move, (leaving, reaching) in sides.items()
        }

    def _sides(self, source: str, target: str) -> tuple[str, str]:
        """Forwards from right to left and back from left to right; in a column to the next box, or beside it."""
        (x, y), (to_x, to_y) = self.places[source], self.places[target]
        if x == to_x and abs(to_y - y) < 2 * self.high:
            return ("bottom", "top") if to_y > y else ("top", "bottom")
        if x == to_x:
            return ("right", "right") if to_y > y else ("left", "left")
        near, far = ("right", "left") if to_x > x else ("left", "right")
        if target in self.above and source not in self.above:
            return ("top", far) if y - to_y < 2 * self.high else (near, "bottom")
        if source in self.above and target not in self.above:
            return near, "top"
        return near, far

    def _ports(self, sides: Mapping[Move, tuple[str, str]]) -> dict[tuple[Move, int], Place]:
        """Where on its side each end of a move lies: in the order of the other ends, so that few curves cross."""
        ends = [
            ((move[end], side), self._order(side, move[1 - end]), (move, end))
            for move, both in sides.items()
            for end, side in enumerate(both)
        ]
        told: dict[tuple[Move, int], Place] = {}
        for (name, side), group in groupby(sorted(ends), key=lambda one: one[0]):
            ones = [end for _port, _order, end in group]
            for place, end in enumerate(ones, 1):
                told[end] = self._at(name, side, place / (len(ones) + 1))
        return told

    def _order(self, side: str, other: str) -> Place:
        x, y = self.places[other]
        return (y, x) if side in LEVEL else (x, y)

    def _at(self, name: str, side: str, share: float) -> Place:
        (x, y), (out, down) = self.places[name], OUTWARDS[side]
        if side in LEVEL:
            return x + self.wide * (out > 0) + TIP * out, y + self.high * share
        return x + self.wide * share, y + self.high * (down > 0) + TIP * down

    def _bow(self, start: Place, end: Place, leaving: str, reaching: str) -> Bow:
        across, down = abs(end[0] - start[0]), abs(end[1] - start[1])
        reach = {side: max(0.5 * across, 12) if side in LEVEL else max(0.6 * down, 12) for side in (leaving, reaching)}
        if leaving == reaching:
            reach[leaving] = 12 + down / 5
        (out, up), (back, under) = OUTWARDS[leaving], OUTWARDS[reaching]
        (x, y), (to_x, to_y) = start, end
        return (
            x, y, x + out * reach[leaving], y + up * reach[leaving],
            to_x + back * reach[reaching], to_y + under * reach[reaching], to_x, to_y,
        )  # fmt: skip
