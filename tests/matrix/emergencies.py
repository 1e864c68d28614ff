"""Emergency mode in force, declared by the street and by a community, and one that is over."""

from __future__ import annotations

from typing import Any

from tests.matrix.statement import Told
from tests.matters import Matters
from workflow.emergency import Emergency


def make(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    """Of grids in which nothing else of this world happens: its clocks and bases stay as they are."""

    def declared(who: str, **where: Any) -> Emergency:
        asked = {"title": "内涝", "orders": "先排水", "hours": 48} | where
        with m.office.desk(m.actor(who)) as desk:
            return desk.begin(Emergency, "declare", asked)

    of_street = declared("street", grids=[m.street.grids["b2g1"]])
    of_community = declared("community_b", grids=[m.street.grids["b1g2"]])
    over = declared("street", grids=[m.street.grids["b2g1"]])
    m.take("street", over, "stand_down", reason="水退了")
    for name, mode, state, org in (
        ("of_street", of_street, "emergency", "street"),
        ("of_community", of_community, "emergency", "b"),
        ("over", over, "normal", "street"),
    ):
        ids[f"emergency_{name}"] = mode.id
        told[f"emergency_{name}"] = Told(f"emergency_{name}", "emergency", state, org)
