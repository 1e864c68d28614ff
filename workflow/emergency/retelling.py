"""The ground an emergency holds for, told from the entry that declared it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.emergency.model import Emergency, EmergencyGrid
from workflow.kernel.db import bare
from workflow.kernel.retelling import Row, Said, retold


@retold(Emergency.noun, bare(EmergencyGrid), "emergency_id")
def ground(entries: Sequence[Said]) -> Iterator[Row]:
    """Its grids, worked out once from the branches and grids that were chosen."""
    for one in entries:
        if one.step == "declare":
            yield from ((one.seq, {"grid_id": id}) for id in one.attests("grids"))
