"""The strokes and words of a matter's way on a measured sheet; every text is escaped, nothing carries a style."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import inf, log1p

from markupsafe import Markup

from web.pictures.facts import Dot, Hop, Lane, Path
from web.pictures.scale import Scale, Shelf, shortened, width
from workflow.calendar.wording import short_day
from workflow.kernel.clock import local

Translate = Callable[[str], str]

NAMES, RIGHT, TOP, LANE, BOTTOM = 76, 18, 6, 50, 24
SIZE, SMALL = 12, 11

# places: centre x and y, corner x and y, label
CIRCLE = Markup('<circle class="way-dot" cx="{0}" cy="{1}" r="4.5"><title>{4}</title></circle>')
SQUARE = Markup('<rect class="way-meeting" x="{2}" y="{3}" width="10" height="10"><title>{4}</title></rect>')


def beside(lanes: tuple[Lane, ...]) -> float:
    """Room for the names of the lanes, no more than they need."""
    return min(NAMES, round(max((width(lane.label, SIZE) for lane in lanes), default=0)) + 16)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The measured paper: where lanes lie and instants stand."""

    path: Path
    wide: int
    heights: dict[str, float]
    across: Scale
    translate: Translate
    left: float
    """Where the lanes begin, beside their names."""

    @property
    def high(self) -> int:
        return TOP + LANE * max(1, len(self.heights)) + BOTTOM

    def end(self, hop: Hop) -> datetime:
        return hop.end or self.path.now

    def words(self, hop: Hop, room: float = inf) -> str:
        """Who, and what the eye must not learn from the colour alone; the name is cut, the rest is not."""
        marks = [self.translate("逾期")] * bool(hop.late) + [self.translate("暂停")] * hop.paused
        kept = shortened(hop.label, SIZE, room - sum(width(f" · {mark}", SIZE) for mark in marks))
        return " · ".join([kept, *marks] if kept else marks)

    def below(self) -> set[tuple[str, float]]:
        """Where the thread runs down from a lane: it leaves for a lower one, or has come from there."""
        hands = [(a.lane, b.lane, self.across.x(b.start)) for a, b in pairwise(self.path.hops)]
        return {(min(a, b, key=self.heights.__getitem__), x) for a, b, x in hands if a != b}

    def tie(self, dot: Dot) -> Markup:
        """A thin line from a dot beside the thread (a resident's word) to whoever held the matter then."""
        holding = [hop.lane for hop in self.path.hops if hop.start <= dot.at <= self.end(hop)]
        if not holding or dot.lane in holding:
            return Markup("")
        drawn = Markup('<path class="way-tie" d="M{} {}V{}"/>')
        return drawn.format(self.across.x(dot.at), self.heights[dot.lane], self.heights[holding[-1]])


def lanes(sheet: Sheet, lanes: tuple[Lane, ...]) -> Iterator[Markup]:
    for lane in lanes:
        y = sheet.heights[lane.key]
        yield Markup('<path class="way-lane" d="M{} {}H{}"/>').format(sheet.left, y, sheet.wide - RIGHT / 2)
        look = "way-lane-name way-owner" if lane.key == sheet.path.owner else "way-lane-name"
        name = shortened(lane.label, SIZE, sheet.left - 10)
        yield word(look, 2, y + 4, SIZE, name)


def dates(sheet: Sheet) -> Iterator[Markup]:
    """Now or the end, the beginning, then each change of hands as far as there is room; within a day, its time."""
    shelf, y = Shelf(sheet.left, sheet.wide, []), sheet.high - 7
    last = sheet.across.instants[-1]
    yield from _date(sheet, shelf, last, _day(sheet, last) if sheet.path.over else sheet.translate("现在"), y)
    days = [local(hop.start).date() for hop in sheet.path.hops]
    changes = list(zip(sheet.path.hops, days, [None, *days], strict=False))
    for hop, on, before in (*changes[:1], *reversed(changes[1:])):
        said = f"{local(hop.start):%H:%M}" if on == before else _day(sheet, hop.start)
        yield from _date(sheet, shelf, hop.start, said, y)


def _day(sheet: Sheet, at: datetime) -> str:
    return short_day(local(at).date()).render(sheet.translate)


def _date(sheet: Sheet, shelf: Shelf, at: datetime, said: str, y: float) -> Iterator[Markup]:
    x = sheet.across.x(at)
    start = shelf.place(x, width(said, SMALL))
    if start is not None:
        yield Markup('<path class="way-tick" d="M{} {}V{}"/>').format(x, TOP, y - 12)
        yield word("way-date", start, y, SMALL, said)


def thread(sheet: Sheet) -> Iterator[Markup]:
    """Links first, so that the hops lie above them; the longer a stay, the thicker its line, red while it was late."""
    for before, after in pairwise(sheet.path.hops):
        x, y = sheet.across.x(after.start), sheet.heights[before.lane]
        yield Markup('<path class="way-link" d="M{} {}H{}V{}"/>').format(
            sheet.across.x(sheet.end(before)), y, x, sheet.heights[after.lane]
        )
    for hop in sheet.path.hops:
        look = "way-hop" + " way-here" * (hop.end is None) + " way-paused" * hop.paused
        thick = round(3 + min(7.0, 2 * log1p((sheet.end(hop) - hop.start) / timedelta(days=1))), 1)
        x, end, y = sheet.across.x(hop.start), sheet.across.x(sheet.end(hop)), sheet.heights[hop.lane]
        yield Markup('<path class="{}" stroke-width="{}" d="M{} {}H{}"><title>{}</title></path>').format(
            look, thick, x, y, max(end, x + 1), sheet.words(hop)
        )
        for begin, until in hop.late:
            x, end = sheet.across.x(begin), sheet.across.x(until)
            red = "way-late" + " way-paused" * hop.paused
            yield Markup('<path class="{}" stroke-width="{}" d="M{} {}H{}"/>').format(red, thick, x, y, max(end, x + 1))


def labels(sheet: Sheet) -> Iterator[Markup]:
    """Holders above the thread, clear of links that fall to it or rise from it where there is room."""
    edges = dict.fromkeys(sheet.heights, float(sheet.wide))
    hops = sheet.path.hops
    for before, hop, after in reversed(list(zip((None, *hops), hops, (*hops[1:], None), strict=False))):
        high = sheet.heights[hop.lane]
        left = sheet.across.x(hop.start) + 6 if before and sheet.heights[before.lane] < high else sheet.left
        edge = edges[hop.lane] - 8
        if after and sheet.heights[after.lane] < high:
            edge = min(edge, sheet.across.x(sheet.end(hop)) - 5)
        said = sheet.words(hop, max(edge - left, 5 * SIZE))
        start = max(left, min(sheet.across.x(hop.start) + 6, edge - width(said, SIZE)))
        if said and start + width(said, SIZE) < edges[hop.lane]:
            edges[hop.lane] = start
            look = "way-holder way-late-word" if hop.late else "way-holder"
            yield word(look, start, high - 11, SIZE, said)


def dots(sheet: Sheet) -> Iterator[Markup]:
    """The latest dots get their words first, beside a link that runs down from them."""
    shelves = {lane: Shelf(sheet.left, sheet.wide - 2, []) for lane in sheet.heights}
    below = sheet.below()
    for dot in reversed(sheet.path.dots):
        x, y = sheet.across.x(dot.at), sheet.heights[dot.lane]
        yield sheet.tie(dot)
        yield (SQUARE if dot.kind == "meeting" else CIRCLE).format(x, y, x - 5, y - 5, dot.label)
        wide = width(dot.label, SMALL)
        middle = x - wide / 2 - 6 if (dot.lane, x) in below else x
        start = shelves[dot.lane].place(middle, wide)
        if start is not None:
            yield word("way-word", start, y + 19, SMALL, dot.label)


def word(look: str, x: float, y: float, size: int, said: str) -> Markup:
    """A text of the picture, escaped."""
    return Markup('<text class="{}" x="{}" y="{}" font-size="{}">{}</text>').format(look, x, y, size, said)
