"""Whatever is done to the log or to the history under it is found, and the entry is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.kernel.forgery import bent, disarm
from tests.matters import STORIES, Matters
from tests.sealing.streets import sealed
from workflow.issues import Issue
from workflow.kernel.accesses import ACCESSES, CHAINS, WORDS, note_alone
from workflow.kernel.canonical import canonical, leaf_hash
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.kernel.verify import one_view, verify
from workflow.sealing import keys, notes
from workflow.sealing.audit import LogReport, audit
from workflow.sealing.model import CHECKPOINTS, KEYS, LEAVES, NODES
from workflow.sealing.sealer import rotate, seal

LOG = (LEAVES, NODES, CHECKPOINTS, KEYS)


@pytest.fixture(scope="module")
def told(databases, tmp_path_factory) -> Iterator[Matters]:
    """A street with more than 256 entries, sealed twice, its key turned once, no triggers. Changes are undone."""
    with sealed(databases, tmp_path_factory.mktemp("key"), Matters) as matters:
        for story in ("closed", "returned", "handling"):
            matters.reach(story)
        seal(matters.office, 1)
        while events(matters) < 262:
            matters.reach("closed")
        rotate(matters.office)
        disarm(matters.office.database)
        yield matters


@pytest.fixture
def mine(matters: Matters) -> Matters:
    """A street of this test's own, sealed, its triggers off."""
    matters.reach("closed")
    seal(matters.office, 1)
    disarm(matters.office.database)
    return matters


def events(matters: Matters) -> int:
    with matters.office.database.reading() as db:
        return len(db.execute(select(EVENTS.c.seq)).all()) + len(db.execute(select(ACCESSES.c.seq)).all())


def look(matters: Matters, outside: tuple[str, ...] = ()) -> LogReport:
    """As the command looks: with the file's keys and the last checkpoint beside it, or those given instead."""
    path = matters.office.sealing_key
    with one_view(matters.office.database) as db:
        return audit(db, 1, keys.load(path).all(1), outside or [keys.last(path, 1)])


def named(report: LogReport) -> tuple[Any, ...]:
    assert report.first_bad
    return report.first_bad.noun, report.first_bad.id, report.first_bad.seq


def rows(matters: Matters, table: Any) -> list[dict[str, Any]]:
    with matters.office.database.reading() as db:
        return [dict(row) for row in db.execute(select(table).order_by(*table.primary_key)).mappings()]


def exactly(table: Any, row: dict[str, Any]) -> Any:
    found = [column == row[column.name] for column in table.primary_key]
    return and_(*found)


def test_a_street_that_was_sealed_twice_is_sound(told):
    report = look(told)
    assert (report.status, report.first_bad, report.unsealed) == (0, None, 0)
    assert (report.size, report.checkpoints) == (events(told), 3)
    assert len(report.keys) == 2


FIELDS = [(table.name, column.name) for table in LOG for column in table.columns]


@pytest.mark.parametrize(("name", "column"), FIELDS)
def test_every_column_of_the_log_is_checked(told, name, column):
    table = next(table for table in LOG if table.name == name)
    found = rows(told, table)
    for row in {0: found[0], 1: found[-1]}.values():
        change(told, table, row, column)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "column"), FIELDS)
def test_every_column_of_every_row_of_the_log_is_checked(told, name, column):
    table = next(table for table in LOG if table.name == name)
    for row in rows(told, table):
        change(told, table, row, column)


def change(told: Matters, table: Any, row: dict[str, Any], column: str) -> None:
    """One value bent, looked at, and put back."""
    value = bent(row[column], 5, 64) if row[column] != "" else "x"
    database = told.office.database
    try:
        with database.writing() as db:
            db.execute(update(table).where(exactly(table, row)).values({column: value}))
    except IntegrityError:  # it would have taken another row's place
        return
    try:
        report = look(told)
    finally:
        with database.writing() as db:
            moved = row | {column: value}
            db.execute(update(table).where(exactly(table, moved)).values({column: row[column]}))
    assert report.status, (table.name, row, column)
    if table is LEAVES and column == "hash":
        id = row["subject_id"] or f"{row['chain']} {row['month']}"
        assert named(report) == (row["noun"], id, row["seq"])


@pytest.mark.parametrize("how", ["deleted", "truncated", "duplicated", "swapped"])
def test_rows_that_are_gone_doubled_or_changed_places_are_found(told, how):
    for table in LOG:
        found = rows(told, table)
        if len(found) < 2 and how == "swapped":
            continue
        database = told.office.database
        with database.writing() as db:
            mistreat(db, table, found, how)
        try:
            assert look(told).status, (table.name, how)
        finally:
            with database.writing() as db:
                db.execute(delete(table))
                db.execute(insert(table), found)
    assert look(told).status == 0


def mistreat(db: Any, table: Any, found: list[dict[str, Any]], how: str) -> None:
    place = "place" if table in (LEAVES, NODES) else "number"
    if how == "deleted":
        db.execute(delete(table).where(exactly(table, found[0])))
    elif how == "truncated":
        db.execute(delete(table))
    elif how == "duplicated":
        again = found[0] | {place: found[-1][place] + 1} | ({"noun": "other"} if table is LEAVES else {})
        db.execute(insert(table), again)
    else:
        one, two = found[:2]
        db.execute(delete(table).where(exactly(table, one)))
        db.execute(update(table).where(exactly(table, two)).values({place: one[place]}))
        db.execute(insert(table), one | {place: two[place]})


def test_an_entry_rewritten_with_its_whole_chain_is_named(mine):
    """Every digest mended, the matter's row as well: the chain is sound, the tree is not."""
    head = ""
    with mine.office.database.writing() as db:
        for row in [row for row in rows(mine, EVENTS) if row["noun"] == "issue"]:
            entry = json.loads(row["payload"]) | {"prev": head}
            if entry["seq"] >= 2:
                entry["request"] = "forged"
            payload = canonical(entry)
            head = leaf_hash(payload)
            db.execute(update(EVENTS).where(exactly(EVENTS, row)).values(payload=payload, hash=head))
        db.execute(update(bare(Issue)).values(head=head))
    assert verify(mine.office).status == 0
    report = look(mine)
    assert (report.status, named(report)) == (1, ("issue", 1, 2))


def test_a_read_that_was_rewritten_is_named(mine):
    note_alone(mine.office, mine.actor("auditor"), "audit", noun="issue", id=1)
    seal(mine.office, 1)
    chain = f"person:{mine.actor('auditor').id}"
    with mine.office.database.writing() as db:
        db.execute(update(ACCESSES).where(ACCESSES.c.chain == chain).values(hash="0" * 64))
    report, chain = look(mine), f"{chain} 2026-11"
    assert (report.status, named(report)) == (1, ("access", chain, 1))
    with mine.office.database.writing() as db:
        db.execute(delete(ACCESSES).where(ACCESSES.c.chain == chain.split()[0]))
    assert (look(mine).status, named(look(mine))) == (2, ("access", chain, 1))


def test_a_whole_chain_of_reads_that_is_gone_with_its_head_is_missed(mine):
    """The log of reads names its chains itself: only the tree still knows of one that was removed whole."""
    note_alone(mine.office, mine.actor("auditor"), "audit", noun="issue", id=1)
    seal(mine.office, 1)
    chain = f"person:{mine.actor('auditor').id}"
    with mine.office.database.writing() as db:
        for table in (ACCESSES, WORDS, CHAINS):
            db.execute(delete(table).where(table.c.chain == chain))
    assert verify(mine.office).status == 0, "its own books alone say nothing"
    report = look(mine)
    assert (report.status, named(report)) == (2, ("access", f"{chain} 2026-11", 1))


def test_an_end_cut_off_everywhere_but_in_the_log_is_missing(mine):
    last = [row for row in rows(mine, EVENTS) if row["noun"] == "issue"][-1]
    before = [row for row in rows(mine, EVENTS) if row["noun"] == "issue"][-2]
    with mine.office.database.writing() as db:
        db.execute(delete(EVENTS).where(exactly(EVENTS, last)))
        back = {"version": before["seq"], "head": before["hash"], "state": before["to_state"], "holder_id": 1}
        db.execute(update(bare(Issue)).values(back))
    report = look(mine)
    assert (report.status, named(report)) == (2, ("issue", 1, last["seq"]))


def rewritten(mine: Matters) -> None:
    """A forger with the whole database and a key of their own, who seals what they made of it."""
    with mine.office.database.writing() as db:
        for table in LOG:
            db.execute(delete(table))
        db.execute(update(EVENTS).where(EVENTS.c.noun == "issue", EVENTS.c.seq == 2).values(hash="0" * 64))


def test_a_full_rewrite_without_our_key_is_the_wrong_key(mine, tmp_path):
    ours = keys.last(mine.office.sealing_key, 1)
    rewritten(mine)
    forger = tmp_path / "forger.key"
    keys.make(forger)
    forger.write_text(forger.read_text().replace(keys.load(forger).name, keys.load(mine.office.sealing_key).name))
    seal(replace(mine.office, sealing_key=forger), 1)
    assert look(mine).status == 3
    with one_view(mine.office.database) as db:
        assert audit(db, 1).status == 0, "its own books alone say nothing"
        assert audit(db, 1, outside=[ours]).status == 3


def test_a_restored_older_copy_is_found_by_a_newer_checkpoint(mine):
    kept = [rows(mine, table) for table in LOG]
    issue = mine.reach("accepted")
    seal(mine.office, 1)
    newer = keys.last(mine.office.sealing_key, 1)
    with mine.office.database.writing() as db:
        for table, found in zip(LOG, kept, strict=True):
            db.execute(delete(table))
            if found:
                db.execute(insert(table), found)
        db.execute(delete(EVENTS).where(EVENTS.c.noun == "issue", EVENTS.c.subject_id == issue.id))
    with one_view(mine.office.database) as db:
        assert audit(db, 1).status == 0, "its own books alone say nothing"
    report = look(mine, (newer,))
    assert (report.status, report.first_bad.noun) == (2, "checkpoint")


def test_a_checkpoint_of_another_history_is_found(mine):
    signer, point = keys.load(mine.office.sealing_key).signer(1), seal(mine.office, 1)
    other = notes.sign(notes.Checkpoint(signer.name, point.size, b"x" * 32).text, signer)
    assert look(mine, (other,)).status == 1
    assert look(mine, (other.replace(f"\n{point.size}\n", "\n4\n"),)).status == 3
    unknown = notes.sign(notes.Checkpoint(signer.name, 3, b"x" * 32).text, signer)
    assert look(mine, (unknown,)).status == 1
    assert look(mine, ("what is this",)).status == 1


def test_what_is_not_sealed_yet_is_counted_and_no_fault(mine):
    mine.reach("accepted")
    report = look(mine)
    assert report.status == 0
    assert report.unsealed >= 2


@pytest.mark.parametrize(("table", "column"), [("leaves", "hash"), ("checkpoints", "note"), ("log_keys", "key")])
def test_broken_text_is_a_finding_and_no_crash(mine, table, column):
    if not mine.office.database.is_sqlite:  # it keeps no text that is none
        return
    with mine.office.database.writing() as db:
        db.exec_driver_sql(f"UPDATE {table} SET {column} = CAST(x'7BFF' AS TEXT)")
    assert look(mine).status in (1, 3)


def test_every_story_there_is_can_be_sealed(matters):
    for story in STORIES:
        matters.reach(story)
    assert seal(matters.office, 1).size == events(matters)
    assert look(matters).status == 0
