"""What it means that something could not be sent, and how a talk that lasts too long is ended."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 10.0
"""Seconds for each answer of a server."""
DEADLINE = 30.0
"""Seconds for the whole talk: a server that answers a letter at a time would use up any patience."""


class Failed(Exception):
    """It was not sent. `code` is a word of ours: what a server says may name people.

    `final`: trying again would not help. `all_alike`: nothing else could be sent there now either.
    """

    def __init__(self, code: str, *, final: bool = False, all_alike: bool = False) -> None:
        super().__init__(code)
        self.code, self.final, self.all_alike = code, final, all_alike


@contextmanager
def ended_after(deadline: float, talk: Any) -> Iterator[None]:
    """Whoever has not come to an end by then is cut off; the talk is closed in any case.

    Raises: TimeoutError where it was cut: what was heard until then may look whole, and is not.
    """
    late = threading.Event()
    watch = threading.Timer(deadline, cut, [talk, late])
    watch.daemon = True
    watch.start()
    try:
        yield
        if late.is_set():
            raise TimeoutError
    finally:
        watch.cancel()
        talk.close()


def cut(talk: Any, late: threading.Event) -> None:
    """End a talk that has lasted too long."""
    late.set()
    sock = getattr(talk, "sock", None)
    if sock is not None:
        try:
            socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not an encrypted one's own: another thread is reading it
        except OSError:
            return
