"""Consultations: a question to everybody, and answers that lead to nobody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import need_event, need_no_event

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "consultations",
        sa.Column("org_id", KEY, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("words", sa.Boolean(), nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_consultations_closes_after_opening")),
        sa.CheckConstraint(
            "state NOT IN ('told', 'archived') OR summary IS NOT NULL",
            name=op.f("ck_consultations_told_says_what_follows"),
        ),
        sa.ForeignKeyConstraint(["org_id"], ["orgs.id"], name=op.f("fk_consultations_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
    )
    op.create_index(op.f("ix_consultations_org_id"), "consultations", ["org_id"])
    op.create_index(op.f("ix_consultations_state"), "consultations", ["state"])
    op.create_index("ix_consultations_street", "consultations", ["street_id", "state", "closes_at"])
    op.create_table(
        "consultation_answers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", KEY, nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consultation_answers_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_answers")),
        sa.UniqueConstraint("consultation_id", "device", name=op.f("uq_consultation_answers_consultation_id_device")),
    )
    need_event("consultations", "consultation")


def downgrade() -> None:
    need_no_event("consultations")
    op.drop_table("consultation_answers")
    op.execute(sa.text("DELETE FROM deadlines WHERE noun = 'consultation'"))
    op.drop_table("consultations")
