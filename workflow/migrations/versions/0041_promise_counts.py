"""Kept promises of a large street are counted once a day. Nothing is counted yet: readers count until a job has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promise_counts",
        sa.Column("street_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quarter", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("street_id", "quarter", "measure", "owner_id", name=op.f("pk_promise_counts")),
    )


def downgrade() -> None:
    op.drop_table("promise_counts")
