"""How very many rows are written fast: no index, no trigger, no promise to the disk until all of them are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from sqlalchemy import Date
from sqlalchemy.engine import URL

from workflow.issues.stretches import placed
from workflow.kernel.db import Instant
from workflow.kernel.sqlite import driver

Rows = Iterable[Sequence[Any]]


class Lite:
    """A SQLite file that nobody else has open."""

    gram_key = "rowid"

    def grams(self, _id: int, pairs: Iterable[str]) -> str:
        return " ".join(pairs)

    def __init__(self, url: URL) -> None:
        self.connection: Any = driver().connect(url.database, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-400000"):
            self.run(f"PRAGMA {pragma}")
        self.run("BEGIN")

    def run(self, sql: str) -> Any:
        return self.connection.execute(sql).fetchall()

    def pour(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        marks = ", ".join("?" * len(columns))
        self.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def indexes(self, tables: Sequence[str]) -> list[tuple[str, str]]:
        """(name, how it is made) of those that can be made again."""
        listed = ", ".join(f"'{table}'" for table in tables)
        found = (
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({listed})"
        )
        return [(name, sql) for name, sql in self.run(found)]

    def earlier(self, column: str, kind: Any) -> str:
        """An instant, a day or a stamp, so many days back."""
        return f"date(substr({column}, 1, 10), '-' || born.back || ' days') || substr({column}, 11)"

    def close(self) -> None:
        self.run("COMMIT")
        self.connection.close()


class Server:
    """A PostgreSQL database of our own."""

    gram_key = "issue_id"

    def grams(self, id: int, pairs: Iterable[str]) -> str:
        return " ".join(placed(id, pairs))

    def __init__(self, url: URL) -> None:
        self.connection = psycopg.connect(url.render_as_string(hide_password=False))
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'"):
            self.connection.execute(f"SET {setting}")
        self.connection.execute("SET maintenance_work_mem = '1GB'")

    def run(self, sql: str) -> Any:
        cursor = self.connection.execute(sql)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []

    def pour(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        told = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self.connection.cursor() as cursor, cursor.copy(told) as copy:  # type: ignore[call-overload]
            for row in rows:
                copy.write_row(row)

    def indexes(self, tables: Sequence[str]) -> list[tuple[str, str]]:
        """(name, how it is made) of those that no constraint stands on."""
        listed = ", ".join(f"'{table}'" for table in tables)
        found = f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({listed})"
        return list(self.run(f"{found} AND indexname NOT IN (SELECT conname FROM pg_constraint)"))

    def earlier(self, column: str, kind: Any) -> str:
        """An instant, a day or a stamp, so many days back."""
        if isinstance(kind, Instant):
            return f"{column} - born.back * interval '1 day'"
        if isinstance(kind, Date):
            return f"{column} - born.back"
        return f"to_char(substr({column}, 1, 10)::date - born.back, 'YYYY-MM-DD') || substr({column}, 11)"

    def close(self) -> None:
        self.connection.commit()
        self.connection.autocommit = True
        self.run("VACUUM (ANALYZE)")
        self.connection.close()


Pen = Lite | Server


def pen_for(url: URL) -> Pen:
    return Lite(url) if url.get_backend_name() == "sqlite" else Server(url)
