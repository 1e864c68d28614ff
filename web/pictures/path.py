"""A matter's way: swim lanes, a thread through whoever held it, dots for steps and squares for meetings."""

from __future__ import annotations

from markupsafe import Markup

from web.pictures.facts import Dot, Hop, Lane, Path
from web.pictures.scale import scale
from web.pictures.strokes import LANE, RIGHT, TOP, Sheet, Translate, beside, dates, dots, labels, lanes, thread

__all__ = ["Dot", "Hop", "Lane", "Path", "draw"]

WIDE, NARROW, LARGE = 880, 340, 0.75
"""How wide the paper is, whole and on a phone; in large text it is smaller, and so everything on it larger."""


def draw(path: Path, translate: Translate, last: int | None = None, *, large: bool = False) -> Markup:
    """The picture as SVG; with `last`, only so many hops, narrow enough for a phone."""
    shown = path if last is None else path.tail(last)
    wide = round((WIDE if last is None else NARROW) * (LARGE if large else 1))
    levels = shown.drawn()
    left = beside(levels)
    heights = {lane.key: TOP + LANE * (len(levels) - place - 0.5) + 5 for place, lane in enumerate(levels)}
    sheet = Sheet(shown, wide, heights, scale(shown.instants(), left + 8, wide - RIGHT), translate, left)
    names = " → ".join(sheet.words(hop) for hop in shown.hops)
    inside = Markup("").join([*lanes(sheet, levels), *dates(sheet), *thread(sheet), *labels(sheet), *dots(sheet)])
    return Markup(
        '<svg class="way-picture" viewBox="0 0 {} {}" role="img" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title><desc>{}</desc>{}</svg>"
    ).format(wide, sheet.high, translate("事项的经过"), names, inside)
