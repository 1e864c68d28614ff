"""What a risk begins with, what waits to be let out, and matters about staff: indexes that hold few rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

OVERDUE = "kind = 'answer' AND (stopped_at IS NULL OR stopped_at > due_at)"
REPORTER = "kind = 'reporter' AND "
TELLING = "step IN ('object', 'object_again', 'reopen', 'overturn', 'give_back', 'verify', 'join', 'transfer')"
NARROW = {
    # index, table: its columns, of which rows in SQLite, and in PostgreSQL where that says it otherwise
    ("ix_events_telling", "events"): (["step", "at", "noun", "subject_id", "actor_id"], TELLING, TELLING),
    ("ix_deadlines_overdue", "deadlines"): (["due_at", "subject_id"], OVERDUE, OVERDUE),
    ("ix_deadlines_hasty", "deadlines"): (
        ["stopped_at", "subject_id"],
        REPORTER + "(julianday(stopped_at) - julianday(started_at)) * 1440.0 < 10",
        REPORTER + "stopped_at - started_at < interval '10 minutes'",
    ),
    ("ix_postings_review", "postings"): (
        ["street_id", "due_at", "id", "owner_id"],
        "state = 'drafted'",
        "state = 'drafted'",
    ),
    ("ix_issues_about", "issues"): (["about_org_id"], "about_org_id IS NOT NULL", "about_org_id IS NOT NULL"),
    ("ix_issues_complex", "issues"): (["registered_at", "id"], "urgency = 'complex'", "urgency = 'complex'"),
}

SIGHT = ["about_org_id", "community_id", "branch_id", "owner_id", "holder_id"]
OPEN = ["street_id", "state", "due_at", *SIGHT]
HELD = sa.text("holder_id IS NOT NULL")
SHOWN = ["grid_id", "registered_at"]
"""What the overview counts open matters by, besides: it never changes, or hardly ever."""


def open_matters(columns: list[str]) -> None:
    """The index of open matters, with these columns from now on."""
    op.drop_index("ix_issues_open", table_name="issues")
    op.create_index("ix_issues_open", "issues", columns, sqlite_where=HELD, postgresql_where=HELD)


def upgrade() -> None:
    open_matters([*OPEN, *SHOWN])
    for (name, table), (columns, sqlite, postgresql) in NARROW.items():
        op.create_index(name, table, columns, sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgresql))


def downgrade() -> None:
    open_matters(OPEN)
    for name, table in NARROW:
        op.drop_index(name, table_name=table)
