"""The schema goes both ways and is what the models say."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.migrations.rows import ROWS, run, tables
from workflow.kernel.db import Database, Record
from workflow.migrations import current, downgrade, head, upgrade
from workflow.orgs import accounts  # noqa: F401


def modelled(found):
    """Without the index of search, which has no model: a table of FTS5 with its shadows, or one of PostgreSQL's."""
    return {name for name in found if not name.startswith("issue_grams")}


def test_up_down_and_up_again_with_rows_in_it(bare_database_url):
    assert current(bare_database_url) is None
    upgrade(bare_database_url)
    assert current(bare_database_url) == head()
    run(bare_database_url, *ROWS.split(";"))
    downgrade(bare_database_url, "base")
    assert tables(bare_database_url) == set()
    upgrade(bare_database_url)
    assert modelled(tables(bare_database_url)) == set(Record.metadata.tables)


def test_the_schema_is_what_the_models_say(bare_database_url):
    upgrade(bare_database_url)
    database = Database(bare_database_url)
    with database.reading() as db:
        without_index = {"include_name": lambda name, kind, _: kind != "table" or modelled([name])}
        context = MigrationContext.configure(db, opts={"compare_type": True, **without_index})
        assert compare_metadata(context, Record.metadata) == []
    database.close()


def test_another_engines_tables_are_left_alone(bare_database_url):
    run(bare_database_url, "CREATE TABLE swans (number INTEGER)")
    upgrade(bare_database_url)
    downgrade(bare_database_url, "base")
    assert tables(bare_database_url) == {"swans"}
