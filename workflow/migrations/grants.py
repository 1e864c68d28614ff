"""The list of rights as SQL for PostgreSQL: what is run, or printed for whoever runs the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, bindparam, text

from workflow.jobs.engine import SCHEMA as JOBS
from workflow.migrations.rights import RIGHTS, Rights
from workflow.migrations.tables import TABLES

VERSION = "alembic_version"
HERE = text("""
SELECT current_schema() AS schema, current_database() AS database,
    (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = current_schema()) AS schema_ours,
    (SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()) AS database_ours
""")
COUNTERS = text("""
SELECT s.relname FROM pg_class s
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE s.relkind = 'S' AND n.nspname = current_schema() AND t.relname IN :tables ORDER BY s.relname
""").bindparams(bindparam("tables", expanding=True))

Quote = Callable[[str], str]


def statements(db: Connection, app: str | None, auditor: str | None) -> Iterator[str]:
    """First everything is taken from both roles and from everybody, then the list is given; again changes nothing."""
    here, quote = db.execute(HERE).one(), db.dialect.identifier_preparer.quote
    schema, roles = quote(here.schema), [quote(role) for role in (app, auditor) if role]
    them, everybody = ", ".join(roles), ", ".join(["PUBLIC", *roles])
    counters = [f"{schema}.{quote(name)}" for name in db.execute(COUNTERS, {"tables": sorted(RIGHTS)}).scalars()]
    if here.schema_ours:
        yield f"REVOKE CREATE ON SCHEMA {schema} FROM {everybody}"
        yield f"GRANT USAGE ON SCHEMA {schema} TO {them}"
    if here.database_ours:  # a temporary table could stand in the place of one of ours
        yield f"REVOKE TEMPORARY ON DATABASE {quote(here.database)} FROM {everybody}"
        yield f"GRANT CONNECT ON DATABASE {quote(here.database)} TO {them}"
    for name in (*RIGHTS, VERSION):
        yield f"REVOKE ALL ON TABLE {schema}.{quote(name)} FROM {everybody}"
    yield f"REVOKE ALL ON SEQUENCE {', '.join(counters)} FROM {everybody}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {JOBS} FROM {everybody}"
    yield f"GRANT SELECT ON TABLE {schema}.{VERSION} TO {them}"
    if app:
        yield from _for_app(schema, quote(app), quote)
        yield f"GRANT USAGE, SELECT ON SEQUENCE {', '.join(counters)} TO {quote(app)}"
    if auditor:
        yield from _for_auditor(schema, quote(auditor), quote)


def _for_app(schema: str, role: str, quote: Quote) -> Iterator[str]:
    for name, rights in RIGHTS.items():
        yield f"GRANT {', '.join(privileges(rights, quote))} ON TABLE {schema}.{quote(name)} TO {role}"
    yield f"GRANT USAGE ON SCHEMA {JOBS} TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {JOBS} TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {JOBS} TO {role}"


def privileges(rights: Rights, quote: Quote) -> list[str]:
    """What the application's role gets on one table."""
    given = ["SELECT", "INSERT"]
    if rights.change is True:
        given.append("UPDATE")
    elif rights.change:
        given.append(f"UPDATE ({', '.join(map(quote, rights.change))})")
    return [*given, "DELETE"] if rights.erase else given


def _for_auditor(schema: str, role: str, quote: Quote) -> Iterator[str]:
    for name, rights in RIGHTS.items():
        if name in TABLES and (columns := rights.reads(TABLES[name])):
            yield f"GRANT SELECT ({', '.join(map(quote, columns))}) ON TABLE {schema}.{quote(name)} TO {role}"
