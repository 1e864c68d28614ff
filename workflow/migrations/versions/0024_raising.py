"""Residents raise matters alone: drafts between pages, the notice they agreed to, and a count of dangers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_until"), "drafts", ["until"])
    op.create_table(
        "tallies",
        sa.Column("street_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("street_id", "kind", "day", name=op.f("pk_tallies")),
    )
    op.add_column("claims", sa.Column("notice", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("claims", "notice")
    op.drop_table("tallies")
    op.drop_index(op.f("ix_drafts_until"), "drafts")
    op.drop_table("drafts")
