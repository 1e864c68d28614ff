"""Whoever answers for a matter in which an inspection found something answers to it. Nothing is answered yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.kernel.db import Instant

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("inspection_items") as table:
        table.add_column(sa.Column("reply", sa.Text(), nullable=True))
        table.add_column(sa.Column("replied_by_id", KEY, nullable=True))
        table.add_column(sa.Column("replied_at", Instant(), nullable=True))
        table.create_foreign_key(op.f("fk_inspection_items_replied_by_id"), "people", ["replied_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("inspection_items") as table:
        table.drop_constraint(op.f("fk_inspection_items_replied_by_id"), type_="foreignkey")
        for name in ("replied_at", "replied_by_id", "reply"):
            table.drop_column(name)
