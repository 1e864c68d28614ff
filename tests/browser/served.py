"""The demo street as people meet it: filled once in a test session, then served by the real server from a copy."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.databases import once

LIANXI = Path(sys.executable).with_name("lianxi")
PATIENCE = 120


def filled(home: Path) -> Path:
    """The data folder of the street; the first process to come builds it, the others wait."""
    with once(home, "street") as first:
        if first:
            shutil.rmtree(home / "street", ignore_errors=True)
            words, around = [LIANXI, "demo"], surroundings(home / "street")
            subprocess.run(words, env=around, check=True, stdout=subprocess.DEVNULL)
    return home / "street"


def surroundings(data: Path) -> dict[str, str]:
    """The environment of a server on this folder, without what this shell works with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
    return {**kept, "LIANXI_DATA": str(data)}


@contextmanager
def served(home: Path, name: str) -> Iterator[str]:
    """The address of a server on a copy of the street that the tests may spoil; `name` tells copies apart."""
    data = home / f"served-{name}"
    shutil.copytree(filled(home), data)
    address = f"http://127.0.0.1:{free_port()}"
    words = [LIANXI, "serve", "--demo", "--workers", "1", "--port", address.rpartition(":")[2]]
    with (home / f"served-{name}.log").open("wb") as log:
        server = subprocess.Popen(words, env=surroundings(data), stdout=log, stderr=log)
        try:
            wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until it answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with suppress(URLError, OSError), urlopen(f"{address}/readyz", timeout=PATIENCE):  # noqa: S310 - our own server
            return
        time.sleep(0.1)
    raise AssertionError(f"the server at {address} does not answer")
