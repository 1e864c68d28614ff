"""A clock knows how far up its ladder it is and when it fires next; workers say that they live.

Of the clocks that run, those still in time fire from now on. What was late before clocks acted was known to all: its
ladder counts as passed, so that the first sweep floods nobody. Clocks that end a state act at their date, late or not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
FIRING = sa.text("stopped_at IS NULL AND next_at IS NOT NULL")
ENDING = "'reporter', 'review_date', 'meeting', 'archive', 'archive_declined', 'archive_withdrawn', 'reception'"
LATE = f"stopped_at IS NULL AND due_at < CURRENT_TIMESTAMP AND kind NOT IN ({ENDING})"


def upgrade() -> None:
    op.add_column("deadlines", sa.Column("stage", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("deadlines", sa.Column("next_at", INSTANT, nullable=True))
    op.execute(sa.text("UPDATE deadlines SET next_at = due_at WHERE stopped_at IS NULL"))
    op.execute(sa.text(f"UPDATE deadlines SET stage = 4, next_at = NULL WHERE {LATE}"))  # noqa: S608
    op.drop_index("ix_deadlines_due", "deadlines")
    op.create_index("ix_deadlines_next", "deadlines", ["next_at"], sqlite_where=FIRING, postgresql_where=FIRING)
    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )


def downgrade() -> None:
    op.drop_table("workers")
    op.drop_index("ix_deadlines_next", "deadlines")
    op.create_index("ix_deadlines_due", "deadlines", ["street_id", "stopped_at", "due_at"], unique=False)
    for name in ("next_at", "stage"):
        op.drop_column("deadlines", name)
