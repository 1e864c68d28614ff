"""Auditors draw samples, judge what was drawn and conclude; what they note for themselves stands apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import need_event, need_no_event

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "inspections",
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("risk", sa.String(length=40), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.Column("drawn_by_id", KEY, nullable=False),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(state = 'concluded') = (finding IS NOT NULL)", name=op.f("ck_inspections_concluded_has_finding")
        ),
        sa.CheckConstraint("since <= until", name=op.f("ck_inspections_ends_after_start")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["people.id"], name=op.f("fk_inspections_drawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_index(op.f("ix_inspections_state"), "inspections", ["state"])
    op.create_table(
        "inspection_items",
        sa.Column("inspection_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("issue_id", KEY, nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("judged_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspections.id"], name=op.f("fk_inspection_items_inspection_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_inspection_items_issue_id")),
        sa.PrimaryKeyConstraint("inspection_id", "place", name=op.f("pk_inspection_items")),
    )
    op.create_index(op.f("ix_inspection_items_issue_id"), "inspection_items", ["issue_id"])
    op.create_table(
        "audit_notes",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("issue_id", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_audit_notes_person_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_audit_notes_issue_id")),
        sa.PrimaryKeyConstraint("person_id", "issue_id", name=op.f("pk_audit_notes")),
    )
    need_event("inspections", "inspection")


def downgrade() -> None:
    need_no_event("inspections")
    op.drop_table("audit_notes")
    op.drop_table("inspection_items")
    op.drop_table("inspections")
