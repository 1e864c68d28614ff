"""A clock keeps the business hours it was started with; those that run were started with the usual ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

USUAL = sa.text("1050")  # 17:30


def upgrade() -> None:
    for name in ("receives", "closes"):
        op.add_column("deadlines", sa.Column(name, sa.Integer(), nullable=False, server_default=USUAL))


def downgrade() -> None:
    for name in ("closes", "receives"):
        op.drop_column("deadlines", name)
