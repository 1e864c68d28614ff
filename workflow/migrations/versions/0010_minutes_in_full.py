"""Items keep what was reported and said, objections get answers, and decisions are published twice.

A number names its kind of meeting from now on, so that each kind counts for itself; numbers given so far stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    for name in ("report", "discussion"):
        op.add_column("agenda_items", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("meetings", sa.Column("result_due_on", sa.Date(), nullable=True))
    op.create_table(
        "dissents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        refers("dissents", "meeting_id", "meetings.id"),
        refers("dissents", "by_id", "people.id"),
        refers("dissents", "answered_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissents")),
    )
    op.create_index(op.f("ix_dissents_meeting_id"), "dissents", ["meeting_id"])
    op.create_table(
        "publications",
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", KEY, nullable=False),
        sa.Column("published_by_id", KEY, nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('decision', 'result')", name=op.f("ck_publications_kind_is_known")),
        refers("publications", "meeting_id", "meetings.id"),
        refers("publications", "drafted_by_id", "people.id"),
        refers("publications", "published_by_id", "people.id"),
        sa.PrimaryKeyConstraint("meeting_id", "kind", name=op.f("pk_publications")),
    )


def downgrade() -> None:
    for table in ("publications", "dissents"):
        op.drop_table(table)
    op.drop_column("meetings", "result_due_on")
    for name in ("discussion", "report"):
        op.drop_column("agenda_items", name)
