"""Durable jobs as the rest of the house sees them: declared by name, asked for inside the transaction that wants them.

What is asked for happens after the commit, at least once, in some `lianxi worker`; `workflow/jobs` runs the engine.
A payload holds numbers and names of steps only, never a person's data: it is kept as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions

    from workflow.kernel.desk import Office

Payload = dict[str, Any]
Work = Callable[["Office", Payload], None]

QUEUE = "lianxi"
VERSION = "1"
"""Of what a job's arguments look like to the engine; work of another version waits for a worker that knows it."""
APART = "~"


class Hopeless(Exception):
    """Trying again would not help: the job is a dead letter at once. The text must hold nobody's data."""


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work, and how often and how long apart it is tried."""

    name: str
    work: Work
    tries: int
    first: float
    factor: float
    longest: float

    def wait(self, tried: int) -> float:
        """Seconds before the next try, after so many that failed."""
        return float(min(self.first * self.factor ** (tried - 1), self.longest))


JOBS: dict[str, Job] = {}


def job(
    name: str, *, tries: int = 8, first: float = 30, factor: float = 4, longest: float = 6 * 3600
) -> Callable[[Work], Work]:
    """Declare a job by what it does: it returns when done, and raises when it is to be tried again later."""

    def declare(work: Work) -> Work:
        if name in JOBS:
            raise ValueError(f"two jobs are named {name}")
        JOBS[name] = Job(name, work, tries, first, factor, longest)
        return work

    return declare


def enqueue(db: Connection, name: str, payload: Payload, *, key: str, after: float = 0) -> None:
    """Ask for a job in this transaction: it is there with the commit, or it was never asked for.

    The same `key` asks once, however often it is said; work that may reach others twice hands the key on to them.
    """
    ask(db, JOBS[name], payload, key=key, tried=0, left=JOBS[name].tries, after=after)


def ask(db: Connection, job: Job, payload: Payload, *, key: str, tried: int, left: int, after: float) -> None:
    """Ask for the next try of a job."""
    client(db.engine).enqueue_in_transaction(db, options(job.name, key, tried, after), payload, key, tried, left)


def options(name: str, key: str, tried: int, after: float) -> EnqueueOptions:
    """What the engine is told besides the arguments; every try has an identity of its own."""
    from dbos import WorkflowSerializationFormat

    told: EnqueueOptions = {
        "workflow_name": name,
        "queue_name": QUEUE,
        "workflow_id": f"{name}{APART}{key}{APART}{tried}",
        "app_version": VERSION,
        "serialization_type": WorkflowSerializationFormat.PORTABLE,  # the default is pickle
    }
    if after > 0:
        told["delay_seconds"] = after
    return told


@lru_cache(maxsize=8)
def client(engine: Engine) -> DBOSClient:
    """Writes and reads the engine's tables without running anything."""
    from dbos import DBOSClient

    return DBOSClient(system_database_engine=engine, lazy=True, dbos_system_schema="dbos")
