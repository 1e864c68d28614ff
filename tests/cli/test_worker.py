"""`lianxi worker`: what is due happens, whoever looks can tell that it lives, and it ends when told."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tests.jobs.conftest import wait_for
from tests.matters import Matters
from workflow.jobs import beats
from workflow.kernel.clock import utc_now
from workflow.kernel.db import Database

LIANXI = Path(sys.executable).with_name("lianxi")


def test_a_worker_fires_what_is_due_and_leaves_when_told(database: Database, database_url: str, tmp_path: Path) -> None:
    matters = Matters(database)
    matters.watch.now = utc_now() - timedelta(days=60)
    issue = matters.reach("replied", reporter_name="何女士")
    (tmp_path / "secret").write_text("0" * 64)
    around = {k: v for k, v in os.environ.items() if not k.startswith("LIANXI_")}
    around |= {"LIANXI_DATA": str(tmp_path), "LIANXI_DATABASE_URL": database_url}
    worker = subprocess.Popen([LIANXI, "worker"], env=around)
    try:
        wait_for(lambda: matters.again(issue).state == "closed")
        with database.reading() as db:
            assert beats.state(db, utc_now()) == "ok"
    finally:
        worker.terminate()
        assert worker.wait(60) == 0
    with database.reading() as db:
        assert beats.state(db, utc_now()) == "silent"
