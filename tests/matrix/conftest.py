"""One world for all who walk it: nothing they do stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.matrix.world import Undone, World, build
from workflow.kernel.db import Database


@pytest.fixture(scope="session")
def world(databases) -> Iterator[World]:
    with databases.fresh() as url:
        database, undone = Database(url), Undone(url)
        yield build(database, undone)
        undone.close()
        database.close()
