"""The second log: reveals, exports, logins, refused tries, grants, auditors' reads. It begins empty."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import freeze, thaw

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FROZEN = {"accesses": ("UPDATE", "DELETE"), "access_words": ("UPDATE",), "access_chains": ("DELETE",)}


def acts(given: tuple[str, ...]) -> tuple[str, ...]:
    """SQLite knows no TRUNCATE."""
    truncates = op.get_context().dialect.name != "sqlite" and "DELETE" in given
    return (*given, "TRUNCATE") if truncates else given


def place(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Where an entry stands."""
    return (
        sa.Column("chain", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "month", "seq", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    op.create_table(
        "accesses",
        *place("accesses"),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
    )
    op.create_index("ix_accesses_subject", "accesses", ["noun", "subject_id", "at"])
    op.create_index("ix_accesses_actor", "accesses", ["street_id", "actor_id", "at"])
    op.create_index("ix_accesses_at", "accesses", ["street_id", "at"])
    op.create_table(
        "access_words",
        *place("access_words"),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "access_chains",
        sa.Column("chain", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "month", name=op.f("pk_access_chains")),
    )
    for table, given in FROZEN.items():
        freeze(table, *acts(given))


def downgrade() -> None:
    for table, given in FROZEN.items():
        thaw(table, *acts(given))
        op.drop_table(table)
