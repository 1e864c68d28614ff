"""Which counts of a table must stay hidden so that no small one can be read or reckoned from the rest.

A count from 1 to below `LEAST` is hidden; of nothing there is nothing to tell. Where a total is shown, the hidden parts
of it are at least two, together at least `LEAST` and more than one each; otherwise the next part in order is hidden as
well, and where there is none, the total. The choice does not look at sizes: whoever knows this rule learns nothing from
which parts are hidden. What is below a hidden part is hidden, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from workflow.kernel.i18n import N_

LEAST = 5
HIDDEN = N_("不显示")
"""Stands where a small number is."""
N = TypeVar("N")


def totals(tree: Mapping[N, Sequence[N]], counts: Mapping[N, int], root: N) -> dict[N, int]:
    """The count of every node: a leaf's own, else the sum of its parts."""
    found: dict[N, int] = {}

    def add(node: N) -> int:
        parts = tree.get(node, ())
        found[node] = sum(add(part) for part in parts) if parts else counts.get(node, 0)
        return found[node]

    add(root)
    return found


def hidden(tree: Mapping[N, Sequence[N]], counts: Mapping[N, int], root: N) -> set[N]:
    """The nodes that must not be shown."""
    sums = totals(tree, counts, root)
    away: dict[N, set[N]] = {}
    """By total: the parts that are hidden while it is shown."""

    def showable(node: N) -> bool:
        parts = [part for part in tree.get(node, ()) if sums[part]]
        bare = {part for part in parts if not showable(part)}
        enough = _widened(parts, bare, sums)
        away[node] = enough or set()
        return enough is not None and not 0 < sums[node] < LEAST

    gone = set[N]()

    def look(node: N, shown: bool) -> None:
        if not shown:
            gone.add(node)
        for part in tree.get(node, ()):
            look(part, shown and part not in away.get(node, ()))

    look(root, showable(root))
    return gone


def _widened(parts: Sequence[N], away: set[N], sums: Mapping[N, int]) -> set[N] | None:
    """These parts and as many more as hide them; None where there are not enough."""
    if not away:
        return away
    following = max(place for place, part in enumerate(parts) if part in away)
    while len(away) < 2 or sum(sums[part] for part in away) < max(LEAST, len(away) + 1):
        if len(away) == len(parts):
            return None
        following = (following + 1) % len(parts)
        away = away | {parts[following]}
    return away
