"""People may be told by e-mail: how each wants it, and what waits to leave the house."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
WORD = sa.String(length=40)


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "reach",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("mail", WORD, nullable=False),
        sa.Column("quiet_from", sa.String(length=5), nullable=True),
        sa.Column("quiet_until", sa.String(length=5), nullable=False),
        sa.Column("language", WORD, nullable=False),
        refers("reach", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reach")),
    )
    op.add_column("notices", sa.Column("delivery_key", sa.String(length=60), nullable=True))
    op.create_index(op.f("ix_notices_delivery_key"), "notices", ["delivery_key"])
    op.create_table(
        "deliveries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("claim_id", KEY, nullable=True),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("letter", WORD, nullable=False),
        sa.Column("line", sa.String(length=60), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", WORD, nullable=True),
        sa.Column("at", AT, nullable=False),
        sa.Column("next_at", AT, nullable=False),
        sa.Column("leased_until", AT, nullable=True),
        sa.Column("done_at", AT, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'dead', 'dropped')", name=op.f("ck_deliveries_state_is_known")
        ),
        sa.CheckConstraint("person_id IS NULL OR claim_id IS NULL", name=op.f("ck_deliveries_one_recipient")),
        refers("deliveries", "person_id", "people.id"),
        refers("deliveries", "claim_id", "claims.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["state", "next_at"])
    op.create_index("ix_deliveries_line", "deliveries", ["line", "state", "id"])
    op.create_index("ix_deliveries_street", "deliveries", ["street_id", "state", "id"])


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_notices_delivery_key"), "notices")
    op.drop_column("notices", "delivery_key")
    op.drop_table("reach")
