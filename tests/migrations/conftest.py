"""A database to migrate."""

from __future__ import annotations

import pytest

from tests.migrations.rows import ROWS, run
from workflow.orgs import accounts  # noqa: F401


@pytest.fixture
def filled(database_url):
    """A database with a matter in it."""
    run(database_url, *ROWS.split(";"))
    return database_url
