"""`lianxi seal` and `lianxi verify`: what they print, and what their status says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from tests.kernel.forgery import disarm
from tests.matters import Matters
from workflow.cli import main
from workflow.kernel.db import Database
from workflow.sealing import keys


@pytest.fixture
def call(database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`lianxi` on a street with a closed matter and a key."""
    (tmp_path / "secret").write_text("0" * 64)
    keys.make(tmp_path / "sealing.key")
    monkeypatch.setenv("LIANXI_DATA", str(tmp_path))
    monkeypatch.setenv("LIANXI_DATABASE_URL", database_url)
    Matters(database).reach("closed")
    return lambda *words: CliRunner().invoke(main, words, catch_exceptions=False)


def test_it_is_sealed_and_said_to_be_sound(call, tmp_path):
    sealed = call("seal")
    origin, size, root = sealed.stdout.split()
    assert origin == f"{keys.load(tmp_path / 'sealing.key').name}/1"
    told = json.loads(call("verify", "--json").stdout)
    assert (told["status"], told["logs"][0]["size"], told["logs"][0]["root"]) == (0, int(size), root)
    assert root in call("verify").stdout
    assert call("verify", "A1-26-0001").exit_code == 0
    assert call("verify", "A1-26-9999").exit_code == 1


def test_doctor_looks_at_the_key(call, tmp_path):
    def told() -> bool:
        checks = json.loads(call("doctor", "--json").stdout)["checks"]
        return next(one["ok"] for one in checks if one["name"] == "sealing_key")

    assert told()
    (tmp_path / "sealing.key").chmod(0o644)
    assert not told()
    (tmp_path / "sealing.key").write_text("what")
    assert not told()


def test_a_new_key_is_named_and_everything_stays_sound(call):
    call("seal")
    assert call("seal", "--rotate").exit_code == 0
    told = json.loads(call("verify", "--json").stdout)
    assert (told["status"], len(told["logs"][0]["keys"])) == (0, 2)
    assert call("verify", "--key", told["logs"][0]["keys"][0]).exit_code == 0


def test_a_key_or_checkpoint_kept_elsewhere_that_does_not_fit_is_found(call, tmp_path, database):
    call("seal")
    other = keys.Keys("lianxi-other", b"x" * 32).signer(1)
    assert call("verify", "--key", str(other.public)).exit_code == 3
    kept = tmp_path / "kept.txt"
    kept.write_text(keys.last(tmp_path / "sealing.key", 1) or "")
    assert call("verify", "--checkpoint", str(kept)).exit_code == 0
    disarm(database)
    with database.writing() as db:
        for table in ("leaves", "checkpoints"):
            db.execute(text(f"DELETE FROM {table}"))
    assert call("verify", "--checkpoint", str(kept)).exit_code == 2
    assert call("seal").exit_code == 1


def test_the_first_bad_entry_of_one_matter_is_named(call, database):
    call("seal")
    disarm(database)
    with database.writing() as db:
        db.execute(text("UPDATE leaves SET hash = :h WHERE noun = 'issue' AND seq = 2"), {"h": "0" * 64})
    found = call("verify", "A1-26-0001")
    assert (found.exit_code, "issue 1 · 2" in found.stderr) == (1, True)
    assert "issue 1 · 2" in call("verify").stderr
