"""The real app behind the real web server, in a process of its own, with an empty Flask route beside it."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from multiprocessing import get_context
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench.street import Street
from web import Settings, create_app
from workflow.kernel.lines import write_lines

EMPTY, SPENT = "/empty/", "/empty/spent"


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn as it runs in production, with one worker."""

    def __init__(self, app: Any, port: int) -> None:
        self.app, self.port = app, port
        super().__init__()

    def load_config(self) -> None:
        settings = {"bind": f"127.0.0.1:{self.port}", "worker_class": "gthread", "threads": 4, "keepalive": 3600}
        for name, value in {**settings, "control_socket_disable": True, "loglevel": "critical"}.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.app


def serve(url: str, port: int) -> None:
    """The whole life of the server process; requests are logged as ever, but nobody reads it."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for as long as the process lives
    write_lines()
    empty = Flask("empty")
    empty.add_url_rule("/", "empty", lambda: "")
    empty.add_url_rule("/spent", "spent", lambda: repr(time.process_time()))
    app = create_app(Street(url, built=True).office, Settings(secure_cookies=False))
    Server(DispatcherMiddleware(app, {EMPTY.rstrip("/"): empty}), port).run()


@contextmanager
def served(url: str) -> Iterator[HTTPConnection]:
    """A kept-alive connection to the server, which ends with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = get_context("spawn").Process(target=serve, args=(url, port))
    process.start()
    connection = HTTPConnection("127.0.0.1", port)
    try:
        wait_for(connection)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.join()


def wait_for(connection: HTTPConnection) -> None:
    """Raises: ConnectionError unless the server answers within half a minute."""
    for _ in range(300):
        try:
            connection.request("GET", EMPTY)
            connection.getresponse().read()
        except ConnectionError:
            connection.close()
            time.sleep(0.1)
        else:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return
    raise ConnectionError("the server did not start")
