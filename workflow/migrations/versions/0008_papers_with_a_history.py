"""Accounts, posts and mandates have a state and a history; existing ones are taken over as they stand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from workflow.kernel.canonical import canonical, digest, leaf_hash
from workflow.kernel.clock import local, stamp
from workflow.migrations.triggers import need_event, need_no_event

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NOUNS = {"accounts": "account", "posts": "post", "mandates": "mandate"}
BIRTHS = {"account": "create", "post": "grant", "mandate": "lend"}
OWN: dict[str, tuple[tuple[str, Any], ...]] = {
    "accounts": (("password_at", INSTANT), ("link", sa.String(64)), ("link_ends_at", INSTANT)),
    "posts": (("ended_at", INSTANT),),
    "mandates": (("ended_at", INSTANT),),
}
CHECKS = {
    "accounts": (
        ("active_has_password", "state != 'active' OR password != ''"),
        ("closed_since", "(state IN ('closed', 'removed')) = (closed_at IS NOT NULL)"),
    ),
    "posts": (("ended_has_an_end", "state != 'ended' OR (ends IS NOT NULL AND ended_at IS NOT NULL)"),),
    "mandates": (("ended_has_an_end", "state = 'running' OR ended_at IS NOT NULL"),),
}


def upgrade() -> None:
    for table, noun in NOUNS.items():
        with op.batch_alter_table(table) as batch:
            for name, kind in OWN[table]:
                batch.add_column(sa.Column(name, kind))
            batch.add_column(sa.Column("state", sa.String(40)))
            batch.add_column(sa.Column("version", sa.Integer()))
            batch.add_column(sa.Column("head", sa.String(64)))
        for row in op.get_bind().execute(sa.text(f"SELECT * FROM {table} ORDER BY id")).mappings().all():  # noqa: S608
            take_over(table, noun, row)
        with op.batch_alter_table(table) as batch:
            for name in ("state", "version", "head"):
                batch.alter_column(name, nullable=False)
            for name, rule in CHECKS[table]:
                batch.create_check_constraint(op.f(f"ck_{table}_{name}"), rule)
            batch.create_index(op.f(f"ix_{table}_state"), ["state"])
            if table == "accounts":
                batch.create_index(op.f("ix_accounts_person_id"), ["person_id"])
                batch.create_index(op.f("ix_accounts_link"), ["link"])
        need_event(table, noun)


def take_over(table: str, noun: str, row: Any) -> None:
    """The row as it stands becomes the beginning of its history; one that has a history already goes on with it."""
    db, now = op.get_bind(), datetime.now(UTC)
    last: Any = db.execute(LAST, {"noun": noun, "id": row["id"]}).mappings().first()
    if last is None:
        last = begin(db, noun, row, standing(noun, row, local(now).date()), stamp(now))
    values = {"id": row["id"], "state": last["to_state"], "version": last["seq"], "head": last["hash"]}
    since = {"active": ", password_at = :at", "ended": ", ended_at = :at", "revoked": ", ended_at = :at"}
    more = since.get(last["to_state"], "")
    if more:
        values["at"] = now if db.dialect.name != "sqlite" else now.strftime("%Y-%m-%d %H:%M:%S.%f")
    said = f"UPDATE {table} SET state = :state, version = :version, head = :head{more} WHERE id = :id"  # noqa: S608
    db.execute(sa.text(said), values)


LAST = sa.text("SELECT * FROM events WHERE noun = :noun AND subject_id = :id ORDER BY seq DESC LIMIT 1")
EVENT = sa.text(
    "INSERT INTO events (noun, subject_id, seq, street_id, step, from_state, to_state, actor_id, at, payload, hash) "
    "VALUES (:noun, :id, 1, :street, :step, NULL, :to, 0, :at, :payload, :hash)"
)


def standing(noun: str, row: Any, today: date) -> str:
    """The state that says what the columns said until now."""
    if noun == "account":
        return "closed" if row["closed_at"] else "active"
    over = row["ends"] is not None and str(row["ends"]) < today.isoformat()
    return "ended" if over else {"post": "granted", "mandate": "running"}[noun]


def begin(db: Any, noun: str, row: Any, state: str, at: str) -> dict[str, Any]:
    """The first entry of a history, under a flow that knows nothing but this taking over."""
    step = {"name": BIRTHS[noun], "label": "升级时承接", "from": [], "to": None, "by": ["operator"], "guards": []}
    flow = canonical({"flow": noun, "initial": state, "states": {}, "steps": [{**step, "climbs": 0, "asks": []}]})
    if not db.execute(sa.text("SELECT 1 FROM flows WHERE hash = :hash"), {"hash": digest(flow)}).first():
        kept = {"hash": digest(flow), "name": noun, "text": flow}
        db.execute(sa.text("INSERT INTO flows (hash, name, text) VALUES (:hash, :name, :text)"), kept)
    entry = {"noun": noun, "id": row["id"], "street": row["street_id"], "seq": 1, "step": step["name"], "from": None}
    entry |= {"to": state, "at": at, "flow": digest(flow), "prev": "", "request": "0008", "body": None}
    entry |= {"actor": {"id": 0, "name": "", "role": "operator", "org": 0, "post": ""}, "answers": {}}
    payload = canonical(entry)
    told = {name: entry[name] for name in ("noun", "id", "street", "step", "to", "at")}
    db.execute(EVENT, told | {"payload": payload, "hash": leaf_hash(payload)})
    return {"to_state": state, "seq": 1, "hash": leaf_hash(payload)}


def downgrade() -> None:
    for table in NOUNS:
        need_no_event(table)
        with op.batch_alter_table(table) as batch:
            if table == "accounts":
                batch.drop_index(op.f("ix_accounts_person_id"))
                batch.drop_index(op.f("ix_accounts_link"))
            batch.drop_index(op.f(f"ix_{table}_state"))
            for name, _rule in CHECKS[table]:
                batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            for name in ("state", "version", "head", *(name for name, _kind in OWN[table])):
                batch.drop_column(name)
