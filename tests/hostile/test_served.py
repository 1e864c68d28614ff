"""The real server, and bytes no browser sends: what it writes down, and whether it goes on answering."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.browser.served import LIANXI, free_port, surroundings, wait_for
from tests.hostile.values import SECRET

pytestmark = pytest.mark.slow

WORKERS, HALF = 1, 24
PHONE = "13800138000"
LINE = re.compile(
    r'\{"method": "(GET|POST|-)", "path": "[\w/<>:.-]+", "status": \d{3}, "ms": [\d.]+, "id": "[0-9a-f]{16}",'
    r' "event": "request", "level": "(info|error|warning)", "timestamp": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"\}'
)


@dataclass
class Served:
    port: int
    log: Path

    def send(self, data: bytes, patience: float = 10) -> bytes:
        """What is answered to these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), patience) as line:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            told = b""
            while more := line.recv(65536):
                told += more
            return told

    def alive(self) -> float:
        """How long it takes to say that it is."""
        begun = time.monotonic()
        with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=60):
            return time.monotonic() - begun

    def lines(self) -> list[str]:
        return self.log.read_text(errors="backslashreplace").splitlines()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A house without a row, served as in earnest."""
    home = tmp_path_factory.mktemp("served")
    around = surroundings(home / "data") | {"LIANXI_SECURE_COOKIES": "false", "LIANXI_EMBEDDED_WORKER": "false"}
    subprocess.run([LIANXI, "init"], env=around, check=True, stdout=subprocess.DEVNULL)
    port, log = free_port(), home / "log"
    with log.open("wb") as out:
        words = [LIANXI, "serve", "--workers", str(WORKERS), "--port", str(port)]
        server = subprocess.Popen(words, env=around, stdout=out, stderr=out)
        try:
            wait_for(f"http://127.0.0.1:{port}", server)
            yield Served(port, log)
        finally:
            server.terminate()
            server.wait(60)


def request(path: str = "/track", method: str = "GET", *heads: str, body: bytes = b"") -> bytes:
    length = [f"Content-Length: {len(body)}"] if body else []
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *length, *heads]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


FAKE = "2026-01-01 00:00:00 [info     ] request  id=0 method=GET ms=1 path=/ status=200"
HOSTILE = {
    "a newline in the path": request(f"/track/A1%0a{FAKE.replace(' ', '%20')}"),
    "colours in the path": request(f"/track/%1b[31m{PHONE}"),
    "a phone in the query": request(f"/track?code={PHONE}&number=%0d%0a%1b[2J"),
    "a newline in a header": request("/track", "GET", f"X-Request-Id: a\n{FAKE}"),
    "a bare return in a header": request("/track", "GET", f"User-Agent: a\r{FAKE}"),
    "colours in a header": request("/track", "GET", f"User-Agent: \x1b[31m{PHONE}\x07", f"Referer: /x?{PHONE}"),
    "a phone in a forwarded address": request("/track", "GET", f"X-Forwarded-For: {PHONE}", f"X-Request-Id: {PHONE}"),
    "a name that is none": request(
        "/login", "POST", "Content-Type: application/x-www-form-urlencoded", body=f"name={PHONE}%0a{FAKE}".encode()
    ),
    "a method that is none": request("/track", f"GET{PHONE}"),
    "a method in small letters": request("/track", "get"),
    "a long method": request("/track", "A" * 400),
    "a header without a name": request("/track", "GET", f": {PHONE}"),
    "a header name with a blank": request("/track", "GET", f"X {PHONE}: 1"),
    "another version": request("/track").replace(b"HTTP/1.1", b"HTTP/9.9 " + PHONE.encode()),
    "no request at all": PHONE.encode() * 20 + b"\r\n\r\n",
    "no http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + PHONE.encode() + b"\r\n\r\n",
    "a length that is none": request("/login", "POST", f"Content-Length: {PHONE}x"),
    "two lengths": request("/login", "POST", "Content-Length: 3", "Content-Length: 5", body=b"abc"),
    "a length and chunks": request("/login", "POST", "Content-Length: 3", "Transfer-Encoding: chunked"),
    "a broken chunk": request("/login", "POST", "Transfer-Encoding: chunked") + f"{PHONE}z\r\n".encode(),
    "a very long line": request("/" + PHONE * 2000),
    "very many headers": request("/track", "GET", *[f"X-{n}: {PHONE}" for n in range(200)]),
    "a very long header": request("/track", "GET", f"X-A: {PHONE * 2000}"),
    "a whole address": request(f"http://evil.example/{PHONE}"),
    "a cookie of another": request("/track", "GET", f"Cookie: lianxi={PHONE}\x1b[0m; lang={PHONE}"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_line_of_the_log_stays_one_line_and_names_nobody(served: Served, name: str) -> None:
    before = len(served.lines())
    told = served.send(HOSTILE[name])
    served.alive()
    written = served.lines()[before:]
    assert told == b"" or told.startswith((b"HTTP/1.1 ", b"HTTP/1.0 ")), told[:80]
    assert [line for line in written if not LINE.fullmatch(line)] == []
    assert len(written) <= 1
    for part in (PHONE, SECRET, "127.0.0.1", "\x1b", "2026-01-01"):
        assert part not in "".join(written)


def test_a_usual_line_is_written_at_all(served: Served) -> None:
    """Else nothing was looked at."""
    before = len(served.lines())
    assert served.send(request()).startswith(b"HTTP/1.1 200")
    assert len(served.lines()) == before + 1


FORM = "Content-Type: application/x-www-form-urlencoded"
HALVES = {
    "a head that does not end": b"POST /login HTTP/1.1\r\nHost: localhost\r\nX-A: ",
    "a body that does not come": request("/login", "POST", FORM, "Content-Length: 1000"),
    "a chunk that does not come": request("/login", "POST", FORM, "Transfer-Encoding: chunked") + b"5\r\nab",
    "a line and nothing": b"",
}


@pytest.mark.parametrize("half", HALVES)
def test_requests_that_never_end_stop_nobody_else(served: Served, half: str) -> None:
    """More of them than there are threads: whoever asks meanwhile, or a little later, is answered."""
    with ExitStack() as held:
        for _ in range(HALF):
            line = held.enter_context(socket.create_connection(("127.0.0.1", served.port), 10))
            line.sendall(HALVES[half])
        assert served.alive() < 60
    assert served.alive() < 60


def test_a_body_too_large_is_refused_before_it_has_come(served: Served) -> None:
    head = request("/login", "POST", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 99999999999")
    assert served.send(head).startswith(b"HTTP/1.1 413")
