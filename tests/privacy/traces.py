"""Where a word still stands: in any byte of the data folder, or of all tables as a dump would write them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import inspect, text

from workflow.kernel.db import Database

VIRTUAL = ("issue_grams",)
"""An index that cannot be read as a table: what it holds stands in tables of its own, which can."""


def forms(word: str) -> list[bytes]:
    """A word as it is, and as JSON writes what is not ASCII."""
    return [word.encode(), word.encode("unicode_escape")]


def in_rows(database: Database, words: Iterable[str]) -> set[tuple[str, str]]:
    """(table, word) of every table there is, ours or not."""
    found = set()
    names = [(None, name) for name in inspect(database.engine).get_table_names() if name not in VIRTUAL]
    if not database.is_sqlite:
        names += [("dbos", name) for name in inspect(database.engine).get_table_names(schema="dbos")]
    with database.reading() as db:
        for schema, name in names:
            place = f'"{schema}"."{name}"' if schema else f'"{name}"'
            rows = db.execute(text(f"SELECT * FROM {place}")).all()
            whole = b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row)
            found |= {(name, word) for word in words if any(form in whole for form in forms(word))}
    return found


def in_files(folder: Path, words: Iterable[str]) -> set[tuple[str, str]]:
    """(file, word) of every file below a folder, whatever it is."""
    found = set()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found |= {(path.name, word) for word in words if any(form in data for form in forms(word))}
    return found
