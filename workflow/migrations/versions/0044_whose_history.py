"""What a reporter said names the matter in whose history it stands; of what was said before, no entry repeats it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("evaluations") as table:
        table.add_column(sa.Column("issue_id", KEY, nullable=True))
        table.create_foreign_key(op.f("fk_evaluations_issue_id"), "issues", ["issue_id"], ["id"])
        table.create_index(op.f("ix_evaluations_issue_id"), ["issue_id"])


def downgrade() -> None:
    with op.batch_alter_table("evaluations") as table:
        table.drop_index(op.f("ix_evaluations_issue_id"))
        table.drop_constraint(op.f("fk_evaluations_issue_id"), type_="foreignkey")
        table.drop_column("issue_id")
