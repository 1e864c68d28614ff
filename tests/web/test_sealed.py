"""Everybody may ask the log; a paper's QR answers in a sentence; a proof pack goes to those who may check a chain."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.kernel.forgery import disarm
from tests.meetings.conftest import Meetings
from tests.site import Site
from tests.web.held import Held
from tests.web.test_portal import Slip
from workflow.jobs.ledger import WAITING, tasks
from workflow.kernel.db import Database
from workflow.sealing import keys, notes, tree
from workflow.sealing.model import CHECKPOINTS, LEAVES
from workflow.sealing.notes import Checkpoint
from workflow.sealing.sealer import seal
from workflow.sealing.work import SEAL


@pytest.fixture
def site(database: Database, peopled: None, tmp_path: Path) -> Site:
    found = Site(database)
    keys.make(tmp_path / "sealing.key")
    found.matters.office = found.office = replace(found.office, sealing_key=tmp_path / "sealing.key")
    found.app.extensions["lianxi"] = found.office
    return found


def point(site: Site) -> Checkpoint:
    return Checkpoint.read(notes.read(site.browser().get("/log/checkpoint").text).text)


def coded(told: dict[str, list[str]]) -> list[bytes]:
    return [base64.b64decode(part) for part in told["proof"]]


def test_checkpoints_and_proofs_fit_each_other(site: Site) -> None:
    site.matters.reach("accepted")
    first = seal(site.office, 1)
    site.matters.reach("closed")
    seal(site.office, 1)
    second, client = point(site), site.app.test_client()
    proof = client.get(f"/log/consistency?from={first.size}&to={second.size}").json
    assert tree.extends(first.size, first.root, second.size, second.root, coded(proof or {}))
    with site.office.database.reading() as db:
        hash = db.execute(select(LEAVES.c.hash).where(LEAVES.c.place == 5)).scalar_one()
    path = client.get(f"/log/proof?place=5&size={second.size}&hash={hash}").json
    assert tree.includes(bytes.fromhex(hash), 5, second.size, coded(path or {}), second.root)
    assert len((client.get("/log/keys").json or {})["keys"]) == 1


@pytest.mark.parametrize(
    "path",
    ["consistency", "consistency?from=9&to=2", "consistency?from=1&to=99999", "consistency?from=-1&to=x", "proof",
     "proof?place=5&size=9&hash=0", "proof?place=99999&size=9&hash=", "checkpoint?street=99",
     "checkpoint?street=9999999999999", "check/1/0?street=7"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    seal(site.office, 1)
    assert site.app.test_client().get(f"/log/{path}").status_code in (200, 404)
    assert "proof" not in path or site.app.test_client().get(f"/log/{path}").status_code == 404


def test_a_paper_of_an_earlier_day_still_holds(site: Site) -> None:
    site.matters.reach("accepted")
    early = seal(site.office, 1)
    site.matters.reach("closed")
    now = seal(site.office, 1)
    client = site.app.test_client()
    assert "对得上。" in client.get(f"/log/check/{early.size}/{early.root.hex()[:32]}").text
    assert "对不上：今天存证的前" in client.get(f"/log/check/{early.size}/{now.root.hex()[:32]}").text
    assert "对不上：今天存证的前" in client.get(f"/log/check/{early.size}/{early.root.hex()[:8]}").text
    assert "后面的不见了" in client.get(f"/log/check/{now.size + 1}/{now.root.hex()}").text


def test_a_slip_carries_the_newest_checkpoint(site: Site) -> None:
    secretary = site.browser("secretary")
    secretary.get("/issues/new")
    assert "存证检查点" not in secretary.post("/issues/new", what="路灯不亮", place="荔枝路12号").text
    newest = seal(site.office, 1)
    secretary.get("/issues/new")
    page = secretary.post("/issues/new", what="路灯不亮", place="荔枝路14号").text
    assert newest.root.hex()[:32] in page


def test_minutes_ask_for_a_seal_and_carry_the_first_checkpoint_that_holds_them(site: Site) -> None:
    site.matters.__class__ = Meetings
    held = Held(site)
    meeting = held.session()
    for step in ("adjourn", "circulate", "approve"):
        site.matters.take("secretary", meeting, step)
    paper = f"/meetings/{meeting.id}/paper"
    assert "存证检查点" not in held.browser.get(paper).text
    task = next(task for task in tasks(site.office.database, WAITING) if task.name == SEAL)
    assert task.key == f"1-minutes-{meeting.id}-1"
    sealed = seal(site.office, 1)
    assert sealed.root.hex()[:32] in held.browser.get(paper).text
    site.matters.reach("accepted")
    seal(site.office, 1)
    assert sealed.root.hex()[:32] in held.browser.get(paper).text, "a paper does not change with each hour"


def test_the_auditor_sees_that_an_entry_is_not_the_one_that_was_sealed(site: Site) -> None:
    issue, auditor = site.matters.reach("closed"), site.browser("auditor")
    page = f"/audit/issues/{issue.id}"
    assert "还没有封存过" in auditor.get(page).text
    seal(site.office, 1)
    assert "都与封存时相同" in auditor.get(page).text
    disarm(site.office.database)
    with site.office.database.writing() as db:
        mine = (LEAVES.c.noun == "issue") & (LEAVES.c.subject_id == issue.id) & (LEAVES.c.seq == 2)
        db.execute(update(LEAVES).where(mine).values(hash="0" * 64))
    told = auditor.get(page).text
    assert "被改动过" in told
    assert f"事项（{issue.id}）第 2 条：" in told


def test_the_auditor_sees_that_a_checkpoint_is_not_signed_by_the_log(site: Site) -> None:
    issue, auditor = site.matters.reach("closed"), site.browser("auditor")
    seal(site.office, 1)
    disarm(site.office.database)
    with site.office.database.writing() as db:
        note = db.execute(select(CHECKPOINTS.c.note)).scalar_one()
        db.execute(update(CHECKPOINTS).values(note=note[:-8] + "AAAAAA=\n"))
    told = auditor.get(f"/audit/issues/{issue.id}").text
    assert "签名有效" not in told
    assert "密钥不符" in told


def test_whoever_raised_a_matter_gets_a_receipt_of_it_without_a_word(site: Site) -> None:
    slip = Slip(site)
    assert slip.browser.client.get("/follow/receipt").status_code == 303
    slip.open()
    assert "等待封存" in slip.browser.get("/follow/receipt").text
    point = seal(site.office, 1)
    page = slip.browser.get("/follow/receipt").text
    assert point.root.hex()[:32] in page
    assert "等待封存" not in page
    told = slip.browser.get("/follow/receipt/copy").json
    entry = told["entries"][0]
    path = [base64.b64decode(part) for part in entry["path"]]
    assert tree.includes(bytes.fromhex(entry["hash"]), entry["place"], point.size, path, point.root)
    assert slip.issue.what not in str(told) + page


def test_the_pack_goes_to_those_who_may_check_a_chain(site: Site) -> None:
    issue = site.matters.reach("closed")
    for name in ("secretary", "community", "street", "auditor"):
        assert site.browser(name).client.get(f"/issues/{issue.id}/pack").status_code == 200, name
    for name in ("member", "dispatcher", "unit", "security", "system"):
        assert site.browser(name).client.get(f"/issues/{issue.id}/pack").status_code == 403, name
    assert site.browser("secretary_b1").get(f"/issues/{issue.id}/pack").status_code == 404
    assert "下载存证包" not in site.browser("dispatcher").get(f"/issues/{issue.id}/history").text


def test_without_a_key_nothing_is_attested(site: Site, tmp_path: Path) -> None:
    issue = site.matters.reach("closed")
    (tmp_path / "sealing.key").unlink()
    answer = site.browser("auditor").get(f"/issues/{issue.id}/pack")
    assert (answer.status_code, "没有可用的签名密钥" in answer.text) == (503, True)
    assert not re.search(r"/issues/\d+/pack", site.browser("auditor").get(f"/issues/{issue.id}/history").text)
