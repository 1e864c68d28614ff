"""Calendar and rules have an edition that every process watches; a date told before a notice is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("street_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("street_id", name=op.f("pk_editions")),
    )
    op.add_column("deadlines", sa.Column("kept", sa.Integer(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    op.drop_column("deadlines", "kept")
    op.drop_table("editions")
