"""PostgreSQL refuses the application's role what would edit history, for every table of the list."""

from __future__ import annotations

import pytest

from tests.roles.conftest import NOT_ALLOWED
from workflow.jobs.engine import SCHEMA as JOBS
from workflow.kernel.db import Database
from workflow.migrations.rights import RIGHTS
from workflow.migrations.tables import TABLES

PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
APPEND_ONLY = sorted(name for name, rights in RIGHTS.items() if rights.append_only)
STRUCTURE = (
    "TRUNCATE {0}",
    "DROP TABLE {0} CASCADE",
    "ALTER TABLE {0} ADD COLUMN swans integer",
    "ALTER TABLE {0} DISABLE TRIGGER USER",
    "ALTER TABLE {0} RENAME TO swans",
    "CREATE TRIGGER swans BEFORE INSERT ON {0} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE RULE swans AS ON INSERT TO {0} DO INSTEAD NOTHING",
)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_was_added_is_not_changed_and_does_not_go(app, table):
    column = next(iter(TABLES[table].columns)).name
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        assert app(statement) == NOT_ALLOWED, statement
    assert app(f"SELECT {column} FROM {table}") == ""


@pytest.mark.parametrize("table", sorted(RIGHTS))
def test_no_table_is_emptied_dropped_altered_or_freed_of_its_triggers(app, table):
    for statement in STRUCTURE:
        assert app(statement.format(table)) == NOT_ALLOWED, statement


def test_it_has_on_each_table_what_the_list_says_and_nothing_else(shared: Database, app):
    with shared.reading() as db:
        ask = "SELECT has_table_privilege('lianxi_app', '{}', '{}')"
        for name, rights in RIGHTS.items():
            given = {one for one in PRIVILEGES if db.exec_driver_sql(ask.format(name, one)).scalar()}
            more = {"UPDATE"} if rights.change is True else set()
            assert given == {"SELECT", "INSERT"} | more | ({"DELETE"} if rights.erase else set()), name


@pytest.mark.parametrize("table", sorted(name for name, rights in RIGHTS.items() if isinstance(rights.change, tuple)))
def test_of_some_rows_only_the_columns_on_the_list_change(app, table):
    for column in sorted(TABLES[table].c.keys()):
        expected = "" if column in RIGHTS[table].change else NOT_ALLOWED
        assert app(f"UPDATE {table} SET {column} = {column}") == expected, column


@pytest.mark.parametrize("table", ["bodies", "access_words"])
def test_what_people_wrote_is_erased_and_not_rewritten(app, table):
    assert app(f"UPDATE {table} SET text = ''") == NOT_ALLOWED
    assert app(f"DELETE FROM {table}") == ""


@pytest.mark.parametrize("statement", [
    "CREATE TABLE swans (n integer)",
    "CREATE TEMPORARY TABLE events (n integer)",
    "CREATE SCHEMA swans",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "DROP FUNCTION refuse_unrecorded() CASCADE",
    "UPDATE alembic_version SET version_num = '0001'",
    f"DROP SCHEMA {JOBS} CASCADE",
    "SELECT setval('issues_id_seq', 1)",
    "SET session_replication_role = replica",
    "SET ROLE postgres",
    "ALTER ROLE lianxi_app SUPERUSER",
])  # fmt: skip
def test_nothing_of_its_own_takes_the_place_of_what_is_there(app, statement):
    assert app(statement) == NOT_ALLOWED
