"""History is sealed: leaves, the levels above them, checkpoints and keys, none of which is ever changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import freeze, thaw

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FROZEN = ("leaves", "tree_nodes", "checkpoints", "log_keys")


def acts() -> tuple[str, ...]:
    """SQLite knows no TRUNCATE."""
    truncate = () if op.get_context().dialect.name == "sqlite" else ("TRUNCATE",)
    return ("UPDATE", "DELETE", *truncate)


def upgrade() -> None:
    op.create_table(
        "leaves",
        sa.Column("street_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("place", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("chain", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("street_id", "place", name=op.f("pk_leaves")),
        sa.UniqueConstraint("noun", "subject_id", "chain", "month", "seq", name="uq_leaves_entry"),
    )
    op.create_table(
        "tree_nodes",
        sa.Column("street_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("level", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("place", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("street_id", "level", "place", name=op.f("pk_tree_nodes")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("street_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("street_id", "number", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "log_keys",
        sa.Column("street_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("street_id", "number", name=op.f("pk_log_keys")),
    )
    for table in FROZEN:
        freeze(table, *acts())


def downgrade() -> None:
    for table in FROZEN:
        thaw(table, *acts())
    for table in FROZEN:
        op.drop_table(table)
