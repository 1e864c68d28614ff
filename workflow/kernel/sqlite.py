"""SQLite, made safe: the driver to use, the settings of every connection, and fair turns for writers."""

from __future__ import annotations

import fcntl
import importlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

PATIENCE = 10_000
"""Milliseconds a connection waits for another."""
BACKPORTS: dict[tuple[int, ...], int] = {(3, 44): 6, (3, 50): 7}


def driver() -> ModuleType:
    """The newest SQLite at hand: the `pysqlite3` wheel's where there is one, else Python's own."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3.dbapi2")


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Free of the WAL-reset defect (3.7.0 to 3.51.2; fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    fixed = BACKPORTS.get(version[:2])
    return version >= (3, 51, 3) or (fixed is not None and version[2] >= fixed)


def journal_mode(module: ModuleType) -> str:
    """WAL only where SQLite is free of the WAL-reset defect, else the slower rollback journal."""
    return "WAL" if wal_is_safe(module.sqlite_version_info) else "DELETE"


def prepare(connection: Any, _record: Any) -> None:
    """Settings of every connection: durable, with foreign keys, deleted rows overwritten."""
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"journal_mode={journal_mode(driver())}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={PATIENCE}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


class Turns:
    """Writers of one database file take turns, across threads (a lock) and processes (flock)."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(path.name + ".turn")
        self._threads = threading.Lock()
        self._pid = self._fd = -1

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._threads:
            if self._pid != os.getpid():  # a forked worker needs a lock of its own
                self._pid, self._fd = os.getpid(), os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._fd, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the descriptor back."""
        if self._pid == os.getpid():
            os.close(self._fd)
        self._pid = self._fd = -1
