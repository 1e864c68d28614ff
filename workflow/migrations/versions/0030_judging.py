"""Reporters choose how they are told and may change what they said; calls, representatives and doubts are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("claims", sa.Column("language", sa.String(length=40)))
    op.add_column("evaluations", sa.Column("changed_at", INSTANT))
    op.add_column("evaluations", sa.Column("mark", sa.String(length=32)))
    op.create_index(op.f("ix_evaluations_mark"), "evaluations", ["mark"])
    op.create_table(
        "representatives",
        sa.Column("issue_id", KEY, nullable=False),
        sa.Column("seat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("seat BETWEEN 1 AND 5", name=op.f("ck_representatives_five_seats")),
        *_keys("representatives", "issue_id", "claim_id"),
        sa.PrimaryKeyConstraint("issue_id", "seat", name=op.f("pk_representatives")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_representatives_claim_id")),
    )
    op.create_table(
        "call_backs",
        sa.Column("issue_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *_keys("call_backs", "issue_id", "claim_id", "person_id"),
        sa.PrimaryKeyConstraint("issue_id", "seq", name=op.f("pk_call_backs")),
    )
    op.create_table(
        "doubts",
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("looked_at", INSTANT),
        sa.Column("looked_by_id", KEY),
        *_keys("doubts", "claim_id", "issue_id", "looked_by_id"),
        sa.PrimaryKeyConstraint("claim_id", "round", "why", name=op.f("pk_doubts")),
    )
    op.create_index("ix_doubts_open", "doubts", ["street_id", "looked_at"])
    op.create_index(op.f("ix_doubts_issue_id"), "doubts", ["issue_id"])


def _keys(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    to = {"issue_id": "issues.id", "claim_id": "claims.id"}
    return [
        sa.ForeignKeyConstraint([name], [to.get(name, "people.id")], name=op.f(f"fk_{table}_{name}"))
        for name in columns
    ]


def downgrade() -> None:
    for table in ("doubts", "call_backs", "representatives"):
        op.drop_table(table)
    op.drop_index(op.f("ix_evaluations_mark"), "evaluations")
    for column in ("mark", "changed_at"):
        op.drop_column("evaluations", column)
    op.drop_column("claims", "language")
