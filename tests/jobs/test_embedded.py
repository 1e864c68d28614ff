"""The worker beside the pages."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from workflow.jobs import embedded


def test_a_worker_the_system_cannot_start_is_told_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "WORDS", ("/there/is/nothing",))
    with capture_logs() as told:
        embedded.work()
    assert [(line["event"], line["error"]) for line in told] == [("worker_not_started", "FileNotFoundError")]
