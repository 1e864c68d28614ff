"""Open matters, unratified acts and the board have indexes of their own: a page costs what it shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

HELD, DUE = "holder_id IS NOT NULL", "holder_id IS NOT NULL AND due_at IS NOT NULL"
SIGHT = ["about_org_id", "community_id", "branch_id", "owner_id", "holder_id"]
OPEN = {
    "ix_issues_open": (["street_id", "state", "due_at", *SIGHT], HELD),
    "ix_issues_open_due": (["street_id", "due_at", *SIGHT], DUE),
    "ix_issues_away_owner": (["owner_id", "due_at"], "holder_id != owner_id"),
    "ix_issues_away_branch": (["branch_id", "due_at"], "holder_id != branch_id"),
}


BUSY = "state IN ('pending', 'handling', 'returned', 'disputed')"
LONG = {
    # index, table: its columns before, its columns from now on (none: others answer what it answered)
    ("ix_issues_community", "issues"): (["community_id", "state", "due_at"], None),
    ("ix_assignments_issue", "assignments"): (["issue_id", "state"], ["issue_id", "unit_id", "state"]),
    ("ix_postings_board", "postings"): (
        ["street_id", "state", "published_at", "id"],
        ["state", "published_at", "id"],
    ),
}


def partial(name: str, table: str, columns: list[str], sqlite: str, postgresql: str) -> None:
    """An index of some of the rows, in each database's own words."""
    op.create_index(name, table, columns, sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgresql))


def upgrade() -> None:
    for name, (columns, where) in OPEN.items():
        partial(name, "issues", columns, where, where)
    partial("ix_assignments_busy", "assignments", ["unit_id", "due_at"], BUSY, BUSY)
    partial("ix_decisions_unratified", "decisions", ["issue_id"], "ratified IS 0", "ratified IS false")
    for (name, table), (_before, now) in LONG.items():
        op.drop_index(name, table_name=table)
        if now:
            op.create_index(name, table, now)


def downgrade() -> None:
    for (name, table), (before, now) in LONG.items():
        if now:
            op.drop_index(name, table_name=table)
        op.create_index(name, table, before)
    op.drop_index("ix_decisions_unratified", table_name="decisions")
    op.drop_index("ix_assignments_busy", table_name="assignments")
    for name in OPEN:
        op.drop_index(name, table_name="issues")
