"""Long ledgers are made by a job and kept for a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = ("ledger", "how", "language", "request", "state")


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        *(sa.Column(name, sa.String(length=40), nullable=False) for name in WORDS),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("hats", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exports_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    for name in ("street_id", "person_id", "until"):
        op.create_index(op.f(f"ix_exports_{name}"), "exports", [name])
    op.create_table(
        "export_parts",
        sa.Column("export_id", KEY, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_parts_export_id")),
        sa.PrimaryKeyConstraint("export_id", "part", name=op.f("pk_export_parts")),
    )


def downgrade() -> None:
    """What was kept for a day is gone; it can be taken out again."""
    op.drop_table("export_parts")
    op.drop_table("exports")
