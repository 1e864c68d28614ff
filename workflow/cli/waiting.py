"""How long the server waits for the rest of a request; gunicorn reads this file (`-c python:workflow.cli.waiting`).

Each thread serves one request, and a head that never ends would hold it for ever: as many of them as there are threads
would stop the house. Whoever sends nothing for this long is hung up on; who sends slowly, as a phone does, is not.
"""

from __future__ import annotations

import logging
import socket
import struct
from typing import Any

SILENT = 10
"""Seconds."""


def post_fork(_server: Any, worker: Any) -> None:
    """The door's patience is that of everybody who comes in by it."""
    for door in worker.sockets:
        door.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENT, 0))
    logging.getLogger("gunicorn.error").addFilter(is_news)


def is_news(record: logging.LogRecord) -> bool:
    """That somebody was hung up on is no mistake of ours and fills no log."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))
