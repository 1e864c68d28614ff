"""Four workers, killed and replaced all the while: every stage fires once, no job is lost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from tests.jobs.labourer import JOB
from tests.matters import Matters
from workflow.issues.clocks import DEADLINES
from workflow.issues.entitled import entitled
from workflow.jobs import ledger
from workflow.jobs.sweep import RUNNING, sweep
from workflow.kernel.clock import utc_now
from workflow.kernel.db import Database, bare
from workflow.kernel.history import EVENTS
from workflow.kernel.jobs import enqueue
from workflow.kernel.outbox import Message
from workflow.kernel.verify import verify
from workflow.supervision import Order

ORDERS = bare(Order)
WORKERS, KILLS = 4, 24
CLOCKS, JOBS = 2000, 300
PATIENCE = 600

pytestmark = pytest.mark.slow


def late(matters: Matters, how_many: int) -> None:
    """Matters registered long ago that nobody accepted: of each, the order and the circular are due."""
    matters.watch.now = utc_now() - timedelta(days=120)
    for n in range(how_many):
        matters.register(what=f"第 {n} 件")


def left(database: Database) -> int:
    """Clocks that are due."""
    due = RUNNING & (DEADLINES.c.next_at <= utc_now())
    with database.reading() as db:
        return int(db.execute(select(func.count()).select_from(DEADLINES).where(due)).scalar_one())


def killed_until(done: Callable[[], bool], url: str, file: Path, kills: int) -> int:
    """Keep four workers running and kill one after the other; how many were killed."""
    lots, words = Random(7), [sys.executable, "-m", "tests.jobs.labourer", url, str(file)]
    workers = [subprocess.Popen(words) for _ in range(WORKERS)]
    end, killed = time.monotonic() + PATIENCE, 0
    try:
        while not done():
            assert time.monotonic() < end
            time.sleep(lots.uniform(0.5, 2))
            if killed < kills:
                place = lots.randrange(WORKERS)
                workers[place].kill()
                workers[place].wait()
                workers[place], killed = subprocess.Popen(words), killed + 1
    finally:
        for one in workers:
            one.kill()
            one.wait()
    return killed


def test_every_stage_fires_once_and_no_job_is_lost_however_often_workers_die(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    matters, file = Matters(database), tmp_path / "marks"
    late(matters, CLOCKS)
    with database.writing() as db:
        for n in range(JOBS):
            enqueue(db, JOB, {"n": n, "file": str(file)}, key=str(n))

    def done() -> bool:
        waiting = [ledger.tasks(database, state, 1) for state in (ledger.WAITING, ledger.RUNNING)]
        return not left(database) and not any(waiting)

    assert killed_until(done, database_url, file, KILLS) >= WORKERS
    with database.reading() as db:
        by_clock = (EVENTS.c.noun == "issue") & (EVENTS.c.actor_id == 0)
        fired = Counter(map(tuple, db.execute(select(EVENTS.c.subject_id, EVENTS.c.step).where(by_clock))))
        orders = Counter(db.execute(select(ORDERS.c.about_id)).scalars())
        topic, told = Message.__table__.c.topic, Message.__table__.c.subject_id
        rung = topic.in_(("issue.supervise", "issue.circular"))
        said = Counter(map(tuple, db.execute(select(told, topic).where(rung))))
    assert set(fired.values()) == {1}
    assert Counter(step for _id, step in fired) == {"supervise": CLOCKS, "circular": CLOCKS}
    assert set(said.values()) == {1}
    assert len(said) == 2 * CLOCKS
    assert set(orders.values()) == {1}
    assert len(orders) == CLOCKS
    assert {int(line) for line in file.read_text().split()} == set(range(JOBS))
    assert verify(database, entitled).status == 0


def test_a_stage_that_would_fire_twice_is_seen(database: Database) -> None:
    """The planted fault: a worker that forgets to move the stage on writes the same entry again."""
    matters = Matters(database)
    late(matters, 1)
    matters.watch.now = utc_now()
    sweep(matters.office)
    with database.writing() as db:
        db.execute(DEADLINES.update().values(stage=2, next_at=utc_now()))
    matters.watch.forward(minutes=1)
    sweep(matters.office)
    with database.reading() as db:
        mine = (EVENTS.c.noun == "issue") & (EVENTS.c.actor_id == 0)
        steps = db.execute(select(EVENTS.c.step).where(mine)).scalars().all()
    assert Counter(steps)["supervise"] == 2
