"""The auditor's page and `lianxi verify NUMBER` say the same of a matter, whatever was bent and wherever."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from tests.kernel.forgery import disarm
from tests.meetings.conftest import Meetings
from tests.site import Site
from workflow.cli import main
from workflow.issues import Issue
from workflow.kernel.db import Database
from workflow.sealing import keys
from workflow.sealing.sealer import seal

SAID = {0: "完整：每一条记录", 1: "被改动过", 2: "末尾缺少记录", 3: "密钥不符"}


@pytest.fixture
def street(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Site, Issue]:
    """An emergency act that a meeting ratified, whose minutes are signed; all of it sealed; no triggers."""
    site = Site(database)
    keys.make(tmp_path / "sealing.key")
    office = replace(site.office, sealing_key=tmp_path / "sealing.key")
    hall = Meetings.__new__(Meetings)
    hall.__dict__ |= vars(site.matters) | {"office": office}
    issue = hall.drain(urgency="danger")
    hall.take("secretary", issue, "execute", basis="emergency")
    meeting, item = hall.in_session(issue)
    hall.take("secretary", item, "ratify", ballot="consensus")
    for step in ("adjourn", "circulate", "approve"):
        hall.take("secretary", meeting, step)
    seal(office, 1)
    site.app.extensions["lianxi"] = site.office = office
    monkeypatch.setattr(import_module("workflow.cli.verifying"), "opened", lambda: nullcontext(office))
    disarm(database)
    return site, issue


def by_command(issue: Issue) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(CliRunner().invoke(main, ["verify", issue.number, "--json"]).stdout)
    return told


FORGED = {
    "nothing": ("", 0, ""),
    "an emergency act that no meeting ratified": ("UPDATE decisions SET ratified = false", 1, "应急处置是否追认"),
    "the minutes": ("UPDATE minutes SET text = text || 'x'", 1, "纪要与签发时的不是同一份"),
    "the item": ("UPDATE agenda_items SET state = 'open'", 1, "会议议题（1）"),
    "the meeting": ("UPDATE meetings SET head = 'x' || substr(head, 2)", 1, "联席会议（1）"),
    "the end of the meeting": ("DELETE FROM events WHERE noun = 'meeting' AND step = 'approve'", None, "联席会议（1）"),
    "a leaf of the meeting": ("UPDATE leaves SET hash = 'ab' || substr(hash, 3) WHERE noun = 'meeting'", 1, "存证"),
    "the signature": ("UPDATE checkpoints SET note = replace(note, '— ', '— x')", None, "检查点"),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_page_and_command_give_the_same_verdict(street: tuple[Site, Issue], what: str) -> None:
    site, issue = street
    act, expected, named = FORGED[what]
    if act:
        with site.office.database.writing() as db:
            assert db.execute(text(act)).rowcount
    told = by_command(issue)
    page = site.browser("auditor").get(f"/audit/issues/{issue.id}").text
    assert expected in (None, told["status"])
    assert (told["status"] == 0) is (what == "nothing")
    assert SAID[told["status"]] in page
    assert named in page
