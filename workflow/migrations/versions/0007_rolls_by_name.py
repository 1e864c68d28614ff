"""Meetings know who was asked and who is there; items who counted; bodies their own rule. Old rolls stay numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ADDED = {
    "meetings": (("rule", sa.JSON()), ("here", sa.Integer())),
    "agenda_items": (("expected", sa.Integer()), ("present", sa.Integer()), ("acting_chair_id", sa.Integer())),
}


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.add_column("agenda_items", sa.Column("recused", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.execute("UPDATE meetings SET here = present")
    make_attendees()
    make_votes()


def make_attendees() -> None:
    op.create_table(
        "attendees",
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("contact_id", KEY, nullable=True),
        sa.Column("org_id", KEY, nullable=True),
        sa.Column("seat", sa.String(length=40), nullable=False),
        sa.Column("votes", sa.Boolean(), nullable=False),
        sa.Column("reply", sa.String(length=40), nullable=True),
        sa.Column("substitute_id", KEY, nullable=True),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) != (contact_id IS NULL)", name=op.f("ck_attendees_is_somebody")),
        refers("attendees", "meeting_id", "meetings.id"),
        refers("attendees", "person_id", "people.id"),
        refers("attendees", "contact_id", "contacts.id"),
        refers("attendees", "org_id", "orgs.id"),
        refers("attendees", "substitute_id", "contacts.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendees")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_attendees_meeting_id_person_id")),
    )
    op.create_index(op.f("ix_attendees_person_id"), "attendees", ["person_id"])
    op.create_index("ix_attendees_org", "attendees", ["org_id", "meeting_id"])


def make_votes() -> None:
    for table in ("stepped_aside", "votes"):
        choice = [sa.Column("choice", sa.String(length=40), nullable=False)] if table == "votes" else []
        known = "choice IN ('yes', 'no', 'abstain')"
        check = [sa.CheckConstraint(known, name=op.f("ck_votes_choice_is_known"))] if choice else []
        op.create_table(
            table,
            sa.Column("item_id", KEY, nullable=False),
            sa.Column("attendee_id", KEY, nullable=False),
            *choice,
            *check,
            refers(table, "item_id", "agenda_items.id"),
            refers(table, "attendee_id", "attendees.id"),
            sa.PrimaryKeyConstraint("item_id", "attendee_id", name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "body_rules",
        sa.Column("org_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        refers("body_rules", "org_id", "orgs.id"),
        refers("body_rules", "meeting_id", "meetings.id"),
        sa.PrimaryKeyConstraint("org_id", "kind", name=op.f("pk_body_rules")),
    )


def downgrade() -> None:
    for table in ("body_rules", "votes", "stepped_aside", "attendees"):
        op.drop_table(table)
    op.drop_column("agenda_items", "recused")
    for table, columns in ADDED.items():
        for name, _kind in reversed(columns):
            op.drop_column(table, name)
