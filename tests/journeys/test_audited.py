"""Scenario 15: an auditor looks into a matter, takes its proof pack home and checks it there without the product."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import select

from tests.site import Site
from workflow.exchange.pack import CHECKER
from workflow.issues.flow import issue_flow
from workflow.kernel.accesses import ACCESSES
from workflow.kernel.db import Database
from workflow.sealing import keys


def at_home(folder: Path, pack: bytes) -> tuple[int, str]:
    """On a machine with Python and nothing of ours."""
    (folder / "verify.py").write_bytes(CHECKER.read_bytes())
    (folder / "pack.zip").write_bytes(pack)
    words = [sys.executable, "-I", "verify.py", "pack.zip"]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False, text=True, encoding="utf-8")
    return done.returncode, done.stdout


def test_an_auditor_takes_the_proof_home(database: Database, tmp_path: Path) -> None:
    site = Site(database)
    keys.make(tmp_path / "sealing.key")
    site.matters.office = site.office = replace(site.office, sealing_key=tmp_path / "sealing.key")
    site.app.extensions["lianxi"] = site.office
    issue = site.matters.reach("closed")
    auditor = site.browser("auditor")
    page = auditor.get(f"/issues/{issue.id}/history").text
    assert "下载存证包" in page
    answer = auditor.client.get(f"/issues/{issue.id}/pack")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="lianxi-{issue.number}.zip"'
    pack = answer.data
    status, said = at_home(tmp_path, pack)
    assert (status, "完好" in said) == (0, True)

    start = pack.index(b'"step":"accept"')
    status, said = at_home(tmp_path, pack[:start] + pack[start:].replace(b"accept", b"accepz", 1))
    assert (status, said.split(":")[0]) == (1, f"issue-{issue.id} · 2")

    for step in issue_flow.steps:
        assert auditor.post(f"/issues/{issue.id}/{step}").status_code in (403, 404), step
    with database.reading() as db:
        logged = db.execute(select(ACCESSES.c.actor_id, ACCESSES.c.subject_id).where(ACCESSES.c.kind == "export")).all()
    assert logged == [(site.street.people["auditor"], issue.id)]
    with ZipFile(BytesIO(pack)) as archive:
        assert issue.number in archive.read("index.html").decode()
