"""Matters are found by what stands in them: an index of pairs of signs, built from the rows there are; saved views."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from workflow.kernel.grams import folded, grams
from workflow.kernel.initials import initials

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 1000


def upgrade() -> None:
    op.create_table(
        "issue_texts",
        sa.Column("issue_id", KEY, autoincrement=False, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_issue_texts_issue_id")),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_issue_texts")),
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE issue_grams USING fts5(grams, content='', detail='none', columnsize=0, "
            "tokenize='ascii')"
        )
        if secure():
            op.execute("INSERT INTO issue_grams (issue_grams, rank) VALUES ('secure-delete', 1)")
        add = "INSERT INTO issue_grams (rowid, grams) VALUES (:issue, :grams)"
    else:
        op.execute(
            "CREATE TABLE issue_grams (issue_id BIGINT CONSTRAINT pk_issue_grams PRIMARY KEY "
            "CONSTRAINT fk_issue_grams_issue_id REFERENCES issues (id), grams tsvector NOT NULL)"
        )
        add = "INSERT INTO issue_grams (issue_id, grams) VALUES (:issue, array_to_tsvector(CAST(:grams AS text[])))"
    fill(op.get_bind(), sa.text(add))
    make_views()
    if op.get_context().dialect.name != "sqlite":
        op.execute("CREATE INDEX ix_issue_grams_grams ON issue_grams USING gin (grams)")


def make_views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", KEY, nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_saved_views_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("person_id", "page", "name", name=op.f("uq_saved_views_person_id_page_name")),
    )


def secure() -> bool:
    """From 3.42 on FTS5 can overwrite what it deletes."""
    version = op.get_bind().exec_driver_sql("SELECT sqlite_version()").scalar_one()
    return tuple(int(part) for part in version.split(".")[:2]) >= (3, 42)


def fill(db: Any, add: sa.TextClause) -> None:
    """Every matter there is, a batch at a time."""
    batch = sa.text(
        f"SELECT id, street_id, number, what, place FROM issues WHERE id > :last ORDER BY id LIMIT {BATCH}"  # noqa: S608
    )
    keep = sa.text("INSERT INTO issue_texts (issue_id, street_id, text) VALUES (:issue, :street, :text)")
    rows = db.execute(batch, {"last": 0}).all()
    while rows:
        words = [folded((row.number, row.what, row.place, initials(row.place))) for row in rows]
        kept = zip(rows, words, strict=True)
        db.execute(keep, [{"issue": row.id, "street": row.street_id, "text": text} for row, text in kept])
        pairs = [grams(text) for text in words]
        told = [" ".join(one) for one in pairs] if db.dialect.name == "sqlite" else pairs
        db.execute(add, [{"issue": row.id, "grams": one} for row, one in zip(rows, told, strict=True)])
        rows = db.execute(batch, {"last": rows[-1].id}).all()


def downgrade() -> None:
    op.drop_table("saved_views")
    op.execute("DROP TABLE issue_grams")
    op.drop_table("issue_texts")
