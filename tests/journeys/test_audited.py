"""Scenario 15: an auditor looks into a matter, takes its proof pack home and checks it there without the product."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from tests.site import Browser, Site
from workflow.exchange.pack import CHECKER
from workflow.issues import Issue
from workflow.issues.flow import issue_flow
from workflow.kernel.accesses import ACCESSES
from workflow.kernel.clock import local
from workflow.kernel.db import Database
from workflow.notices.dispatching import dispatch
from workflow.sealing import keys


def at_home(folder: Path, pack: bytes) -> tuple[int, str]:
    """On a machine with Python and nothing of ours."""
    (folder / "verify.py").write_bytes(CHECKER.read_bytes())
    (folder / "pack.zip").write_bytes(pack)
    words = [sys.executable, "-I", "verify.py", "pack.zip"]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False, text=True, encoding="utf-8")
    return done.returncode, done.stdout


def finished(site: Site, issue: Issue) -> None:
    """The same matter done, answered by another officer, and confirmed."""
    take = site.matters.take
    take("secretary", issue, "report_done", result="已清理")
    take("member", issue, "verify", outcome="solved", answer="已清理，请查看")
    take(site.matters.reporter(issue), issue, "confirm", contacted=True, solved=True, satisfied=5)


def stood(page: str) -> str:
    """What a page says of the moment it rebuilt."""
    return page.partition("时的样子")[2].partition("</section>")[0]


def read_and_rebuilt(auditor: Browser, issue: Issue, then: date) -> None:
    """Every voice of it, and the matter as it stood on two days."""
    assert "自办中" in stood(auditor.get(f"/issues/{issue.id}/past?on={then}").text)
    assert "已办结" in stood(auditor.get(f"/issues/{issue.id}/past?on={then + timedelta(1)}").text)
    assert "三楼楼道堆满纸箱" in auditor.get(f"/issues/{issue.id}/voices").text
    assert "下载存证包" in auditor.get(f"/issues/{issue.id}/history").text


def test_an_auditor_takes_the_proof_home(database: Database, tmp_path: Path) -> None:
    site = Site(database)
    keys.make(tmp_path / "sealing.key")
    site.matters.office = site.office = replace(site.office, sealing_key=tmp_path / "sealing.key")
    site.app.extensions["lianxi"] = site.office
    issue = site.matters.reach("executing")
    then = local(site.watch.now).date()
    site.watch.forward(days=1)
    finished(site, issue)
    site.watch.forward(days=120)
    auditor = site.browser("auditor")
    read_and_rebuilt(auditor, issue, then)
    answer = auditor.client.get(f"/issues/{issue.id}/pack")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="lianxi-{issue.number}.zip"'
    pack = answer.data
    status, said = at_home(tmp_path, pack)
    assert (status, "完好" in said) == (0, True)

    start = pack.index(b'"step":"accept"')
    status, said = at_home(tmp_path, pack[:start] + pack[start:].replace(b"accept", b"accepz", 1))
    assert (status, said.split(":")[0]) == (1, f"issue-{issue.id} · 2")

    read = site.browser("street").get(f"/reads?number={issue.number}").text
    assert all(said in read for said in ("还原事项", "看三种说法", "查事项的存证"))
    for step in issue_flow.steps:
        assert auditor.post(f"/issues/{issue.id}/{step}").status_code in (403, 404), step
    with database.reading() as db:
        logged = db.execute(select(ACCESSES.c.actor_id, ACCESSES.c.subject_id).where(ACCESSES.c.kind == "export")).all()
    assert logged == [(site.street.people["auditor"], issue.id)]
    with ZipFile(BytesIO(pack)) as archive:
        assert issue.number in archive.read("index.html").decode()


@pytest.mark.slow
def test_what_the_auditor_found_is_answered_by_the_branch_and_read_by_the_street(database: Database) -> None:
    """An inspection from its seed to the answer: the one whom it concerns hears of it, and nobody else."""
    site = Site(database)
    issue, day = site.matters.reach("executing"), local(site.watch.now).date()
    auditor = site.browser("auditor")
    auditor.get("/audit/inspections/new")
    drawn = {"title": "十一月抽查", "since": day, "until": day, "size": 1, "seed": "荔枝"}
    place = auditor.post("/audit/inspections/new", **drawn).headers["Location"]
    assert site.browser("street_head").get(place).status_code == 404, "a sample under way is nobody else's"
    auditor.get(place)
    said = {"issue": issue.id, "verdict": "breach", "remark": "没有现场照片"}
    assert auditor.post(f"{place}/judge", **said).status_code == 303
    auditor.get(place)
    assert auditor.post(f"{place}/conclude", finding="一件违反规定").status_code == 303

    dispatch(site.office, site.watch.now)
    secretary = site.browser("secretary")
    assert "审计检查发现了问题" in secretary.get("/notices").text
    assert "没有现场照片" in secretary.get(place).text
    assert secretary.post(f"{place}/respond", issue=issue.id, reply="照片已补").status_code == 303
    assert site.browser("secretary_b1").get(place).status_code == 404

    dispatch(site.office, site.watch.now)
    assert "检查发现有了答复" in auditor.get("/notices").text
    for reader in ("auditor", "street", "street_head"):
        assert "照片已补" in site.browser(reader).get(place).text
