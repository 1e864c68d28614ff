"""Requests to extend, pause or suspend a matter, with who asked and who decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import need_event, need_no_event

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(length=40)
PENDING = sa.text("state = 'pending'")


def refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_requests_{column}"))


def upgrade() -> None:
    op.create_table(
        "requests",
        sa.Column("kind", WORD, nullable=False),
        sa.Column("issue_id", KEY, nullable=False),
        sa.Column("assignment_id", KEY, nullable=True),
        sa.Column("owner_id", KEY, nullable=False),
        sa.Column("asked_for_id", KEY, nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("why", WORD, nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(state = 'pending') = (settled_at IS NULL)", name=op.f("ck_requests_settled_is_dated")),
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id != asked_by_id", name=op.f("ck_requests_four_eyes")),
        refers("issue_id", "issues.id"),
        refers("assignment_id", "assignments.id"),
        refers("owner_id", "orgs.id"),
        refers("asked_for_id", "orgs.id"),
        refers("asked_by_id", "people.id"),
        refers("decided_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index("ix_requests_issue", "requests", ["issue_id", "id"])
    op.create_index("ix_requests_street", "requests", ["street_id", "state", "id"])
    op.create_index(op.f("ix_requests_state"), "requests", ["state"])
    op.create_index(
        "uq_requests_pending", "requests", ["issue_id", "kind"], unique=True,
        sqlite_where=PENDING, postgresql_where=PENDING,
    )  # fmt: skip
    need_event("requests", "request")


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM deadlines WHERE noun = 'request' OR kind = 'pause'"))
    need_no_event("requests")
    op.drop_table("requests")
