"""The auditor's role reads what the list shows, and writes nowhere."""

from __future__ import annotations

import pytest

from tests.roles.conftest import NOT_ALLOWED
from workflow.jobs.engine import SCHEMA as JOBS
from workflow.migrations.rights import RIGHTS
from workflow.migrations.tables import TABLES

WRITES = (
    "INSERT INTO {0} DEFAULT VALUES",
    "UPDATE {0} SET {1} = {1}",
    "DELETE FROM {0}",
    "TRUNCATE {0}",
    "SELECT {1} FROM {0} FOR UPDATE",
    "LOCK TABLE {0}",
    "ALTER TABLE {0} DISABLE TRIGGER USER",
    "DROP TABLE {0} CASCADE",
)


@pytest.mark.parametrize("table", sorted(RIGHTS))
def test_it_writes_nowhere(app, auditor, table):
    column = next(iter(TABLES[table].columns)).name if table in TABLES else "issue_id"
    for statement in WRITES:
        assert auditor(statement.format(table, column)) == NOT_ALLOWED, statement


@pytest.mark.parametrize("table", sorted(TABLES))
def test_it_reads_the_columns_it_is_shown_and_no_other(auditor, table):
    shown = RIGHTS[table].reads(TABLES[table])
    for column in sorted(TABLES[table].c.keys()):
        assert auditor(f"SELECT {column} FROM {table}") == ("" if column in shown else NOT_ALLOWED), column


@pytest.mark.parametrize("statement", [
    "SELECT grams FROM issue_grams",
    f"SELECT 1 FROM {JOBS}.workflow_status",
    "SELECT nextval('issues_id_seq')",
    "CREATE TABLE swans (n integer)",
    "CREATE TEMPORARY TABLE swans (n integer)",
    "SET ROLE lianxi_app",
])  # fmt: skip
def test_it_has_nothing_beside_the_tables(auditor, statement):
    assert auditor(statement) == NOT_ALLOWED


def test_it_can_recompute_the_chain(auditor):
    assert auditor("SELECT payload, hash FROM events ORDER BY noun, subject_id, seq") == ""
    assert auditor("SELECT id, version, head FROM issues") == ""
