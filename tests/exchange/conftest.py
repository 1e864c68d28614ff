"""The real app on the small street."""

from __future__ import annotations

import pytest

from tests.site import Site
from workflow.kernel.db import Database


@pytest.fixture
def site(database: Database, peopled: None) -> Site:
    return Site(database)
