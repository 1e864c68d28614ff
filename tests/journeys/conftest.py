"""The small street as people walk through it: officers at their pages, residents with their slips, a moved clock."""

from __future__ import annotations

import pytest

from tests.journeys.walk import Walk
from tests.site import Site
from workflow.kernel.db import Database


@pytest.fixture
def walk(database: Database) -> Walk:
    return Walk(Site(database))
