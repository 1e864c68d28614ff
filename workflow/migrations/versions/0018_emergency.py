"""Emergency mode: declared for grids and hours, and each act that was taken in it knows it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import need_event, need_no_event

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "emergencies",
        sa.Column("org_id", KEY, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("orders", sa.Text(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_emergencies_ends_after_start")),
        sa.CheckConstraint("(state = 'normal') = (ended_at IS NOT NULL)", name=op.f("ck_emergencies_over_is_dated")),
        sa.ForeignKeyConstraint(["org_id"], ["orgs.id"], name=op.f("fk_emergencies_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergencies")),
    )
    op.create_index("ix_emergencies_street", "emergencies", ["street_id", "ends_at"])
    op.create_index(op.f("ix_emergencies_state"), "emergencies", ["state"])
    op.create_table(
        "emergency_grids",
        sa.Column("emergency_id", KEY, nullable=False),
        sa.Column("grid_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["emergency_id"], ["emergencies.id"], name=op.f("fk_emergency_grids_emergency_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_emergency_grids_grid_id")),
        sa.PrimaryKeyConstraint("emergency_id", "grid_id", name=op.f("pk_emergency_grids")),
    )
    op.create_index(op.f("ix_emergency_grids_grid_id"), "emergency_grids", ["grid_id"])
    op.add_column("decisions", sa.Column("emergency_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_decisions_emergency_id"), "decisions", ["emergency_id"])
    need_event("emergencies", "emergency")


def downgrade() -> None:
    need_no_event("emergencies")
    op.drop_index(op.f("ix_decisions_emergency_id"), "decisions")
    op.drop_column("decisions", "emergency_id")
    op.drop_table("emergency_grids")
    op.execute(sa.text("DELETE FROM deadlines WHERE noun = 'emergency'"))
    op.drop_table("emergencies")
