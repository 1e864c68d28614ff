"""A flow as a picture with the way taken on it: states in columns by phase, moves as arrows, dwell in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from web.pictures.bows import Bow, Boxes, Place
from web.pictures.scale import shortened

WIDE, NODE, HIGH, LINE, TOP = 1040, 106, 40, 68, 4
SIZE, SMALL = 11.5, 10.5
COLUMNS = (
    ("intake",), ("deliberation",), ("execution", "held"), ("escalation",),
    ("answer", "review"), ("settled",), ("end",),
)  # fmt: skip
ABOVE = "escalation"
"""Drawn a line higher than all others: a matter climbs there and comes down again."""

MOVE = Markup(
    '<path class="law-move{}" d="M{} {}C{} {} {} {} {} {}" marker-end="url(#law-arrow)"><title>{}</title></path>'
)
TIMES = Markup('<text class="law-times" x="{}" y="{}" font-size="{}">{}</text>')
ALONG = tuple(0.5 + side * step / 20 for step in range(9) for side in (1, -1))
"""Where on a curve its number may stand, the middle first."""

ARROW = Markup(
    '<defs><marker id="law-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" orient="auto" '
    'markerUnits="userSpaceOnUse">'
    '<path class="law-arrow" d="M0 0L8 4L0 8z"/></marker></defs>'
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Law:
    """What is drawn: the flow as exported, how often each move was made, words for the dwell, and where it stands."""

    states: Mapping[str, Mapping[str, Any]]
    moves: Mapping[tuple[str, str], int]
    dwell: Mapping[str, str]
    heat: Mapping[str, int]
    """0 to 4 for each state that was reached: its share of the time."""
    now: str | None = None

    def places(self) -> dict[str, Place]:
        """The upper left corner of each state: columns in the order in which matters usually go."""
        phases = {state["phase"] for state in self.states.values()}
        wanted = [*COLUMNS, *((phase,) for phase in sorted(phases - {one for column in COLUMNS for one in column}))]
        columns = [self._of(column) for column in wanted if self._of(column)]
        step = (WIDE - NODE) / max(1, len(columns) - 1)
        return {
            name: (round(across * step, 1), TOP + LINE * self._row(name, place))
            for across, names in enumerate(columns)
            for place, name in enumerate(names)
        }

    def _of(self, phases: tuple[str, ...]) -> list[str]:
        return [name for phase in phases for name, state in self.states.items() if state["phase"] == phase]

    def _row(self, name: str, place: int) -> int:
        climbs = any(state["phase"] == ABOVE for state in self.states.values())
        return place if self.states[name]["phase"] == ABOVE else place + climbs


def draw(law: Law, translate: Callable[[str], str]) -> Markup:
    """The picture as SVG, without a script or a style attribute."""
    places = law.places()
    high = max(y for _x, y in places.values()) + HIGH + 6
    inside = [ARROW, *_moves(law, places), *_states(law, places, translate)]
    return Markup(
        '<svg class="law-picture" viewBox="-2 0 {} {}" role="img" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title>{}</svg>"
    ).format(WIDE + 4, high, translate("流程图：走过的路径"), Markup("").join(inside))


def _states(law: Law, places: Mapping[str, Place], translate: Callable[[str], str]) -> Iterator[Markup]:
    for name, (x, y) in places.items():
        said = law.states[name]["label"]  # apart: what stands in the brackets of `translate` is read as a sentence
        label = translate(said)
        reached = name in law.dwell
        look = f"law-state law-heat-{law.heat.get(name, 0)}" if reached else "law-state law-unused"
        look += " law-now" * (name == law.now)
        yield Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="5"><title>{}</title></rect>').format(
            look, x, y, NODE, HIGH, f"{label} · {law.dwell[name]}" if reached else label
        )
        middle = x + NODE / 2
        text = Markup('<text class="{}" x="{}" y="{}" font-size="{}">{}</text>')
        quiet = "law-name" if reached else "law-name law-faint"
        yield text.format(quiet, middle, y + (16 if reached else 23), SIZE, shortened(label, SIZE, NODE - 4))
        if reached:
            yield text.format("law-dwell", middle, y + 30, SMALL, shortened(law.dwell[name], SMALL, NODE - 4))


def _moves(law: Law, places: Mapping[str, Place]) -> Iterator[Markup]:
    """All arrows first; then how often each was taken, the commonest in the best place."""
    known = {move: n for move, n in law.moves.items() if move[0] in places and move[1] in places}
    above = {name for name in places if law.states[name]["phase"] == ABOVE}
    bows = [(bow, known[move]) for move, bow in Boxes(places, NODE, HIGH, above).bows(known).items()]
    main = max(known.values(), default=0) / 3
    for bow, times in bows:
        yield MOVE.format(" law-main" * (times > main > 1), *(round(one, 1) for one in bow), _told(times))
    taken: list[Box] = [(x, y, x + NODE, y + HIGH) for x, y in places.values()]
    for bow, times in sorted((one for one in bows if one[1] > 1), key=lambda one: -one[1]):
        x, y = _free(bow, len(_told(times)) * SMALL * 0.6, taken)
        yield TIMES.format(round(x, 1), round(y, 1), SMALL, _told(times))


def _told(times: int) -> str:
    return f"× {times}" if times > 1 else ""


def _free(bow: Bow, wide: float, taken: list[Box]) -> Place:
    """Where along a curve a word of this width stands clear of all others, or least in their way; it is taken then."""
    spots = [_box(_along(bow, at), wide) for at in ALONG]
    best = min(spots, key=lambda spot: sum(_shared(spot, other) for other in taken))
    taken.append(best)
    return (best[0] + best[2]) / 2, best[3] - 1


def _box(place: Place, wide: float) -> Box:
    x, y = place
    return (x - wide / 2, y - SMALL - 3, x + wide / 2, y - 2)


def _shared(one: Box, other: Box) -> float:
    """How much room two boxes share."""
    across, down = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)


def _along(bow: Bow, at: float) -> Place:
    """A point of a curve, from 0 at its beginning to 1 at its end."""
    rest = 1 - at
    parts = (rest**3, 3 * rest**2 * at, 3 * rest * at**2, at**3)
    return sum(p * x for p, x in zip(parts, bow[::2], strict=True)), sum(
        p * y for p, y in zip(parts, bow[1::2], strict=True)
    )
