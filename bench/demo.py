"""The demo street as the seed of large ones: built once by real steps, then its rows laid into any database."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import make_url

from bench.multiplied import multiply
from bench.street import SECRET
from workflow import demo, migrations
from workflow.issues import search
from workflow.issues.stretches import placed
from workflow.kernel.clock import local
from workflow.kernel.db import Database, Record
from workflow.kernel.desk import Office
from workflow.kernel.grams import grams
from workflow.reports import reckoning
from workflow.reports.promises import Quarter

TABLES = Record.metadata.sorted_tables


class Seed:
    """A demo street in a SQLite file; `grown` makes larger ones of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        migrations.upgrade(url)
        office = Office(Database(url), SECRET)
        demo.build(office)
        office.database.settle()
        office.database.close()

    def grown(self, url: str, size: int) -> str:
        """The street in this new, empty database, with so many matters."""
        if make_url(url).get_backend_name() == "sqlite":
            shutil.copy(Path(str(make_url(self.url).database)), Path(str(make_url(url).database)))
        else:
            migrations.upgrade(url)
            lay(Database(self.url), Database(url))
        multiply(make_url(url), size)
        count_promises(url)
        return url


def count_promises(url: str) -> None:
    """As the worker does once a day in a large street."""
    office = Office(Database(url), SECRET)
    with office.database.reading() as db:
        large = reckoning.is_large(db)
    if large:
        reckoning.keep(office, 1, Quarter.of(local(office.clock()).date()))
    office.database.close()


def lay(seed: Database, field: Database) -> None:
    """Every row of one database in another that has the same schema; PostgreSQL goes on counting after them."""
    with seed.reading() as old, field.writing() as new:
        new.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in TABLES:
            new.execute(table.delete())
            rows = [dict(row) for row in old.execute(select(table)).mappings()]
            if rows:
                new.execute(insert(table), rows)
            if rows and "id" in table.c and isinstance(rows[0]["id"], int):
                _count_on(new, table.name, max(row["id"] for row in rows))
        for row in old.execute(select(search.TEXTS)):
            new.execute(search.SERVER_ADD, {"issue": row.issue_id, "grams": placed(row.issue_id, grams(row.text))})
    seed.close()
    field.close()


def _count_on(db: Connection, table: str, last: Any) -> None:
    db.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {int(last)})")
