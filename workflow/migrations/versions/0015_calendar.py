"""Notices of days off are imported, work may stop somewhere, and handling an assignment has a clock of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from workflow.calendar.counting import count
from workflow.calendar.days import Calendar
from workflow.migrations.triggers import need_event, need_no_event

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
HANDLE = {"danger": (2, "hours"), "urgent": (24, "hours"), "complex": (15, "working_days")}
ASSIGNMENTS = sa.table(
    "assignments",
    *(sa.column(name) for name in ("id", "street_id", "state", "days", "urgency")),
    sa.column("dispatched_at", INSTANT),
    sa.column("handle_by", INSTANT),
)
DEADLINES = sa.table(
    "deadlines",
    *(sa.column(name) for name in ("noun", "subject_id", "seq", "kind", "street_id", "amount", "unit")),
    *(sa.column(name) for name in ("paused", "extended", "kept", "provisional", "stage")),
    sa.column("started_at", INSTANT),
    sa.column("due_at", INSTANT),
)


def subject() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "holiday_notices",
        *subject(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday_notices")),
    )
    op.create_index("ix_holiday_notices_year", "holiday_notices", ["street_id", "year"])
    op.create_index(op.f("ix_holiday_notices_state"), "holiday_notices", ["state"])
    op.create_table(
        "stop_days",
        *subject(),
        sa.Column("org_id", KEY, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.CheckConstraint("last >= first", name=op.f("ck_stop_days_days_in_order")),
        sa.ForeignKeyConstraint(["org_id"], ["orgs.id"], name=op.f("fk_stop_days_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_days")),
    )
    op.create_index(op.f("ix_stop_days_org_id"), "stop_days", ["org_id"])
    op.create_index(op.f("ix_stop_days_state"), "stop_days", ["state"])
    need_event("holiday_notices", "holiday_notice")
    need_event("stop_days", "stop_days")
    take_over()


def take_over() -> None:
    """Assignments at work get the clock of handling; where its rule is not known any more, the date stays as it is."""
    db = op.get_bind()
    working = ASSIGNMENTS.c.state.in_(("pending", "handling", "returned", "disputed"))
    for row in db.execute(sa.select(ASSIGNMENTS).where(working)).all():
        amount, unit = (row.days, "working_days") if row.days else HANDLE.get(row.urgency, (5, "working_days"))
        started, due_at = aware(row.dispatched_at), aware(row.handle_by)
        due = count(Calendar.seeded(), started, amount, unit)  # type: ignore[arg-type]
        db.execute(
            DEADLINES.insert().values(
                noun="assignment", subject_id=row.id, seq=1, kind="handle", street_id=row.street_id, amount=amount,
                unit=unit if due.at == due_at else "until", paused=0, extended=0, kept=0, stage=0,
                started_at=row.dispatched_at, due_at=row.handle_by, provisional=due.at == due_at and due.provisional,
            )
        )  # fmt: skip


def aware(at: datetime) -> datetime:
    """SQLite gives instants back without their zone."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def downgrade() -> None:
    op.get_bind().execute(DEADLINES.delete().where(DEADLINES.c.noun == "assignment", DEADLINES.c.kind == "handle"))
    for table in ("stop_days", "holiday_notices"):
        need_no_event(table)
        op.drop_table(table)
