"""A matter's way: swim lanes, a thread through whoever held it, dots for steps and squares for meetings."""

from __future__ import annotations

from markupsafe import Markup

from web.pictures.facts import Dot, Hop, Lane, Path
from web.pictures.scale import scale
from web.pictures.strokes import LANE, LEFT, RIGHT, TOP, Sheet, Translate, dates, dots, labels, lanes, thread

__all__ = ["Dot", "Hop", "Lane", "Path", "draw"]

WIDE, NARROW = 880, 340


def draw(path: Path, translate: Translate, last: int | None = None) -> Markup:
    """The picture as SVG; with `last`, only so many hops, narrow enough for a phone."""
    shown = path if last is None else path.tail(last)
    wide = WIDE if last is None else NARROW
    levels = shown.drawn()
    heights = {lane.key: TOP + LANE * (len(levels) - place - 0.5) + 5 for place, lane in enumerate(levels)}
    sheet = Sheet(shown, wide, heights, scale(shown.instants(), LEFT + 8, wide - RIGHT), translate)
    names = " → ".join(sheet.words(hop) for hop in shown.hops)
    inside = Markup("").join([*lanes(sheet, levels), *dates(sheet), *thread(sheet), *labels(sheet), *dots(sheet)])
    return Markup(
        '<svg class="way-picture" viewBox="0 0 {} {}" role="img" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title><desc>{}</desc>{}</svg>"
    ).format(wide, sheet.high, translate("事项的经过"), names, inside)
