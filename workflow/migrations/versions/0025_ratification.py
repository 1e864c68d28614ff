"""An emergency act that no meeting has ratified has a clock, which calls to account."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from workflow.calendar.counting import count
from workflow.calendar.days import Calendar

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DECISIONS = sa.table(
    "decisions",
    *(sa.column(name) for name in ("issue_id", "seq", "ratified")),
    sa.column("at", INSTANT),
)
ISSUES = sa.table("issues", *(sa.column(name) for name in ("id", "street_id", "state")))
DEADLINES = sa.table(
    "deadlines",
    *(sa.column(name) for name in ("noun", "subject_id", "seq", "kind", "street_id", "amount", "unit", "stage")),
    *(sa.column(name) for name in ("paused", "extended", "kept", "receives", "closes", "provisional")),
    *(sa.column(name, INSTANT) for name in ("started_at", "due_at", "next_at")),
)
LIMIT = 30


def upgrade() -> None:
    db = op.get_bind()
    waiting = sa.select(DECISIONS, ISSUES.c.street_id).join(ISSUES, ISSUES.c.id == DECISIONS.c.issue_id)
    waiting = waiting.where(DECISIONS.c.ratified.is_(sa.false()), ISSUES.c.state.not_in(("merged", "archived")))
    first = {row.issue_id: row for row in db.execute(waiting.order_by(DECISIONS.c.seq.desc())).all()}
    for row in first.values():
        started = aware(row.at)
        due = count(Calendar.seeded(), started, LIMIT, "days")
        db.execute(
            DEADLINES.insert().values(
                noun="issue", subject_id=row.issue_id, seq=row.seq, kind="ratify", street_id=row.street_id,
                amount=LIMIT, unit="days", stage=0, paused=0, extended=0, kept=0, receives=1050, closes=1050,
                provisional=due.provisional, started_at=started, due_at=due.at, next_at=due.at,
            )
        )  # fmt: skip


def aware(at: datetime) -> datetime:
    """SQLite gives instants back without their zone."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def downgrade() -> None:
    op.get_bind().execute(DEADLINES.delete().where(DEADLINES.c.kind == "ratify"))
