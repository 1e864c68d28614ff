"""One-time codes at the login: the nonce behind an account's codes, and which of them are used up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("accounts", sa.Column("codes", sa.String(length=32), nullable=True))
    op.create_table(
        "code_uses",
        sa.Column("account_id", KEY, autoincrement=False, nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_code_uses_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_code_uses")),
    )


def downgrade() -> None:
    """Passwords alone open the accounts again."""
    op.drop_table("code_uses")
    op.drop_column("accounts", "codes")
