"""The desk's book: visitors by number, what each came with, and why a reception day was moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name in ("visitors", "joined"):
        op.add_column("receptions", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("receptions", sa.Column("reason", sa.Text(), nullable=True))
    op.create_table(
        "reception_entries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("reception_id", KEY, nullable=False),
        sa.Column("visitor", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("issue_id", KEY, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(how IN ('noted', 'struck')) = (issue_id IS NULL)",
            name=op.f("ck_reception_entries_registered_is_an_issue"),
        ),
        sa.CheckConstraint("how = 'noted' OR what = ''", name=op.f("ck_reception_entries_words_only_while_noted")),
        sa.ForeignKeyConstraint(["reception_id"], ["receptions.id"], name=op.f("fk_reception_entries_reception_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_reception_entries_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_entries")),
    )
    op.create_index("ix_reception_entries_session", "reception_entries", ["reception_id", "id"])
    keep_the_old_book()


def keep_the_old_book() -> None:
    """Matters received before had no visitor: each gets a number of its own, in the order they came."""
    op.execute(
        "INSERT INTO reception_entries (street_id, reception_id, visitor, how, what, issue_id, at) "
        "SELECT street_id, reception_id, ROW_NUMBER() OVER (PARTITION BY reception_id ORDER BY id), 'registered', '', "
        "id, registered_at FROM issues WHERE reception_id IS NOT NULL"
    )
    op.execute("UPDATE receptions SET visitors = received WHERE received > 0")


def downgrade() -> None:
    op.drop_table("reception_entries")
    for name in ("reason", "joined", "visitors"):
        op.drop_column("receptions", name)
