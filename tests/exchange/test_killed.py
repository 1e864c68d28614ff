"""Workers killed in the middle of an import, without a word: whoever comes next goes on; no line is taken twice."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from tests.exchange.test_imports import GOOD, brought, csv_of
from tests.jobs.conftest import wait_for
from tests.site import Site
from workflow.exchange import imports
from workflow.issues.entitled import entitled
from workflow.issues.model import Issue
from workflow.issues.search import TEXTS
from workflow.kernel.db import Database, bare
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.outbox import Message
from workflow.kernel.verify import verify

ISSUES, OUTBOX = bare(Issue), bare(Message)
LINES = 20 * imports.SOME
STOPS = (1, LINES // 4, LINES // 2)
"""With how many lines done a worker is killed, a moment later: in the middle of the next ones."""

pytestmark = pytest.mark.slow


def done(database: Database, id: int) -> int:
    with database.reading() as db:
        return imports.counts(db, id).get(imports.DONE, 0)


def test_every_line_is_taken_over_once_however_often_workers_are_killed(
    database: Database, database_url: str, peopled: None, tmp_path: Path
) -> None:
    site, lots = Site(database), Random(7)
    id = brought(site, csv_of(*([str(n), *GOOD[1:]] for n in range(LINES))))
    with site.office.desk(site.matters.actor("secretary")) as desk:
        imports.start(desk, id)
    words = [sys.executable, "-m", "tests.jobs.labourer", database_url, str(tmp_path / "marks")]
    for stop in (*STOPS, LINES):
        worker = subprocess.Popen(words)
        try:
            wait_for(lambda stop=stop: done(database, id) >= stop)
            time.sleep(lots.uniform(0, 0.1))
        finally:
            worker.kill()
            worker.wait()
        assert stop == LINES or done(database, id) < LINES, "it was not killed on the way"
    with database.reading() as db:
        matters = list(db.execute(select(ISSUES.c.id, ISSUES.c.outside, ISSUES.c.number).order_by(ISSUES.c.id)))
        lines = imports.lines(db, id, imports.DONE, 0, LINES)
        told = [select(table.c.subject_id).where(table.c.noun == "issue") for table in (EVENTS, BODIES, OUTBOX)]
        left = [Counter(db.execute(found).scalars()) for found in (select(TEXTS.c.issue_id), *told)]
    assert [one.outside for one in matters] == [str(n) for n in range(LINES)]
    assert [line.issue_id for line in lines] == [one.id for one in matters]
    assert [int(one.number.rsplit("-", 1)[1]) for one in matters] == list(range(1, LINES + 1))
    assert left == [Counter(one.id for one in matters)] * 4
    assert verify(database, entitled).status == 0
