"""PostgreSQL's connections: whether one that waited still leads anywhere."""

from __future__ import annotations

from select import POLLIN, poll
from typing import Any

from sqlalchemy.exc import DisconnectionError


def still_there(connection: Any, _record: Any, _proxy: Any) -> None:
    """A server that was stopped said so on every line that waited: known without asking it, so that nobody waits.

    Raises: DisconnectionError, and the pool opens another.
    """
    line = poll()
    line.register(connection.pgconn.socket, POLLIN)
    if line.poll(0):
        raise DisconnectionError
