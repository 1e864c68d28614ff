"""An auditor checks the whole history, and one matter, in a role that reads the chain and no word anybody wrote."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from tests.databases import AUDITOR, seen_by
from tests.kernel.forgery import disarm
from tests.meetings.conftest import Meetings
from tests.sealing.test_every_table import hold
from workflow.cli import main
from workflow.kernel.db import Database
from workflow.sealing import keys
from workflow.sealing.sealer import seal


@pytest.fixture
def street(database: Database, peopled: None, tmp_path) -> Meetings:
    """A street with a sealed history: a closed matter, and a meeting whose minutes are signed."""
    made = Meetings(database)
    keys.make(path := tmp_path / "sealing.key")
    made.office = replace(made.office, sealing_key=path)
    made.reach("closed", reporter_name="张伟", reporter_phone="13800138000")
    hold(made)
    seal(made.office, 1)
    return made


@pytest.fixture
def look(street: Meetings, database_url: str, tmp_path, monkeypatch):
    """`lianxi verify` on the auditor's own machine: the database as the role sees it, no key file."""
    monkeypatch.setenv("LIANXI_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("LIANXI_DATABASE_URL", database_url)
    assert CliRunner().invoke(main, ["init"], catch_exceptions=False).exit_code == 0
    (tmp_path / "elsewhere" / "sealing.key").unlink(missing_ok=True)
    monkeypatch.setenv("LIANXI_DATABASE_URL", seen_by(AUDITOR, database_url))

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, ["verify", *words], catch_exceptions=False)

    return call


def number(street: Meetings) -> str:
    with street.office.database.reading() as db:
        return str(db.execute(text("SELECT number FROM issues WHERE id = 1")).scalar_one())


def test_the_whole_street_is_sound_and_what_was_not_read_is_counted(look) -> None:
    told = look("--json")
    found = json.loads(told.stdout)
    assert (told.exit_code, found["first_bad"]) == (0, None)
    assert found["unseen"] > 0
    assert found["erased"] == 0
    assert "不对这个数据库角色开放" in look().stderr


def test_one_matter_is_sound_as_well(street: Meetings, look) -> None:
    told = look(number(street), "--json")
    assert (told.exit_code, json.loads(told.stdout)["first_bad"]) == (0, None)


@pytest.mark.parametrize(
    ("forged", "named"),
    [
        (
            "UPDATE events SET at = left(at, 26) || 'X' WHERE noun = 'issue' AND subject_id = 1 AND seq = 2",
            "issue 1 · 2",
        ),
        ("UPDATE issues SET counts = '{}', settled_at = settled_at + interval '1 day' WHERE id = 1", "issue 1 · "),
        ("UPDATE votes SET choice = 'no' WHERE item_id = 1 AND attendee_id = 1", "agenda_item 1 · "),
        ("DELETE FROM bodies WHERE noun = 'issue' AND subject_id = 1 AND seq = 1", None),
        (
            "UPDATE custody SET holder_id = CASE WHEN holder_id = 1 THEN 2 ELSE 1 END WHERE issue_id = 1 AND seq = 1",
            "issue 1 · ",
        ),
    ],
)
def test_a_forger_is_found_by_it_and_an_erasure_is_counted(street: Meetings, look, forged: str, named: str) -> None:
    disarm(street.office.database)
    with street.office.database.writing() as db:
        assert db.execute(text(forged)).rowcount
    told = look("--json")
    found = json.loads(told.stdout)
    if named is None:
        assert (told.exit_code, found["erased"]) == (4, 1)
    else:
        assert told.exit_code == 1
        assert found["first_bad"].startswith(named)
