"""The small street with its office."""

from __future__ import annotations

import pytest

from tests.matters import Matters
from workflow.kernel.db import Database


@pytest.fixture
def matters(database: Database, peopled: None) -> Matters:
    return Matters(database)
