"""The one folder that a test session's databases live in: in memory where there is room, gone when the session ends."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

HOME = "LIANXI_TEST_HOME"  # how workers find the folder that the process which started them has made
MEMORY = Path("/dev/shm")
ROOM = 1 << 30  # a container's /dev/shm is often too small for a server


def parent() -> Path:
    """Memory, because tests commit thousands of times, each to a disk that must answer."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else Path(tempfile.gettempdir())


def take(home: Path) -> IO[bytes] | None:
    """The lock that says whose home it is, for as long as the file stays open; None if somebody lives there."""
    lock = (home / "taken").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def make_home(folder: Path) -> tuple[Path, IO[bytes]]:
    """A new home and its lock, after sweeping those whose sessions were killed."""
    for taken in folder.glob("lianxi-tests-*/taken"):
        with suppress(OSError):  # another user's
            if lock := take(taken.parent):
                with lock:
                    shutil.rmtree(taken.parent)  # a server that finds its folder gone ends within a minute
    home = Path(tempfile.mkdtemp(prefix="lianxi-tests-", dir=folder))
    home.chmod(0o755)  # the server does not run as root
    lock = take(home)
    assert lock
    return home, lock


def remove_home(home: Path, lock: IO[bytes]) -> None:
    """Stop the server, if there is one, and forget everything."""
    ticket = home / "server" / "postmaster.pid"
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(ticket.read_text().split("\n")[0]), signal.SIGQUIT)
        until = time.monotonic() + 5
        while ticket.exists() and time.monotonic() < until:
            time.sleep(0.01)
    shutil.rmtree(home, ignore_errors=True)
    lock.close()
