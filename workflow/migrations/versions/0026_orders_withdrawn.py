"""A supervision order that was issued by mistake may be withdrawn: it stands no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NAME, INDEX = "supervision_orders", "uq_supervision_orders_standing"
KEY = ["about_noun", "about_id", "clock"]


def upgrade() -> None:
    standing("state NOT IN ('closed', 'withdrawn')")


def downgrade() -> None:
    found = op.get_bind().execute(sa.text("SELECT count(*) FROM supervision_orders WHERE state = 'withdrawn'"))
    if found.scalar_one():
        raise RuntimeError("orders were withdrawn: their history cannot be told by the older schema")
    standing("state != 'closed'")


def standing(where: str) -> None:
    op.drop_index(INDEX, NAME)
    op.create_index(INDEX, NAME, KEY, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
