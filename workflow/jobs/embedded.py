"""A worker beside the pages, so that `lianxi serve` alone has living clocks: one web process of all keeps it alive."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import structlog

log = structlog.get_logger()
WORDS = (sys.executable, "-c", "from workflow.cli import main; main()", "worker", "--embedded")
"""And the number of this process: a worker whose keeper dies while it still begins would take another for it."""
PAUSE, LONGEST = 1.0, 60.0
"""Seconds before a worker that ended is started anew; longer each time it ends soon."""
SOON = 30.0


def keep(data: Path) -> Thread:
    """Keep one worker alive from this process, or stand by while another does."""
    keeper = Thread(target=_keep, args=(data / "worker.lock",), name="keeper", daemon=True)
    keeper.start()
    return keeper


def _keep(path: Path) -> None:
    """The lock goes with the process that holds it; the worker sees that its parent is gone and ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    pause = PAUSE
    while True:
        began = time.monotonic()
        work()
        pause = PAUSE if time.monotonic() - began > SOON else min(pause * 2, LONGEST)
        time.sleep(pause)


def work() -> None:
    """Run a worker until it ends. Where the system has no memory or process to give it is told in the log, and tried
    again: clocks must not stand still for good.
    """
    try:
        subprocess.run((*WORDS, str(os.getpid())), check=False)  # noqa: S603 - our own words, no shell
    except OSError as error:
        log.error("worker_not_started", error=type(error).__name__)
