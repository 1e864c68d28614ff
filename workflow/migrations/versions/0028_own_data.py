"""Whoever raised a matter has their data erased: by a request that two people answer, or once nobody needs them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import need_event, need_no_event

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
PENDING, OPEN = sa.text("state = 'pending'"), sa.text("settled_at IS NULL")
DATED = "ck_requests_settled_is_dated"
OTHERS = "ck_requests_prepared_by_another"
OPEN_STATES = "state IN ('pending', 'prepared', 'held')"
ADDED = (("issues", "erased_at"), ("issues", "held_at"), ("claims", "contact_erased_at"), ("claims", "erased_at"))


def upgrade() -> None:
    for table, column in ADDED:
        op.add_column(table, sa.Column(column, INSTANT, nullable=True))
    op.create_index("ix_issues_settled", "issues", ["street_id", "settled_at"])
    need_no_event("requests")
    op.drop_index("uq_requests_pending", "requests")
    with op.batch_alter_table("requests") as batch:
        batch.alter_column("asked_by_id", existing_type=KEY, nullable=True)
        batch.add_column(sa.Column("claim_id", KEY, nullable=False, server_default="0"))
        batch.add_column(sa.Column("prepared_by_id", KEY, nullable=True))
        batch.add_column(sa.Column("proposed", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("with_answer", sa.Boolean(), nullable=True))
        batch.create_foreign_key(op.f("fk_requests_prepared_by_id"), "people", ["prepared_by_id"], ["id"])
        batch.drop_constraint(op.f(DATED), type_="check")
        batch.create_check_constraint(op.f(DATED), f"({OPEN_STATES}) = (settled_at IS NULL)")
        batch.create_check_constraint(op.f(OTHERS), "prepared_by_id IS NULL OR decided_by_id != prepared_by_id")
    op.create_index(
        "uq_requests_open", "requests", ["issue_id", "kind", "claim_id"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip
    need_event("requests", "request")


def downgrade() -> None:
    """What reporters asked has no place in the older schema."""
    op.execute(sa.text("DELETE FROM deadlines WHERE noun = 'request' AND kind IN ('erasure', 'held')"))
    op.execute(sa.text("DELETE FROM requests WHERE kind = 'erasure'"))
    need_no_event("requests")
    op.drop_index("uq_requests_open", "requests")
    with op.batch_alter_table("requests") as batch:
        batch.drop_constraint(op.f(OTHERS), type_="check")
        batch.drop_constraint(op.f(DATED), type_="check")
        batch.create_check_constraint(op.f(DATED), "(state = 'pending') = (settled_at IS NULL)")
        batch.drop_constraint(op.f("fk_requests_prepared_by_id"), type_="foreignkey")
        for column in ("with_answer", "proposed", "prepared_by_id", "claim_id"):
            batch.drop_column(column)
        batch.alter_column("asked_by_id", existing_type=KEY, nullable=False)
    op.create_index(
        "uq_requests_pending", "requests", ["issue_id", "kind"], unique=True,
        sqlite_where=PENDING, postgresql_where=PENDING,
    )  # fmt: skip
    need_event("requests", "request")
    op.drop_index("ix_issues_settled", "issues")
    for table, column in reversed(ADDED):
        op.drop_column(table, column)
