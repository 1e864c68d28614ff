"""A job is asked for in a transaction, done after its commit, tried again where it fails, and never lost."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.jobs.conftest import wait_for
from tests.matters import Watch
from workflow.jobs import beats, ledger
from workflow.jobs.worker import take_over
from workflow.kernel.desk import Office
from workflow.kernel.errors import NotFound
from workflow.kernel.jobs import Hopeless, enqueue, job
from workflow.kernel.policy import Actor, Capacity


def test_a_job_is_done_once_however_often_it_is_asked_for(office, run) -> None:
    done = []
    job("greet")(lambda _office, payload: done.append(payload))
    for _ in range(2):
        with office.database.writing() as db:
            enqueue(db, "greet", {"n": 7}, key="issue-1-3")
    run()
    wait_for(lambda: len(ledger.tasks(office.database, ledger.DONE)) == 1)
    assert done == [{"n": 7}]


def test_what_was_asked_for_in_a_transaction_that_failed_was_never_asked_for(office, run) -> None:
    job("greet")(lambda _office, _payload: None)

    def fail() -> None:
        with office.database.writing() as db:
            enqueue(db, "greet", {}, key="a")
            raise KeyError("afterwards")

    with pytest.raises(KeyError):
        fail()
    assert ledger.tasks(office.database, ledger.WAITING) == []


def test_a_job_that_fails_is_tried_again_until_it_is_given_up_and_then_once_more_when_asked(office, run) -> None:
    tried = []

    @job("deliver", tries=3, first=0.01)
    def deliver(_office, payload) -> None:
        tried.append(payload["to"])
        if len(tried) < 4:
            raise ConnectionError("mailbox of 张三 is full")

    with office.database.writing() as db:
        enqueue(db, "deliver", {"to": 5}, key="m-5")
    run()
    wait_for(lambda: len(ledger.tasks(office.database, ledger.DEAD)) == 1)
    dead = ledger.tasks(office.database, ledger.DEAD)[0]
    assert (dead.name, dead.key, dead.tried, dead.error) == ("deliver", "m-5", 2, "ConnectionError")
    ledger.retry(office, Actor(7, "许工", (Capacity("system_admin", 1, 1),)), dead.id)
    wait_for(lambda: len(tried) == 4)
    assert ledger.tasks(office.database, ledger.DEAD) == []
    with pytest.raises(NotFound):
        ledger.retry(office, Actor(7, "许工", (Capacity("system_admin", 1, 1),)), dead.id)


def test_what_is_hopeless_is_given_up_at_once(office, run) -> None:
    tried = []

    @job("deliver", first=0.01)
    def deliver(_office, _payload) -> None:
        tried.append(1)
        raise Hopeless("no such address")

    with office.database.writing() as db:
        enqueue(db, "deliver", {}, key="m-6")
    run()
    wait_for(lambda: len(ledger.tasks(office.database, ledger.DEAD)) == 1)
    assert (len(tried), ledger.tasks(office.database, ledger.DEAD)[0].error) == (1, "no such address")


def test_a_worker_that_slept_until_it_counted_as_dead_counts_again_when_it_wakes(database) -> None:
    watch = Watch()
    office = Office(database, b"s" * 32, watch)
    for name in ("awake", "asleep"):
        beats.arrive(office, name)
    watch.forward(seconds=59)
    assert beats.beat(office, "awake") == []
    watch.forward(seconds=30)
    dead = beats.beat(office, "awake")
    assert dead == ["asleep"]
    beats.bury(office, dead)
    beats.beat(office, "asleep")
    with database.reading() as db:
        assert {one.name for one in beats.everybody(db)} == {"awake", "asleep"}


def test_what_a_worker_took_when_it_was_buried_already_is_taken_over_when_it_dies(office, run) -> None:
    """It slept, was buried, woke, took a job and died before it gave a sign: nobody knows its name."""
    done = []
    job("greet")(lambda _office, payload: done.append(payload["n"]))
    with office.database.writing() as db:
        enqueue(db, "greet", {"n": 7}, key="a")
        schema = "" if office.database.is_sqlite else "dbos."
        db.execute(text(f"UPDATE {schema}workflow_status SET status = 'PENDING', executor_id = 'buried'"))
    runner = run()
    assert [task.worker for task in ledger.tasks(office.database, ledger.RUNNING)] == ["buried"]
    take_over(office, runner)
    wait_for(lambda: done == [7])
