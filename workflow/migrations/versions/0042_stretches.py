"""On PostgreSQL each pair of signs is kept with the stretch of ids its matter lies in: the newest are found first."""

from __future__ import annotations

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

PLACED = "to_hex(issue_id >> 11) || 'y' || lexeme"
PLAIN = "substr(lexeme, strpos(lexeme, 'y') + 1)"


WAITING = " WITH (gin_pending_list_limit = 256)"
"""New rows wait unsorted in a list that each search reads: it stays short."""


def upgrade() -> None:
    rewrite(PLACED, WAITING)


def downgrade() -> None:
    rewrite(PLAIN, "")


def rewrite(pair: str, waiting: str) -> None:
    """Every pair of every matter, and the index anew; SQLite tells the newest first by itself."""
    if op.get_context().dialect.name == "sqlite":
        return
    op.execute("DROP INDEX ix_issue_grams_grams")
    told = f"SELECT array_to_tsvector(coalesce(array_agg({pair}), '{{}}')) FROM unnest(grams)"  # noqa: S608
    op.execute(f"UPDATE issue_grams SET grams = ({told})")  # noqa: S608
    op.execute(f"CREATE INDEX ix_issue_grams_grams ON issue_grams USING gin (grams){waiting}")
