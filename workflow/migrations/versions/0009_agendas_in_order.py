"""A branch meets once a quarter by a plan; an item has its time and its audience. What there is, everybody may hear."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STANDING = sa.text("series IS NOT NULL AND state != 'cancelled'")


def upgrade() -> None:
    op.add_column("meetings", sa.Column("series", sa.String(length=40), nullable=True))
    op.create_index(
        "uq_meetings_series",
        "meetings",
        ["org_id", "kind", "series"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.add_column("agenda_items", sa.Column("minutes_planned", sa.Integer(), nullable=True))
    op.add_column(
        "agenda_items",
        sa.Column("audience", sa.String(length=40), nullable=False, server_default=sa.text("'everyone'")),
    )


def downgrade() -> None:
    for name in ("audience", "minutes_planned"):
        op.drop_column("agenda_items", name)
    op.drop_index("uq_meetings_series", "meetings")
    op.drop_column("meetings", "series")
