"""Several processes that press buttons at the same moment, and a naive twin that does what the desk must not."""

from __future__ import annotations

import multiprocessing
import random
import time
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import Connection, text

from workflow.issues import Issue
from workflow.kernel.db import Database
from workflow.kernel.desk import Office
from workflow.kernel.errors import NotLegal, Refusal
from workflow.kernel.policy import Actor

WORKERS = 4
PATIENCE = 60


@dataclass(frozen=True)
class Press:
    """One button: who presses it on which matter, with what version and key in hand."""

    actor: Actor
    issue: int
    step: str
    data: dict[str, Any]
    version: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Outcome:
    """What the presser was told: `won`, `again` (the same key before), or the kind of refusal and its sentence."""

    what: str
    sentence: str = ""


def press(office: Office, button: Press) -> Outcome:
    try:
        with office.desk(button.actor, key=button.key) as desk:
            desk.take(Issue, button.issue, button.step, button.data, button.version)
            return Outcome("again" if desk.repeated else "won")
    except Refusal as refusal:
        return Outcome(type(refusal).__name__, str(refusal.sentence))


def naive(database: Database, button: Press) -> Outcome:
    """Read, check in Python, think, write: no lock, no version, a deferred BEGIN. What many programs do."""
    target, sources = Issue.flow.steps[button.step].to, Issue.flow.steps[button.step].sources
    with database.engine.connect() as db:
        if database.is_sqlite:
            db.exec_driver_sql("BEGIN DEFERRED")
        state = db.execute(text("SELECT state FROM issues WHERE id = :id"), {"id": button.issue}).scalar_one()
        if database.is_sqlite:
            db.exec_driver_sql("COMMIT")  # a program with autocommit holds no read lock between its statements
        time.sleep(random.random() / 500)
        if state not in sources:
            return Outcome(NotLegal.__name__)
        return _write(database, db, button.issue, str(target))


def _write(database: Database, db: Connection, id: int, state: str) -> Outcome:
    if database.is_sqlite:
        db.exec_driver_sql("BEGIN DEFERRED")
    db.execute(
        text("UPDATE issues SET state = :state, version = version + 1 WHERE id = :id"), {"state": state, "id": id}
    )
    db.exec_driver_sql("COMMIT")
    return Outcome("won")


def _work(start: Barrier, tasks: Any, results: Any) -> None:
    """One worker: race after race until there is none."""
    for url, rounds, how in iter(tasks.get, None):
        database = Database(url, pool_size=2)
        office = Office(database, b"a key of tests, 32 bytes long..!")
        told = []
        for button in rounds:
            start.wait(PATIENCE)
            told.append(press(office, button) if how == "desk" else naive(database, button))
        database.close()
        results.put(told)


class Racers:
    """Processes of their own, kept for several races: starting one takes longer than a race."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.start = context.Barrier(WORKERS)  # kept: a semaphore nobody holds is gone before a child finds it
        self.tasks = [context.Queue() for _ in range(WORKERS)]
        self.results = [context.Queue() for _ in range(WORKERS)]
        pairs = zip(self.tasks, self.results, strict=True)
        self.processes = [context.Process(target=_work, args=(self.start, *pair), daemon=True) for pair in pairs]
        for process in self.processes:
            process.start()

    def race(self, url: str, rounds: list[list[Press]], how: str = "desk") -> list[list[Outcome]]:
        """Each round every worker presses its button at the same moment; what each was told, round by round."""
        for tasks, buttons in zip(self.tasks, zip(*rounds, strict=True), strict=True):
            tasks.put((url, list(buttons), how))
        told = [results.get(timeout=PATIENCE * 5) for results in self.results]
        return [list(one) for one in zip(*told, strict=True)]

    def close(self) -> None:
        for tasks, process in zip(self.tasks, self.processes, strict=True):
            tasks.put(None)
            process.join(PATIENCE)
