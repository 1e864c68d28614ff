"""The public board: texts about answered matters, and blurred copies of their photos."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import need_event, need_no_event

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
STANDING = sa.text("state IN ('drafted', 'published')")


def upgrade() -> None:
    op.create_table(
        "postings",
        sa.Column("issue_id", KEY, nullable=False),
        sa.Column("owner_id", KEY, nullable=False),
        sa.Column("community_id", KEY, nullable=True),
        sa.Column("grid_id", KEY, nullable=True),
        sa.Column("category_id", KEY, nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", KEY, nullable=False),
        sa.Column("published_by_id", KEY, nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "state != 'published' OR (published_at IS NOT NULL AND published_by_id IS NOT NULL)",
            name=op.f("ck_postings_out_is_dated"),
        ),
        sa.CheckConstraint(
            "published_by_id IS NULL OR published_by_id != drafted_by_id", name=op.f("ck_postings_four_eyes")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_postings_issue_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["orgs.id"], name=op.f("fk_postings_owner_id")),
        sa.ForeignKeyConstraint(["community_id"], ["orgs.id"], name=op.f("fk_postings_community_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_postings_grid_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_postings_category_id")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["people.id"], name=op.f("fk_postings_drafted_by_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["people.id"], name=op.f("fk_postings_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
    )
    op.create_index(
        "uq_postings_standing", "postings", ["issue_id"], unique=True,
        sqlite_where=STANDING, postgresql_where=STANDING,
    )  # fmt: skip
    op.create_index("ix_postings_issue", "postings", ["issue_id", "id"])
    op.create_index("ix_postings_board", "postings", ["street_id", "state", "published_at", "id"])
    op.create_index(op.f("ix_postings_state"), "postings", ["state"])
    op.create_table(
        "public_photos",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("posting_id", KEY, nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["posting_id"], ["postings.id"], name=op.f("fk_public_photos_posting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_photos")),
    )
    op.create_index(op.f("ix_public_photos_posting_id"), "public_photos", ["posting_id"])
    need_event("postings", "posting")


def downgrade() -> None:
    need_no_event("postings")
    op.drop_table("public_photos")
    op.execute(sa.text("DELETE FROM deadlines WHERE noun = 'posting'"))
    op.drop_table("postings")
