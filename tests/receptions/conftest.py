"""Reception days on the small street."""

from __future__ import annotations

import pytest

from tests.receptions.sittings import Receptions
from workflow.kernel.db import Database


@pytest.fixture
def receptions(database: Database, peopled: None) -> Receptions:
    return Receptions(database)
