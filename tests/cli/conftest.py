"""A house that was founded a moment ago: built once a session, a copy of its folder for whoever asks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.databases import once
from tests.home import HOME
from workflow.cli.serving import ready
from workflow.kernel.opening import open_office
from workflow.kernel.settings import read_settings
from workflow.orgs.founding import found


@pytest.fixture(scope="session")
def founded() -> Path:
    """What `lianxi init --street 东园街道` leaves; its migrations take a second each time."""
    folder = Path(os.environ[HOME]) / "founded"
    with once(folder.parent, "founded") as first:
        if first:
            shutil.rmtree(folder, ignore_errors=True)
            office = open_office(ready(read_settings(data=folder)))
            found(office, "东园街道")
            office.database.close()
    return folder


@pytest.fixture
def house(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of this test's own house."""
    monkeypatch.setenv("LIANXI_DATA", str(data := tmp_path / "data"))
    return Path(shutil.copytree(founded, data))
