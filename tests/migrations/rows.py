"""A matter as it lay in the database before anything was migrated, and plain statements on it."""

from __future__ import annotations

from sqlalchemy import inspect, text

from workflow.kernel.db import Database
from workflow.orgs import accounts  # noqa: F401

ROWS = """
INSERT INTO orgs (id, street_id, kind, code, name, path) VALUES (1, 1, 'street', 'S', '荔园街道', '1');
INSERT INTO issues (id, street_id, state, version, head, number, what, place, kind, urgency, owner_id, holder_id,
    restricted, barred, counts, registered_at) VALUES (1, 1, 'registered', 1, 'h', 'S-26-0001', '路灯不亮', '荔枝路',
    'help', 'general', 1, 1, false, false, '{}', '2026-03-02 01:00:00+00:00');
INSERT INTO flows (hash, name, text) VALUES ('f', 'issue', '{}');
INSERT INTO events (noun, subject_id, seq, street_id, step, to_state, actor_id, at, payload, hash)
    VALUES ('issue', 1, 1, 1, 'register', 'registered', 1, '2026-03-02T01:00:00.000000Z', '{}', 'h');
INSERT INTO bodies (noun, subject_id, seq, salt, text) VALUES ('issue', 1, 1, 'x', '{}')
"""


def run(url, *statements):
    database = Database(url)
    try:
        with database.writing() as db:
            for statement in statements:
                db.execute(text(statement.replace(":0", "\\:0")))
    finally:
        database.close()


def tables(url):
    database = Database(url)
    try:
        return set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    finally:
        database.close()
