"""A street whose history is sealed, for the tests of packs: built once for a file, for it is only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from tests.databases import Postgresql, Sqlite
from tests.matters import Matters
from workflow.kernel.db import Database
from workflow.sealing import keys

M = TypeVar("M", bound=Matters)


@contextmanager
def sealed(databases: Sqlite | Postgresql, folder: Path, hands: type[M]) -> Iterator[M]:
    """A street with a key in this folder, and the hands that tell its stories."""
    with databases.fresh() as url:
        database = Database(url)
        street = hands(database)
        keys.make(path := folder / "sealing.key")
        street.office = replace(street.office, sealing_key=path)
        yield street
        database.close()
