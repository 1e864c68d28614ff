"""An answer to what an inspection found has a day; those that were asked before have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.kernel.db import Instant

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inspections", sa.Column("reply_by", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("inspections", "reply_by")
