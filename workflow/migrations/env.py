"""Alembic asks here which tables there should be, and on which connection to work."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from workflow.kernel.db import Instant, Record
from workflow.kernel.subject import Key
from workflow.migrations.tables import TABLES


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """The jobs engine and others keep tables in the same database: leave them alone."""
    return kind != "table" or name in TABLES


def plainly(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own types as what they are to a database: a revision must not change when the code does."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and item is Key:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    include_name=ours,
    render_item=plainly,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
