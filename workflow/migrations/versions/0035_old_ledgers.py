"""Old ledgers are taken in: what they told is marked by its number there, and found again by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.migrations.triggers import need_event, need_no_event

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


HELD = "ck_issues_one_holder_while_open"
ENDED = "'closed', 'not_accepted', 'withdrawn', 'merged', 'voided', 'archived'"
FILED = "SELECT subject_id FROM events WHERE noun = 'issue' AND step = 'file_past'"
"""What was taken in before this schema was left and came again."""


def upgrade() -> None:
    need_no_event("issues")
    with op.batch_alter_table("issues") as batch:
        batch.add_column(sa.Column("outside", sa.String(length=60), nullable=True))
        batch.drop_constraint(op.f(HELD), type_="check")
        batch.create_check_constraint(op.f(HELD), f"(state NOT IN ({ENDED}, 'past')) = (holder_id IS NOT NULL)")
    op.execute(sa.text(f"UPDATE issues SET state = 'past' WHERE state = 'archived' AND id IN ({FILED})"))  # noqa: S608
    need_event("issues", "issue")
    op.create_index("ix_issues_outside", "issues", ["owner_id", "outside"], unique=True)
    op.create_table(
        "imports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("org_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["orgs.id"], name=op.f("fk_imports_org_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_imports_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_person_id"), "imports", ["person_id"])
    op.create_table(
        "import_lines",
        sa.Column("import_id", KEY, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=True),
        sa.Column("issue_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_lines_import_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_import_lines_issue_id")),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_lines")),
    )
    op.create_index("ix_import_lines_state", "import_lines", ["import_id", "state", "line"])
    op.create_table(
        "column_maps",
        sa.Column("org_id", KEY, nullable=False),
        sa.Column("head", sa.String(length=200), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["orgs.id"], name=op.f("fk_column_maps_org_id")),
        sa.PrimaryKeyConstraint("org_id", "head", name=op.f("pk_column_maps")),
    )


def downgrade() -> None:
    """What was taken in stays as archived; its history tells what it is when this schema comes again."""
    op.drop_table("column_maps")
    op.drop_table("import_lines")
    op.drop_table("imports")
    op.drop_index("ix_issues_outside", "issues")
    need_no_event("issues")
    op.execute(sa.text("UPDATE issues SET state = 'archived' WHERE state = 'past'"))
    with op.batch_alter_table("issues") as batch:
        batch.drop_column("outside")
        batch.drop_constraint(op.f(HELD), type_="check")
        batch.create_check_constraint(op.f(HELD), f"(state NOT IN ({ENDED})) = (holder_id IS NOT NULL)")
    need_event("issues", "issue")
