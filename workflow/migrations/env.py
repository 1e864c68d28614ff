"""Alembic asks here which tables there should be, and on which connection to work."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from workflow import nouns
from workflow.jobs import model as jobs
from workflow.kernel import accesses, history, idempotency, outbox
from workflow.kernel.db import Instant, Record
from workflow.kernel.subject import Key
from workflow.orgs import accounts, attempts, reaching, views
from workflow.rules import model as rules
from workflow.sealing import model as sealing

ROOMS = (
    *nouns.ROOMS, accesses, history, idempotency, outbox, accounts, attempts, reaching, views, rules, jobs, sealing,
)  # fmt: skip
"""Whoever has tables; to have been imported is all that matters here."""


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """The jobs engine and others keep tables in the same database: leave them alone."""
    return kind != "table" or name in Record.metadata.tables


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
