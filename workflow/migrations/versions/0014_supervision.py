"""Supervision orders: numbered papers about what is late, with the reply that was given.

Going back takes the papers and their clocks away; their history and their numbers stay, as history always does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import need_event

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME, NOUN = "supervision_orders", "supervision_order"
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("number", sa.String(length=24), nullable=False),
        *(sa.Column(name, KEY, nullable=False) for name in ("org_id", "issuer_id")),
        sa.Column("about_noun", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.BigInteger(), nullable=False),
        sa.Column("about_name", sa.String(length=200), nullable=False),
        sa.Column("issue_id", KEY, nullable=True),
        sa.Column("clock", sa.String(length=40), nullable=False),
        sa.Column("clock_seq", sa.Integer(), nullable=False),
        sa.Column("late_since", WHEN, nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("issued_at", WHEN, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("demand", "cause", "measures", "reason")),
        *(sa.Column(name, WHEN, nullable=True) for name in ("due_at", "replied_at", "closed_at", "circulated_at")),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("replied_by_id", KEY, nullable=True),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        *checks(),
        *(
            sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{NAME}_{column}"))
            for column, to in (
                ("org_id", "orgs.id"),
                ("issuer_id", "orgs.id"),
                ("issue_id", "issues.id"),
                ("replied_by_id", "people.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint("issuer_id", "number", name=op.f(f"uq_{NAME}_issuer_id_number")),
    )
    op.create_index(op.f(f"ix_{NAME}_issue_id"), NAME, ["issue_id"])
    op.create_index(op.f(f"ix_{NAME}_state"), NAME, ["state"])
    op.create_index(f"ix_{NAME}_issuer", NAME, ["issuer_id", "state", "due_at"])
    op.create_index(f"ix_{NAME}_org", NAME, ["org_id", "state", "due_at"])
    op.create_index(f"ix_{NAME}_street", NAME, ["street_id", "id"])
    once("standing", ["about_noun", "about_id", "clock"], "state != 'closed'")
    once("stage", ["about_noun", "about_id", "clock", "clock_seq", "stage"], "stage = 'clock'")
    need_event(NAME, NOUN)


def checks() -> list[sa.CheckConstraint]:
    """What must never break."""
    full = "cause IS NOT NULL AND measures IS NOT NULL AND promised_on IS NOT NULL AND replied_by_id IS NOT NULL"
    told = {
        "stage_is_known": "stage IN ('clock', 'hand')",
        "continued_has_reason": "state != 'continued' OR reason IS NOT NULL",
        "answered_in_full": f"state NOT IN ('answered', 'closed') OR ({full})",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{NAME}_{name}")) for name, rule in told.items()]


def once(name: str, columns: list[str], where: str) -> None:
    """No two rows alike where this holds."""
    here = sa.text(where)
    op.create_index(f"uq_{NAME}_{name}", NAME, columns, unique=True, sqlite_where=here, postgresql_where=here)


def downgrade() -> None:
    op.execute(f"DELETE FROM deadlines WHERE noun = '{NOUN}'")  # noqa: S608 - a name from above
    op.drop_table(NAME)
