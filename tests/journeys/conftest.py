"""The small street as people walk through it: officers at their pages, residents with their slips, a moved clock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import APP, seen_by
from tests.journeys.walk import Walk
from tests.site import Site
from workflow.kernel.db import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """On PostgreSQL as a street's server has it: every story is lived in the role that cannot edit history."""
    yield (opened := Database(seen_by(APP, database_url)))
    opened.close()


@pytest.fixture
def walk(database: Database, peopled: None) -> Walk:
    return Walk(Site(database))
