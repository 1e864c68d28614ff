"""Emergency mode is told to those in whose grids it holds, and to all above them."""

from __future__ import annotations

from tests.notices.conftest import Telling
from workflow.emergency import Emergency


def test_an_emergency_is_told_where_it_holds(street: Telling) -> None:
    asked = {"title": "台风", "orders": "先断电", "hours": 2, "grids": [street.street.grids["a2g1"]]}
    with street.office.desk(street.actor("street")) as desk:
        desk.begin(Emergency, "declare", asked)
    street.tell()
    heard = street.heard("emergency_declared")
    assert {"secretary_a2", "community", "street_head"} <= heard
    assert not {"secretary", "secretary_b1", "street"} & heard
