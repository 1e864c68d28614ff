"""`lianxi worker`: what is due happens, whoever looks can tell that it lives, and it ends when told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.jobs.conftest import wait_for
from tests.matters import Matters
from workflow.jobs import beats
from workflow.kernel.clock import utc_now
from workflow.kernel.db import Database

LIANXI = Path(sys.executable).with_name("lianxi")


@pytest.fixture
def around(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a process on this database."""
    (tmp_path / "secret").write_text("0" * 64)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
    return kept | {"LIANXI_DATA": str(tmp_path), "LIANXI_DATABASE_URL": database_url}


def test_a_worker_fires_what_is_due_and_leaves_when_told(database: Database, around: dict[str, str]) -> None:
    matters = Matters(database)
    matters.watch.now = utc_now() - timedelta(days=60)
    issue = matters.reach("replied", reporter_name="何女士")
    worker = subprocess.Popen([LIANXI, "worker"], env=around)
    try:
        wait_for(lambda: matters.again(issue).state == "closed")
        assert beats_of(database) == "ok"
    finally:
        worker.terminate()
        assert worker.wait(60) == 0
    assert beats_of(database) == "silent"


@pytest.mark.slow
def test_a_server_keeps_a_worker_alive_and_takes_it_along(database: Database, around: dict[str, str]) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    server = subprocess.Popen([LIANXI, "serve", "--port", str(port)], env=around)
    try:
        wait_for(lambda: len(workers(database)) == 1)
        first = workers(database)[0]
        os.kill(pid_of(first), signal.SIGKILL)
        wait_for(lambda: len(workers(database)) == 2)
        second = next(name for name in workers(database) if name != first)
    finally:
        server.terminate()
        server.wait(60)
    wait_for(lambda: not Path(f"/proc/{pid_of(second)}").exists())


@pytest.mark.slow
def test_a_worker_whose_keeper_died_before_it_began_ends_by_itself(database: Database, around: dict[str, str]) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    words = [LIANXI, "worker", "--embedded", str(gone.pid)]
    assert subprocess.run(words, env=around, timeout=60, check=False).returncode == 0
    assert beats_of(database) == "silent"


def beats_of(database: Database) -> str:
    with database.reading() as db:
        return beats.state(db, utc_now())


def workers(database: Database) -> list[str]:
    with database.reading() as db:
        return [one.name for one in beats.everybody(db)]


def pid_of(name: str) -> int:
    """The process of a worker, as its name tells."""
    return int(name.split("-")[-2])
