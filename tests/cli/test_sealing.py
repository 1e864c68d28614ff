"""`lianxi seal` and `lianxi verify`: what they print, and what their status says."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from tests.kernel.forgery import disarm
from tests.matters import Matters, Watch
from workflow.cli import main
from workflow.exchange.pack import pack
from workflow.issues.model import Issue
from workflow.kernel.accesses import note_alone
from workflow.kernel.db import Database, bare, fetch
from workflow.kernel.desk import Office
from workflow.kernel.policy import Actor
from workflow.sealing import keys, notes


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


def test_a_number_is_read_as_people_type_it(call):
    call("seal")
    assert call("verify", " a1—26－0001").exit_code == 0


def test_one_matter_stands_under_a_checkpoint_that_the_key_signed(call, tmp_path, database):
    call("seal")
    held = keys.load(tmp_path / "sealing.key")
    told = call("verify", "A1-26-0001").stdout
    assert str(held.signer(1).public) in told
    assert (notes.Checkpoint.read(notes.read(last(tmp_path)).text).root.hex()) in told
    other = keys.Keys(held.name, b"x" * 32).signer(1)
    assert call("verify", "A1-26-0001", "--key", str(other.public)).exit_code == 3
    assert call("verify", "A1-26-0001", "--key", str(held.signer(1).public)).exit_code == 0
    disarm(database)
    forged = notes.sign(notes.read(last(tmp_path)).text, other)
    with database.writing() as db:
        db.execute(text("UPDATE checkpoints SET note = :n"), {"n": forged})
    found = call("verify", "A1-26-0001")
    assert (found.exit_code, "不是本库的密钥签的" in found.stderr) == (3, True)


@pytest.mark.parametrize("change", ["root = upper(root)", "size = size - 1", "note = 'what'"])
def test_a_checkpoint_that_is_not_as_it_was_entered_is_found_from_one_matter(call, database, change):
    call("seal")
    disarm(database)
    with database.writing() as db:
        db.execute(text(f"UPDATE checkpoints SET {change}"))
    assert call("verify", "A1-26-0001").exit_code == 1


def test_leaves_that_are_gone_are_missed_from_one_matter(call, database):
    call("seal")
    disarm(database)
    with database.writing() as db:
        db.execute(text("DELETE FROM leaves WHERE place > 1"))
    assert call("verify", "A1-26-0001").exit_code == 2


@pytest.mark.parametrize("which", [(), ("A1-26-0001",)])
def test_an_older_copy_is_found_by_the_checkpoint_of_a_witness(call, tmp_path, database, which):
    """The file beside the key was put back with the copy, so that only somebody else remembers."""
    call("seal")
    older = last(tmp_path)
    office = Office(database, b"a key of tests, 32 bytes long..!", Watch())
    note_alone(office, Actor.clock(1), "audit", noun="issue", id=1)
    call("seal")
    (tmp_path / "kept.txt").write_text(last(tmp_path))
    disarm(database)
    with database.writing() as db:
        db.execute(text("DELETE FROM checkpoints WHERE number > 1"))
        for table in ("leaves", "accesses", "access_chains"):
            db.execute(text(f"DELETE FROM {table} WHERE chain = 'issue:1'"))
    keys.last_file(tmp_path / "sealing.key", 1).write_text(older)
    assert call("verify", *which).exit_code == 0, "its own books alone say nothing"
    found = call("verify", *which, "--against", str(tmp_path / "kept.txt"))
    assert (found.exit_code, "较早的备份" in found.stderr) == (2, True)


def test_a_forgotten_last_checkpoint_is_said(call, tmp_path):
    call("seal")
    assert "sealing.key.last-1" not in call("verify").stderr
    keys.last_file(tmp_path / "sealing.key", 1).unlink()
    assert "sealing.key.last-1" in call("verify").stderr


def test_a_checkpoint_of_another_street_or_no_checkpoint_is_refused_in_a_sentence(call, tmp_path):
    call("seal")
    kept = tmp_path / "kept.txt"
    signer = keys.load(tmp_path / "sealing.key").signer(2)
    kept.write_text(notes.sign(notes.Checkpoint(signer.name, 3, b"r" * 32).text, signer))
    for words in (("verify",), ("verify", "A1-26-0001")):
        found = call(*words, "--checkpoint", str(kept))
        assert (found.exit_code, "没有这个街道的存证" in found.stderr) == (1, True)
        kept.write_bytes(b"\xff\xfe")
        assert "读不了" in call(*words, "--checkpoint", str(kept)).stderr
        assert "读不了" in call(*words, "--checkpoint", str(tmp_path / "nowhere")).stderr
        kept.write_text(notes.sign(notes.Checkpoint(signer.name, 3, b"r" * 32).text, signer))


def test_a_proof_pack_is_checked_without_a_database(call, tmp_path, monkeypatch):
    monkeypatch.setenv("LIANXI_DATABASE_URL", "sqlite:////nowhere/at/all")
    assert "没有存证包" in call("verify", str(tmp_path / "none.zip")).stderr
    (tmp_path / "cut.zip").write_bytes(b"PK")
    found = call("verify", str(tmp_path / "cut.zip"))
    assert (found.exit_code, "截断" in found.stderr) == (2, True)


def test_a_proof_pack_is_held_against_every_checkpoint_that_was_kept(call, tmp_path, database):
    office = Office(database, b"s" * 32, sealing_key=tmp_path / "sealing.key")
    with database.reading() as db:
        (issue,) = fetch(db, Issue, bare(Issue).c.id == 1)
    (tmp_path / "pack.zip").write_bytes(pack(office, Actor.clock(1), issue))
    (tmp_path / "ours").write_text(last(tmp_path), encoding="utf-8")
    told = notes.read(last(tmp_path)).text
    other = notes.sign(told, notes.Signer(notes.Checkpoint.read(told).origin, b"o" * 32))
    (tmp_path / "other").write_text(other, encoding="utf-8")

    def status(*names):
        files = [word for name in names for word in ("--checkpoint", str(tmp_path / name))]
        return call("verify", str(tmp_path / "pack.zip"), *files).exit_code

    assert (status("ours"), status("ours", "other"), status("other", "ours")) == (0, 3, 3)


def last(folder: Path) -> str:
    return keys.last(folder / "sealing.key", 1) or ""


def test_the_first_bad_entry_of_one_matter_is_named(call, database):
    call("seal")
    disarm(database)
    with database.writing() as db:
        db.execute(text("UPDATE leaves SET hash = :h WHERE noun = 'issue' AND seq = 2"), {"h": "0" * 64})
    found = call("verify", "A1-26-0001")
    assert (found.exit_code, "issue 1 · 2" in found.stderr) == (1, True)
    assert "issue 1 · 2" in call("verify").stderr


@pytest.mark.parametrize("site", ["x", "ftp://x", "http://", "http://a b", "http://[::1", "https://a\nb"])
def test_what_is_no_address_of_a_log_is_said_to_be_none(call, tmp_path, site):
    refused = call("witness", site, "--folder", str(tmp_path / "w"))
    assert (refused.exit_code, "网址应为" in refused.stderr, (tmp_path / "w").exists()) == (1, True, False)


def test_whatever_answers_there_and_is_no_log_is_said_in_a_sentence(call, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer():
            caller, _ = door.accept()
            with caller:
                caller.recv(1000)
                caller.sendall(b"SSH-2.0-OpenSSH\r\n")

        asked = threading.Thread(target=answer)
        asked.start()
        refused = call("witness", f"http://127.0.0.1:{door.getsockname()[1]}", "--folder", str(tmp_path / "w"))
        asked.join()
    assert (refused.exit_code, "连接不上" in refused.stderr) == (1, True)


def test_keys_and_checkpoints_are_written_alike_whatever_the_system_speaks(call, tmp_path):
    """In a system that speaks no UTF-8 a checkpoint, which has a long dash, could not even be written."""
    call("seal")
    env = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"}
    words = [sys.executable, "-c", "from workflow.cli import main; main()", "seal", "--rotate"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert call("verify").exit_code == 0
