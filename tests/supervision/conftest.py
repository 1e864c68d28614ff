"""Supervision orders on the small street."""

from __future__ import annotations

import pytest

from tests.supervision.papers import Papers
from workflow.kernel.db import Database


@pytest.fixture
def papers(database: Database, peopled: None) -> Papers:
    return Papers(database)
