"""The jobs engine (DBOS) of one worker process: its tables, its start and end, and the work of workers that died.

Only this file and `kernel/jobs.py` know it. Why it is used the way it is: docs/decisions/0040-jobs.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Engine, create_engine, event, text

from workflow.kernel.db import Database
from workflow.kernel.desk import Office
from workflow.kernel.jobs import JOBS, QUEUE, VERSION, Hopeless, Job, Payload, options
from workflow.kernel.sqlite import driver, prepare

SCHEMA = "dbos"
AT_ONCE = 8
"""Jobs one worker runs side by side."""
POLL = 0.5
"""Seconds between looks into the queue."""
ALONE = 0x1A2C  # of a PostgreSQL advisory lock: two servers that start at once make the tables one after the other


class Dead(Exception):
    """A job was given up; what it failed of stands here by its kind only, for texts of errors name people."""


def make_tables(database: Database) -> None:
    """The engine's own tables are there afterwards; to be called before anybody serves."""
    from dbos._serialization import DefaultSerializer
    from dbos._sys_db import SystemDatabase

    engine = engine_of(database)
    engines = SystemDatabase.create(
        system_database_url=f"{database.url.get_backend_name()}://", engine_kwargs={}, engine=engine, schema=SCHEMA,
        serializer=DefaultSerializer(), executor_id=None, use_listen_notify=False,
    )  # fmt: skip
    try:
        with database.reading() as db:
            if not database.is_sqlite:
                db.execute(text(f"SELECT pg_advisory_xact_lock({ALONE})"))
            engines.run_migrations()
    finally:
        engine.dispose()


def engine_of(database: Database) -> Engine:
    """Connections for the engine alone: it begins and ends its transactions in its own way."""
    if not database.is_sqlite:
        return create_engine(database.url.set(drivername="postgresql+psycopg"), pool_size=AT_ONCE)
    engine = create_engine(database.url, module=driver(), pool_size=AT_ONCE)
    event.listen(engine, "connect", _ready)
    return engine


def _ready(connection: Any, record: Any) -> None:
    """As durable as our own, and patient: it takes no turns with our writers."""
    prepare(connection, record)
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA busy_timeout=30000").close()


class Runner:
    """The engine while this process works."""

    def __init__(self, office: Office, name: str) -> None:
        self.office, self.name, self.engine = office, name, engine_of(office.database)
        self.kept_on: date | None = None  # the day on which this worker last let go what is over
        self.tended = float("-inf")  # when this worker last gave a sign of life, by its own clock
        self.asked = ""  # the hour whose sealing it asked for

    def start(self) -> None:
        from dbos import DBOS, DBOSConfig

        config: DBOSConfig = {
            "name": "lianxi",
            "system_database_engine": self.engine,
            "dbos_system_schema": SCHEMA,
            "application_version": VERSION,  # its default, a hash of the source, would strand work at each update
            "executor_id": self.name,  # two processes of one name would run a job twice
            "use_listen_notify": False,
            "run_migrations": False,
            "log_level": "ERROR",
        }
        DBOS(config=config)
        for declared in JOBS.values():
            DBOS.workflow(name=declared.name)(work(self.office, declared))
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=POLL)

    def adopt(self, dead: list[str]) -> None:
        """Put what dead workers had begun back into the queue; of several who try, one does."""
        from dbos import DBOS

        if dead:
            DBOS._recover_pending_workflows(dead)

    def stop(self) -> None:
        from dbos import DBOS

        DBOS.destroy(destroy_registry=True)
        self.engine.dispose()


def work(office: Office, declared: Job) -> Callable[[Payload, str, int, int], None]:
    """A job as the engine runs it: what was tried is remembered, and the next try is asked for with a delay."""
    from dbos import DBOS

    @DBOS.step(name=declared.name)
    def once(payload: Payload) -> str:
        """Empty where it is done; else the kind of the error."""
        try:
            declared.work(office, payload)
        except Hopeless as error:
            raise Dead(str(error)) from None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again and shown
            return type(error).__name__
        return ""

    def run(payload: Payload, key: str, tried: int, left: int) -> None:
        if not (failed := once(payload)):
            return
        if left <= 1:
            raise Dead(failed)
        again = options(declared.name, key, tried + 1, declared.wait(tried + 1))
        DBOS.enqueue_workflow_with_options(again, payload, key, tried + 1, left - 1)

    return run
