"""Four officers at work, one of them killed (-9) at any moment, two hundred times: what was acknowledged is there."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import delete

from tests.bad_luck.officers import check, employ
from tests.kernel.forgery import disarm
from tests.matters import Matters
from workflow.kernel.db import Database
from workflow.kernel.history import EVENTS

KILLS, OFFICERS = 200, 4

pytestmark = pytest.mark.slow


def test_killed_two_hundred_times_under_load_nothing_acknowledged_is_lost(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    crowd, lots = employ(Matters(database), database_url, tmp_path / "told", OFFICERS), Random(200)
    try:
        for _ in range(KILLS):
            time.sleep(lots.uniform(0.02, 0.5))
            crowd.kill(lots)
    finally:
        crowd.leave()
    done = check(database, crowd)
    assert len(done) > KILLS
    assert crowd.hired == KILLS + OFFICERS
    assert len(crowd.begun()) - len(done) > KILLS / 10, "many died in the middle of an act"


def test_an_acknowledged_act_that_is_gone_is_found(database: Database, database_url: str, tmp_path: Path) -> None:
    """The planted fault: a store that forgets its last entry."""
    crowd = employ(Matters(database), database_url, tmp_path / "told", 1)
    while len(crowd.done()) < 3:
        time.sleep(0.05)
    crowd.leave()
    one = check(database, crowd)[0]
    disarm(database)
    with database.writing() as db:
        db.execute(delete(EVENTS).where(EVENTS.c.noun == "issue", EVENTS.c.subject_id == one.id))
    with pytest.raises(AssertionError):
        check(database, crowd)
