"""A PostgreSQL database is swept after a test and given to the next: to copy and to drop one costs five times as much.

Swept means: the rows it had when it was new and no other, every counter where it stood. A database in which anything
else was changed (a table, a trigger, a right), or to which somebody is still connected, is not given to anybody.
"""

from __future__ import annotations

from time import sleep
from typing import Any

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal

from tests.lines import waiting

Table = tuple[str, str]
QUIETLY = "-c session_replication_role=replica -c lock_timeout=5s"
"""No trigger fires, no reference is looked up, nobody is waited for long."""
USES = 40
"""Then it has had its day: what was deleted stays in its files."""
GOING = 20  # looks, a hundredth of a second apart
FIRST = 16384
"""The oid from which on things are ours and not PostgreSQL's."""
TABLES = f"""
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.oid >= {FIRST} ORDER BY 1, 2"""
MADE = {  # what a change of anything but rows leaves a mark in, and what of it is ours
    "pg_class": f"oid >= {FIRST}",
    "pg_attribute": f"attrelid >= {FIRST}",
    "pg_attrdef": "true",
    "pg_index": f"indexrelid >= {FIRST}",
    "pg_sequence": "true",
    "pg_constraint": f"oid >= {FIRST}",
    "pg_trigger": "true",
    "pg_rewrite": f"oid >= {FIRST}",
    "pg_policy": "true",
    "pg_proc": f"oid >= {FIRST}",
    "pg_type": f"oid >= {FIRST}",
    "pg_namespace": "true",
    "pg_extension": "true",
    "pg_default_acl": "true",
    "pg_largeobject_metadata": "true",
    "pg_db_role_setting": "setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())",
    "pg_database": "datname = current_database()",
}
SHAPE = "SELECT " + ", ".join(
    f"(SELECT count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) FROM {table} WHERE {ours})"
    for table, ours in MADE.items()
)
STRANGERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)"""


class Broom:
    """Knows what its database was like when it was new."""

    def __init__(self, url: str) -> None:
        self.db = psycopg.connect(url, autocommit=True, options=QUIETLY)
        self.name, self.uses = self.db.info.dbname, 0
        self.shape = self._one(SHAPE)
        self.tables: list[Table] = list(self.db.execute(TABLES))
        self.rows = {table: rows for table in self.tables if (rows := self._rows(table))}
        self.counters = self._counters()
        self.born: dict[Table, str] = {}
        """By table: the transaction that wrote its first rows; a row that was changed since has another."""
        with self.db.transaction():
            for table in self.rows:
                self._lay(table)
        self.counts = [self._one(self._number(table))[0] for table in self.rows]
        self.clearing = self._clearing()

    def close(self) -> None:
        self.db.close()

    def sweep(self) -> bool:
        """True if it is as new; else nobody may have it."""
        self.uses += 1
        try:
            if self.uses >= USES or not self._alone() or self._one(SHAPE) != self.shape:
                return False
            with self.db.transaction():
                self._clear()
        except psycopg.Error:
            return False
        return True

    def _alone(self) -> bool:
        """Whoever has hung up is a moment later gone; whoever stays may still write."""
        for _ in range(GOING):
            if not self._one(STRANGERS, [waiting(self.name)])[0]:
                return True
            sleep(0.01)
        return False

    def _clear(self) -> None:
        """Every row away that was not there; and where one is missing, all of its table anew."""
        left = self._one(self.clearing)
        if lacking := [table for table, n, due in zip(self.rows, left, self.counts, strict=False) if n != due]:
            for table in lacking:
                self._lay(table)
            self.clearing = self._clearing()
        if self.counters:
            self.db.execute(self.counters)

    def _clearing(self) -> bytes:
        """One statement for all tables; it tells how many of the first rows are there, as they were."""
        cleared = [self._cleared(n, table) for n, table in enumerate(self.tables)]
        told = [SQL("({})").format(self._number(table)) for table in self.rows] or [SQL("1")]
        words = SQL("WITH {} SELECT {}").format(SQL(", ").join(cleared), SQL(", ").join(told))
        return words.as_bytes(self.db)

    def _cleared(self, n: int, table: Table) -> Composable:
        kept = SQL(" WHERE xmin <> {}::xid").format(Literal(self.born[table])) if table in self.rows else SQL("")
        return SQL("{} AS (DELETE FROM {}{})").format(Identifier(f"t{n}"), Identifier(*table), kept)

    def _number(self, table: Table) -> Composable:
        return SQL("SELECT count(*) FROM {} WHERE xmin = {}::xid").format(Identifier(*table), Literal(self.born[table]))

    def _lay(self, table: Table) -> None:
        """The first rows and no other."""
        self.db.execute(SQL("DELETE FROM {}").format(Identifier(*table)))
        with self.db.cursor().copy(SQL("COPY {} FROM STDIN (FORMAT binary)").format(Identifier(*table))) as into:
            into.write(self.rows[table])
        self.born[table] = self._one("SELECT pg_current_xact_id()::xid::text")[0]

    def _rows(self, table: Table) -> bytes:
        if not self._one(SQL("SELECT EXISTS (SELECT FROM {})").format(Identifier(*table)))[0]:
            return b""
        with self.db.cursor().copy(SQL("COPY {} TO STDOUT (FORMAT binary)").format(Identifier(*table))) as out:
            return b"".join(bytes(part) for part in out)

    def _counters(self) -> bytes:
        """One statement that puts each where it stands now."""
        names = [Identifier(*row) for row in self.db.execute("SELECT schemaname, sequencename FROM pg_sequences")]
        put = []
        for name in names:
            last, called = self._one(SQL("SELECT last_value, is_called FROM {}").format(name))
            words = (Literal(name.as_string(self.db)), Literal(last), Literal(called))
            put.append(SQL("setval({}, {}, {})").format(*words))
        return SQL("SELECT {}").format(SQL(", ").join(put)).as_bytes(self.db) if put else b""

    def _one(self, words: str | bytes | Composable, values: Any = None) -> tuple[Any, ...]:
        row = self.db.execute(words, values).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return tuple(row)
