"""The small street, where a typhoon comes over three grids."""

from __future__ import annotations

from typing import Any

import pytest

from tests.matters import Matters
from workflow.emergency import Emergency
from workflow.kernel.db import Database


class Storm(Matters):
    """Hands to declare emergency mode with."""

    def declare(self, who: str = "street", **said: Any) -> Emergency:
        """For 48 hours, for the whole of one branch and one grid of another."""
        where = {"branches": [self.street.orgs["a1"]], "grids": [self.street.grids["a2g1"]]}
        asked = {"title": "台风", "orders": "先清障断电，再补手续", "hours": 48} | where | said
        with self.office.desk(self.actor(who)) as desk:
            return desk.begin(Emergency, "declare", asked)


@pytest.fixture
def storm(database: Database, peopled: None) -> Storm:
    return Storm(database)
