"""`grant` gives exactly the list, again and again, and refuses roles that nothing could hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from tests.databases import APP, AUDITOR, seen_by
from tests.roles.conftest import NOT_ALLOWED, tried
from workflow.kernel.db import Database
from workflow.kernel.settings import BadSettings
from workflow.migrations import downgrade, upgrade
from workflow.migrations.roles import HELD, LOOSE, grant, owns, standing, word

LISTED = """
SELECT c.oid::regclass::text, c.relacl::text, array_agg(a.attacl::text ORDER BY a.attnum)
FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind IN ('r', 'S')
AND c.relnamespace IN ('public'::regnamespace, 'dbos'::regnamespace) GROUP BY c.oid ORDER BY 1
"""
MOVES = """
SELECT 'ALTER TABLE ' || oid::regclass || ' OWNER TO {0}' FROM pg_class
WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'dbos'::regnamespace)
UNION ALL SELECT 'ALTER SCHEMA dbos OWNER TO {0}'
"""


@pytest.fixture
def worker(database: Database) -> Iterator[Database]:
    """The same database as the application's role sees it."""
    yield (opened := Database(seen_by(APP, database.url.render_as_string())))
    opened.close()


def listed(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as db:
        return [tuple(row) for row in db.exec_driver_sql(LISTED)]


def does(database: Database, *statements: str) -> None:
    with database.writing() as db:
        for statement in statements:
            db.exec_driver_sql(statement)


def grants(database: Database, app: str | None = APP, auditor: str | None = AUDITOR) -> None:
    with database.writing() as db:
        grant(db, app, auditor)


def test_to_grant_again_changes_nothing(database: Database):
    grants(database)
    before = listed(database)
    grants(database)
    assert listed(database) == before


def test_what_a_role_had_too_much_is_taken_from_it(database: Database):
    before = listed(database)
    does(database, f"GRANT ALL ON events, bodies TO {APP}", f"GRANT ALL ON contacts TO {AUDITOR}, PUBLIC")
    assert listed(database) != before
    grants(database)
    assert listed(database) == before


def test_one_role_is_granted_without_the_other(database: Database):
    before = listed(database)
    grants(database, auditor=None)
    grants(database, app=None)
    assert listed(database) == before


def test_a_table_that_came_later_is_closed_until_rights_are_given_again(database: Database, worker: Database):
    url = database.url.render_as_string()
    downgrade(url, "0035")
    upgrade(url)
    with worker.reading() as db:
        found = standing(db)
    assert found
    assert found.lacks
    grants(database)
    with worker.reading() as db:
        assert standing(db).lacks == []


def test_the_applications_role_cannot_edit_history_and_the_owner_can(database: Database, worker: Database):
    with database.reading() as db:
        assert (word(db), owns(db)) == (LOOSE, True)
    with worker.reading() as db:
        assert (word(db), owns(db)) == (HELD, False)


@pytest.mark.parametrize("given", [
    "GRANT UPDATE ON events TO lianxi_app", "GRANT UPDATE (payload) ON events TO lianxi_app",
    "GRANT DELETE ON leaves TO PUBLIC", "GRANT TRIGGER ON checkpoints TO lianxi_app",
    "GRANT TRUNCATE ON accesses TO lianxi_app",
])  # fmt: skip
def test_one_right_too_many_is_noticed(database: Database, worker: Database, given):
    does(database, given)
    with worker.reading() as db:
        assert word(db) == LOOSE


def refused(database: Database, sentence: str, **roles: str | None) -> None:
    """Nothing is granted, and one sentence says why."""
    before = listed(database)
    with pytest.raises(BadSettings, match=sentence):
        grants(database, **roles)
    assert listed(database) == before


@pytest.fixture
def made(database: Database) -> Iterator[Callable[[], str]]:
    """More roles, gone afterwards; the server is shared, so each has a name of its own."""
    names: list[str] = []

    def make() -> str:
        names.append(f"swan_{uuid4().hex}")
        does(database, f"CREATE ROLE {names[-1]} LOGIN")
        return names[-1]

    yield make
    for name in names:
        does(database, f"REASSIGN OWNED BY {name} TO postgres", f"DROP OWNED BY {name}", f"DROP ROLE {name}")


def test_a_role_that_does_not_exist_is_named(database: Database):
    refused(database, "没有名为 nobody 的数据库角色", app="nobody")
    refused(database, '没有名为 a"; DROP TABLE events', app='a"; DROP TABLE events; --')


def test_a_superuser_cannot_be_held(database: Database):
    refused(database, "是超级用户", app="postgres")


def test_a_member_of_the_owner_cannot_be_held(database: Database, made: Callable[[], str]):
    owner, member = made(), made()
    does(database, f"GRANT {owner} TO {member}", f"ALTER TABLE votes OWNER TO {owner}")
    refused(database, "拥有这些表", app=member)


def test_a_right_that_comes_from_elsewhere_is_not_overlooked(database: Database, made: Callable[[], str]):
    does(database, f"GRANT pg_write_all_data TO {(role := made())}")
    refused(database, "从所属的别的角色", app=role)
    refused(database, "从所属的别的角色", app=None, auditor=role)


def test_who_does_not_own_the_tables_cannot_grant(worker: Database):
    refused(worker, f"角色 {APP} 不拥有表")


def test_the_owner_of_the_tables_need_not_own_the_database(database: Database, made: Callable[[], str]):
    owner, app = made(), made()
    with database.reading() as db:
        moves = list(db.exec_driver_sql(MOVES.format(owner)).scalars())
    does(database, f"GRANT ALL ON SCHEMA public TO {owner}", f"GRANT USAGE ON SCHEMA public TO {app}", *moves)
    with database.writing() as db:
        db.exec_driver_sql(f"SET LOCAL ROLE {owner}")
        grant(db, app, None)
    opened = Database(seen_by(app, database.url.render_as_string()))
    assert tried(opened, "SELECT payload FROM events") == ""
    assert tried(opened, "DELETE FROM events") == NOT_ALLOWED
    opened.close()
