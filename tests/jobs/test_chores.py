"""What a worker does about the house: one thing that breaks stops none of the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.matters import Matters
from workflow.exchange.model import Import
from workflow.jobs import worker
from workflow.jobs.engine import Runner
from workflow.kernel.clock import local
from workflow.kernel.db import Database, bare, insert_into


@pytest.fixture
def matters(database: Database, peopled: None) -> Matters:
    return Matters(database)


@pytest.fixture
def runner(matters: Matters) -> Iterator[Runner]:
    """Of an engine whose tables are not there: whatever asks it breaks."""
    made = Runner(matters.office, "worker")
    yield made
    made.engine.dispose()


def test_a_chore_that_breaks_stops_no_other(matters: Matters, runner: Runner) -> None:
    row = {"id": 1, "street_id": 1, "org_id": matters.street.orgs["a1"], "person_id": 1, "name": "台账", "data": b"1"}
    row |= {"state": "checked", "heads": [], "mapping": {}, "notes": [], "at": matters.watch.now}
    with matters.office.database.writing() as db:
        db.execute(insert_into(bare(Import)), row)
    matters.watch.forward(days=31)
    worker.turn(matters.office, runner)
    assert runner.kept_on == local(matters.watch.now).date()
    with matters.office.database.reading() as db:
        assert db.execute(select(bare(Import).c.id)).all() == []
