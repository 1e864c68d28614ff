"""A witness signs only what continues what it saw; what contradicts it is refused and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete

from tests.kernel.forgery import disarm
from tests.matters import Matters
from tests.site import Site
from workflow.kernel.db import Database
from workflow.sealing import keys, notes
from workflow.sealing.model import CHECKPOINTS, KEYS, LEAVES, NODES
from workflow.sealing.sealer import rotate, seal
from workflow.sealing.witness import LAST, Forked, NoName, Spoilt, Unproved, own, visit

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def site(database: Database, peopled: None, tmp_path: Path) -> Site:
    """The real pages on a street with a key."""
    found = Site(database, own=True)
    keys.make(tmp_path / "sealing.key")
    found.office = found.matters.office = replace(found.office, sealing_key=tmp_path / "sealing.key")
    found.app.extensions["lianxi"] = found.office
    return found


class Visitor:
    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder

    def ask(self, path: str) -> str:
        return self.site.app.test_client().get(f"/log/{path}").text

    def __call__(self, pinned: str | None = None) -> int | None:
        return visit(self.folder, self.ask, "community-east", NOW, pinned).before


@pytest.fixture
def visitor(site: Site, tmp_path: Path) -> Visitor:
    site.matters.reach("accepted")
    seal(site.office, 1)
    return Visitor(site, tmp_path / "witness")


def grow(site: Site) -> None:
    site.matters.reach("closed")
    seal(site.office, 1)


def anew(matters: Matters) -> None:
    """The log emptied and sealed again, the last checkpoint beside the key forgotten."""
    assert matters.office.sealing_key
    keys.last_file(matters.office.sealing_key, 1).unlink()
    disarm(matters.office.database)
    with matters.office.database.writing() as db:
        for table in (LEAVES, NODES, CHECKPOINTS):
            db.execute(delete(table))


def test_it_sees_the_log_grow_and_signs_with_the_log(site, visitor):
    assert visitor() is None
    first = notes.read((visitor.folder / LAST).read_text())
    grow(site)
    assert visitor() == notes.Checkpoint.read(first.text).size
    signed = notes.read((visitor.folder / LAST).read_text())
    log = keys.load(site.office.sealing_key).signer(1).public
    assert signed.by(log, own(visitor.folder, "community-east").public) == [
        log, own(visitor.folder, "community-east").public,
    ]  # fmt: skip
    assert (visitor.folder / "witness.key").stat().st_mode & 0o777 == 0o600


def test_a_shorter_or_another_history_is_refused_and_kept(site, visitor):
    grow(site)
    visitor()
    kept = (visitor.folder / LAST).read_text()
    anew(site.matters)
    with site.office.database.writing() as db:
        from workflow.kernel.history import EVENTS

        db.execute(delete(EVENTS).where(EVENTS.c.noun == "issue", EVENTS.c.subject_id == 2))
    seal(site.office, 1)
    for _ in range(2):
        with pytest.raises(Forked) as refused:
            visitor()
        assert (visitor.folder / LAST).read_text() == kept
        evidence = next(visitor.folder.glob("evidence-*")).read_text()
        assert kept in evidence
        assert str(notes.Checkpoint.read(notes.read(kept).text).size) in str(refused.value)
        grow(site)
        grow(site)


def test_a_new_key_is_followed_where_the_old_one_signed_for_it(site, visitor):
    visitor()
    rotate(site.office)
    grow(site)
    visitor()
    rotate(site.office)
    assert visitor() is not None


def test_a_key_nobody_signed_for_is_refused(site, visitor, tmp_path):
    visitor()
    anew(site.matters)
    with site.office.database.writing() as db:
        db.execute(delete(KEYS))
    (tmp_path / "sealing.key").unlink()
    keys.make(tmp_path / "sealing.key")
    seal(site.office, 1)
    with pytest.raises(Unproved):
        visitor()


def test_a_key_written_down_in_person_is_demanded(site, visitor):
    other = notes.Signer("lianxi-x/1", b"o" * 32).public
    with pytest.raises(Unproved):
        visitor(str(other))
    assert visitor(str(keys.load(site.office.sealing_key).signer(1).public)) is None


@pytest.mark.parametrize("answer", ["", "<html>", "x\n\n— y z\n"])
def test_an_answer_that_is_no_checkpoint_is_refused(tmp_path, answer):
    with pytest.raises(Unproved):
        visit(tmp_path, lambda path: answer, "w", NOW)


@pytest.mark.parametrize("told", ["[" * 100_000, '{"keys": [{"key": 1, "note": 2, "since": 3}]}', '{"keys": []}', "7"])
def test_keys_that_are_no_keys_are_refused(visitor, told):
    def ask(path: str) -> str:
        return told if path == "keys" else visitor.ask(path)

    with pytest.raises(Unproved):
        visit(visitor.folder, ask, "w", NOW)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_name_that_no_note_can_hold_is_refused_before_anything_is_kept(tmp_path, name):
    with pytest.raises(NoName):
        visit(tmp_path / "witness", lambda path: "", name, NOW)
    assert not (tmp_path / "witness").exists()


@pytest.mark.parametrize("file", [LAST, "keys.txt", "witness.key"])
@pytest.mark.parametrize("text", ["", "x", "é" * 44])
def test_a_memory_that_is_spoilt_is_named_and_not_written_over(visitor, file, text):
    visitor()
    if (file, text) == ("keys.txt", ""):
        text = "\n"  # nobody known is a first visit
    (visitor.folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(Spoilt, match=file):
        visitor()
    assert (visitor.folder / file).read_text(encoding="utf-8") == text
