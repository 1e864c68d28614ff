"""A database held open in one transaction: a demo street is built whole or not at all, and with one commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from workflow.kernel.db import Database


class Held(Database):
    """Every desk joins the transaction that is open already; whoever opened it commits. One thread only."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self.url, self.is_sqlite, self.engine = database.url, database.is_sqlite, database.engine
        self.connection = connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.connection.begin_nested():  # what is refused leaves no trace here either
            yield self.connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        yield self.connection

    def close(self) -> None:
        """Nothing of its own to close."""
