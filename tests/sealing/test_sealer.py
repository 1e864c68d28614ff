"""Every entry gets its leaf, whoever writes meanwhile; what was signed is never signed otherwise."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.kernel.forgery import disarm
from tests.matters import Matters
from tests.sealing import plain
from workflow.issues import Issue
from workflow.kernel.accesses import ACCESSES, note_alone
from workflow.kernel.canonical import leaf_hash
from workflow.kernel.history import EVENTS
from workflow.sealing import keys, notes, sealer, unsealed, work
from workflow.sealing.model import CHECKPOINTS, LEAVES, NODES
from workflow.sealing.sealer import OtherKey, Torn, seal
from workflow.sealing.shelf import Shelf


def leaves(matters: Matters, street: int = 1) -> list[bytes]:
    with matters.office.database.reading() as db:
        rows = db.execute(select(LEAVES.c.hash).where(LEAVES.c.street_id == street).order_by(LEAVES.c.place))
        return [bytes.fromhex(hash) for hash in rows.scalars()]


def written(matters: Matters) -> set[str]:
    with matters.office.database.reading() as db:
        return {hash for table in (EVENTS, ACCESSES) for hash in db.execute(select(table.c.hash)).scalars()}


def many(matters: Matters, n: int, noun: str = "tale", at: str = "2020-01-01T00:00:00.000000Z") -> None:
    """Entries of some other kind, quickly; the sealer cares for nothing but their hashes."""
    row = {"noun": noun, "street_id": 1, "seq": 1, "step": "x", "to_state": "x", "actor_id": 0, "at": at}
    rows = [
        row | {"subject_id": i, "payload": f"{noun} {i}", "hash": leaf_hash(f"{noun} {i}")} for i in range(1, n + 1)
    ]
    with matters.office.database.writing() as db:
        db.execute(insert(EVENTS), rows)


def test_a_checkpoint_is_signed_over_every_entry(matters):
    matters.reach("closed")
    point = seal(matters.office, 1)
    assert {hash.hex() for hash in leaves(matters)} == written(matters)
    assert (point.size, point.root) == (len(leaves(matters)), plain.mth(leaves(matters)))
    with matters.office.database.reading() as db:
        note = db.execute(select(CHECKPOINTS.c.note)).scalar_one()
    held = keys.load(matters.office.sealing_key)
    assert notes.read(note).by(*held.all(1)) == held.all(1)
    assert keys.last(matters.office.sealing_key, 1) == note


def test_who_looked_is_sealed_like_what_was_done(matters):
    matters.reach("accepted")
    seal(matters.office, 1)
    note_alone(matters.office, matters.actor("auditor"), "audit", noun="issue", id=1)
    note_alone(matters.office, matters.actor("auditor"), "audit", noun="issue", id=1)
    seal(matters.office, 1)
    assert {hash.hex() for hash in leaves(matters)} == written(matters)


def test_nothing_new_needs_no_new_checkpoint_and_moves_no_leaf(matters):
    issue = matters.reach("accepted")
    first = seal(matters.office, 1)
    assert seal(matters.office, 1) == first
    before = leaves(matters)
    matters.take("secretary", issue, "note", text="再记一笔")
    second = seal(matters.office, 1)
    assert second.size == first.size + 1
    assert leaves(matters)[: len(before)] == before
    with matters.office.database.reading() as db:
        assert db.execute(select(CHECKPOINTS.c.size).order_by(CHECKPOINTS.c.number)).scalars().all() == [
            first.size, second.size,
        ]  # fmt: skip


def test_an_entry_that_appears_late_with_an_early_time_is_sealed(matters):
    """Such as of a transaction that began long ago, or of a clock that was moved."""
    matters.reach("accepted")
    first = seal(matters.office, 1)
    many(matters, 3)
    matters.reach("accepted")
    assert {hash.hex() for hash in leaves(matters)} < written(matters)
    assert seal(matters.office, 1).size > first.size
    assert {hash.hex() for hash in leaves(matters)} == written(matters)


def test_a_transaction_that_is_open_while_it_is_sealed_is_not_missed(matters):
    """On PostgreSQL others commit meanwhile; on SQLite they wait for their turn. Neither is left out."""
    issue = matters.reach("accepted")
    entered, sealed = threading.Event(), threading.Event()

    def slowly() -> None:
        with matters.office.desk(matters.actor("secretary")) as desk:
            desk.take(Issue, issue.id, "note", {"text": "慢"})
            entered.set()
            sealed.wait(0.2 if matters.office.database.is_sqlite else 30)

    thread = threading.Thread(target=slowly)
    thread.start()
    entered.wait(30)
    if not matters.office.database.is_sqlite:
        matters.reach("accepted")
    seal(matters.office, 1)
    sealed.set()
    thread.join()
    seal(matters.office, 1)
    assert {hash.hex() for hash in leaves(matters)} == written(matters)


def test_two_sealers_at_once_make_one_tree(matters):
    many(matters, 1200)
    threads = [threading.Thread(target=seal, args=(matters.office, 1)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    point = seal(matters.office, 1)
    assert len(leaves(matters)) == len(set(leaves(matters))) == point.size == len(written(matters))
    assert point.root == plain.mth(leaves(matters))


def test_kept_levels_give_the_same_root_as_all_leaves(matters, monkeypatch):
    monkeypatch.setattr("workflow.sealing.sealer.BATCH", 37)
    monkeypatch.setattr(unsealed, "MOST", 300)
    many(matters, 700)
    point = seal(matters.office, 1)
    many(matters, 400, "fable")
    later = seal(matters.office, 1)
    assert (point.root, later.root) == (plain.mth(leaves(matters)[: point.size]), plain.mth(leaves(matters)))
    with matters.office.database.reading() as db:
        assert db.execute(select(NODES.c.place).order_by(NODES.c.place)).scalars().all() == list(
            range(later.size // 256)
        )
        shelf = Shelf(db, 1)
        assert shelf.consistency(point.size, later.size) == plain.proof(point.size, leaves(matters))
        assert shelf.inclusion(300, later.size) == plain.path(300, leaves(matters))


def test_each_street_has_a_tree_of_its_own(matters):
    matters.reach("accepted")
    disarm(matters.office.database)
    with matters.office.database.writing() as db:
        db.execute(update(EVENTS).where(EVENTS.c.noun == "post").values(street_id=2))
    one, two = sealer.seal_all(matters.office)
    assert (one.origin, two.origin) == tuple(f"{keys.load(matters.office.sealing_key).name}/{n}" for n in (1, 2))
    assert one.size + two.size == len(written(matters))


def test_sealed_rows_are_never_changed(matters):
    many(matters, 300)
    seal(matters.office, 1)
    for table, column in (("leaves", "place"), ("tree_nodes", "place"), ("checkpoints", "size"), ("log_keys", "since")):
        for act in (f"UPDATE {table} SET {column} = {column} + 1", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError), matters.office.database.writing() as db:
                db.execute(text(act))


def test_what_was_signed_last_is_not_forgotten_with_the_database(matters):
    """An older copy restored, or history rewritten and sealed anew: the file beside the key knows better."""
    matters.reach("accepted")
    seal(matters.office, 1)
    disarm(matters.office.database)
    with matters.office.database.writing() as db:
        for table in ("leaves", "tree_nodes", "checkpoints"):
            db.execute(text(f"DELETE FROM {table}"))
    with pytest.raises(Torn):
        seal(matters.office, 1)
    assert leaves(matters) == []


def test_another_key_does_not_sign_on(matters, tmp_path):
    matters.reach("accepted")
    seal(matters.office, 1)
    keys.make(tmp_path / "other.key")
    with pytest.raises(OtherKey):
        seal(replace(matters.office, sealing_key=tmp_path / "other.key"), 1)
    with pytest.raises(keys.NoKey):
        seal(replace(matters.office, sealing_key=tmp_path / "none.key"), 1)


def test_a_new_key_is_signed_for_by_the_old_one(matters):
    matters.reach("accepted")
    seal(matters.office, 1)
    path = matters.office.sealing_key
    old = keys.load(path).signer(1).public
    sealer.rotate(matters.office)
    new = keys.load(path).signer(1).public
    assert keys.load(path).all(1) == [old, new]
    assert path.stat().st_mode & 0o777 == 0o600
    with matters.office.database.reading() as db:
        rows = sealer.known_keys(db, 1)
        newest = sealer.latest(db, 1)
    assert [row.key for row in rows] == [str(old), str(new)]
    assert notes.read(rows[1].note).by(old, new) == [old, new]
    assert notes.read(newest.note).by(old, new) == [new]


def test_a_rotation_that_broke_off_is_ended_by_the_next(matters, monkeypatch):
    matters.reach("accepted")
    seal(matters.office, 1)
    path = matters.office.sealing_key
    turned = keys.load(path).turned()
    keys.replace(path.with_name(path.name + ".next"), turned.text)
    held = keys.load(path)
    with matters.office.database.writing() as db:
        sealer._enter(db, 1, 1, held.signer(1), turned.signer(1))
    with pytest.raises(OtherKey):
        seal(matters.office, 1)
    sealer.rotate(matters.office)
    assert keys.load(path) == turned


def test_signed_minutes_ask_for_a_seal_and_every_hour_does(matters):
    assert work.hourly(matters.office) == work.hourly(matters.office, work.hourly(matters.office))
    work.seal_street(matters.office, {"street": 1})
    assert len(leaves(matters)) == len(written(matters))


def test_it_is_said_that_sealing_lags(matters):
    office = matters.office
    with office.database.reading() as db:
        assert work.state(db, 1, office.clock()) == "none"
    seal(office, 1)
    matters.watch.forward(hours=3)
    with office.database.reading() as db:
        assert work.state(db, 1, office.clock()) == "ok", "nothing waits"
    matters.reach("accepted")
    with office.database.reading() as db:
        assert work.state(db, 1, office.clock()) == "lagging"
