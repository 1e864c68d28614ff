"""Accounts, posts and papers from before they had a history get one."""

from __future__ import annotations

from sqlalchemy import text

from tests.migrations.rows import run
from workflow.issues.entitled import entitled
from workflow.kernel.db import Database
from workflow.kernel.verify import verify
from workflow.migrations import downgrade, upgrade
from workflow.orgs import accounts  # noqa: F401

BEFORE = """
INSERT INTO orgs (id, street_id, kind, code, name, path) VALUES (1, 1, 'street', 'S', '荔园街道', '1');
INSERT INTO people (id, street_id, name) VALUES (1, 1, '韩梅');
INSERT INTO people (id, street_id, name) VALUES (2, 1, '杨柳');
INSERT INTO accounts (id, street_id, name, person_id, password) VALUES (1, 1, 'han', 1, 'x');
INSERT INTO accounts (id, street_id, name, person_id, password, closed_at)
    VALUES (2, 1, 'yang', 2, 'x', '2026-01-02 01:00:00+00:00');
INSERT INTO posts (id, street_id, person_id, org_id, role, starts) VALUES (1, 1, 1, 1, 'secretary', '2020-01-01');
INSERT INTO posts (id, street_id, person_id, org_id, role, starts, ends)
    VALUES (2, 1, 2, 1, 'street_officer', '2020-01-01', '2021-01-01');
INSERT INTO mandates (id, street_id, kind, post_id, person_id, starts, ends, paper)
    VALUES (1, 1, 'deputy', 1, 2, '2020-01-01', '2099-01-01', '委托书');
INSERT INTO logins (hash, account_id, kind, started_at, seen_at, ends_at) VALUES
    ('h', 1, 'session', '2026-01-02 01:00:00+00:00', '2026-01-02 01:00:00+00:00', '2026-01-02 02:00:00+00:00')
"""


def papers(url):
    """(table, id, state, version) of everything that got a history, which must be sound."""
    database = Database(url)
    try:
        report = verify(database, entitled)
        assert (report.status, report.first_bad) == (0, None)
        with database.reading() as db:
            said = "SELECT id, state, version FROM {} ORDER BY id"
            return {
                (table, *row)
                for table in ("accounts", "posts", "mandates")
                for row in db.execute(text(said.format(table)))
            }
    finally:
        database.close()


def test_accounts_posts_and_papers_are_taken_over_with_a_history(bare_database_url):
    upgrade(bare_database_url, "0007")
    run(bare_database_url, *BEFORE.split(";"))
    upgrade(bare_database_url)
    taken_over = {
        ("accounts", 1, "active", 1),
        ("accounts", 2, "closed", 1),
        ("posts", 1, "granted", 1),
        ("posts", 2, "ended", 1),
        ("mandates", 1, "running", 1),
    }
    assert papers(bare_database_url) == taken_over
    downgrade(bare_database_url, "0007")
    upgrade(bare_database_url)
    assert papers(bare_database_url) == taken_over
