"""A street with a sealing key, in which things have happened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.matters import Matters
from workflow.kernel.db import Database
from workflow.sealing import keys


@pytest.fixture
def matters(database: Database, tmp_path: Path) -> Matters:
    found = Matters(database)
    keys.make(tmp_path / "sealing.key")
    found.office = replace(found.office, sealing_key=tmp_path / "sealing.key")
    return found
