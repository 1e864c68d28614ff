"""History is never changed, and no subject changes its state without an event that says so."""

from __future__ import annotations

from alembic import op

from workflow.migrations.triggers import drop_functions, freeze, make_functions, need_event, need_no_event, thaw

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FROZEN = {"events": ("UPDATE", "DELETE"), "flows": ("UPDATE", "DELETE"), "bodies": ("UPDATE",)}
SUBJECTS = {
    "issues": "issue",
    "assignments": "assignment",
    "meetings": "meeting",
    "agenda_items": "agenda_item",
    "receptions": "reception",
}


def acts(given: tuple[str, ...]) -> tuple[str, ...]:
    """SQLite knows no TRUNCATE."""
    truncates = op.get_context().dialect.name != "sqlite" and "DELETE" in given
    return (*given, "TRUNCATE") if truncates else given


def upgrade() -> None:
    make_functions()
    for table, given in FROZEN.items():
        freeze(table, *acts(given))
    for table, noun in SUBJECTS.items():
        need_event(table, noun)


def downgrade() -> None:
    for table in SUBJECTS:
        need_no_event(table)
    for table, given in FROZEN.items():
        thaw(table, *acts(given))
    drop_functions()
