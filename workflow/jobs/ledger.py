"""What waits, runs and was given up in the jobs engine, and another chance for what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from workflow.kernel.accesses import note
from workflow.kernel.db import Database
from workflow.kernel.desk import Office
from workflow.kernel.errors import NotFound
from workflow.kernel.jobs import APART, JOBS, ask, client
from workflow.kernel.policy import Actor

if TYPE_CHECKING:
    from dbos._sys_db import WorkflowStatus

WAITING, RUNNING, DEAD, DONE = "waiting", "running", "dead", "done"
MOST = 1000
"""Jobs that are looked at to find who holds them: more than any number of workers does at once."""
KEPT = timedelta(days=30)
"""How long what was done is kept, so that asking for it again does nothing."""
STATUSES = {
    WAITING: ["ENQUEUED", "DELAYED"],
    RUNNING: ["PENDING"],
    DEAD: ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED"],
    DONE: ["SUCCESS"],
}


@dataclass(frozen=True, slots=True)
class Task:
    """One try of a job, as the engine keeps it."""

    id: str
    name: str
    key: str
    tried: int
    """How often before this time."""
    at: datetime
    """When it was asked for, or when it may begin where it waits on purpose, or when it was given up."""
    worker: str
    error: str


def tasks(database: Database, state: str, limit: int = 50) -> list[Task]:
    """The newest of one state; what waits, the first to come first."""
    found = client(database.engine).list_workflows(
        status=STATUSES[state], limit=limit, sort_desc=state != WAITING, load_input=False, load_output=state == DEAD
    )
    return [_task(one) for one in found]


def holders(database: Database) -> set[str]:
    """The workers that have begun something and not ended it."""
    return {task.worker for task in tasks(database, RUNNING, MOST) if task.worker}


def _task(one: WorkflowStatus) -> Task:
    name, _, rest = one.workflow_id.partition(APART)
    key, _, tried = rest.rpartition(APART)
    at = one.completed_at or one.delay_until_epoch_ms or one.created_at or 0
    error = getattr(one.error, "message", None) or str(one.error or "")
    said = int(tried) if tried.isdecimal() else 0
    return Task(one.workflow_id, name, key, said, datetime.fromtimestamp(at / 1000, UTC), one.executor_id or "", error)


def retry(office: Office, actor: Actor, id: str) -> None:
    """What was given up is tried anew, as often as at first; the second log keeps who asked. Said twice, it is once.

    Raises: NotFound where nothing of this name was given up.
    """
    engine = client(office.database.engine)
    found = engine.list_workflows(workflow_ids=[id], status=STATUSES[DEAD])
    if not found or found[0].name not in JOBS or found[0].input is None:
        raise NotFound
    payload, key, tried, _left = found[0].input["args"]
    job = JOBS[found[0].name]
    with office.database.writing() as db:
        note(db, actor, "retry", at=office.clock(), noun="job", job=job.name, key=key)
        ask(db, job, payload, key=key, tried=tried + 1, left=job.tries, after=0)
    engine.delete_workflow(id)


def forget(database: Database, before: datetime, limit: int = 500) -> int:
    """Drop what was done before then; until then its keys are known. How many."""
    engine = client(database.engine)
    old = engine.list_workflows(
        status=STATUSES[DONE], completed_before=before.isoformat(), limit=limit, load_input=False, load_output=False
    )
    if old:
        engine.delete_workflows([one.workflow_id for one in old])
    return len(old)
