"""An office whose jobs engine has its tables, and a runner for it in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic, sleep

import pytest

from workflow.jobs.engine import Runner
from workflow.kernel.db import Database
from workflow.kernel.desk import Office
from workflow.kernel.jobs import JOBS, Job

PATIENCE = 60


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, b"s" * 32)


@pytest.fixture
def declared() -> Iterator[dict[str, Job]]:
    """Jobs declared by a test are gone after it."""
    before = dict(JOBS)
    yield JOBS
    JOBS.clear()
    JOBS.update(before)


@pytest.fixture
def run(office: Office, declared: dict[str, Job]) -> Iterator[Callable[[], Runner]]:
    """Start a runner; it is stopped at the end."""
    running: list[Runner] = []

    def start() -> Runner:
        running.append(Runner(office, f"worker-{len(running)}"))
        running[-1].start()
        return running[-1]

    yield start
    for one in running:
        one.stop()


def wait_for(true: Callable[[], bool]) -> None:
    """Until it is so; a patience that only ends what will never be."""
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end
        sleep(0.05)
