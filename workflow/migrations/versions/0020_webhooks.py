"""Other systems are told by signed calls; a delivery may be for one of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import need_event, need_no_event

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("nouns", sa.JSON(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("edition > 0", name=op.f("ck_webhooks_edition_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_state"), "webhooks", ["state"])
    need_event("webhooks", "webhook")
    number = "INTEGER" if op.get_context().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE deliveries ADD COLUMN webhook_id {number} "
        "CONSTRAINT fk_deliveries_webhook_id REFERENCES webhooks (id) "
        "CONSTRAINT ck_deliveries_nobody_or_a_webhook "
        "CHECK (webhook_id IS NULL OR (person_id IS NULL AND claim_id IS NULL))"
    )  # in one: SQLite would otherwise write the whole table anew
    op.create_index("ix_deliveries_webhook", "deliveries", ["webhook_id", "id"])


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM deliveries WHERE channel = 'webhook'"))
    op.drop_index("ix_deliveries_webhook", "deliveries")
    op.drop_column("deliveries", "webhook_id")
    need_no_event("webhooks")
    op.drop_table("webhooks")
