"""A street in which everything happened: no row of anybody's history is altered, cut, moved or slipped in unseen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.kernel.forgery import bent, disarm
from tests.matrix.world import Undone, build
from workflow.issues.entitled import entitled
from workflow.kernel.db import Database
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.subject import SUBJECTS
from workflow.kernel.verify import Report, verify

Rows = list[dict[str, Any]]
pytestmark = pytest.mark.slow  # the fast suite plants the same in a smaller street: tests/kernel/test_verify.py


@pytest.fixture(scope="module")
def street(databases) -> Iterator[Undone]:
    """The world's database with its triggers off; what a forger does in `trial` is taken back."""
    with databases.fresh() as url:
        database, undone = Database(url), Undone(url)
        build(database, undone)
        disarm(database)
        yield undone
        undone.close()
        database.close()


def rows(street: Database, table: Any = EVENTS) -> Rows:
    with street.reading() as db:
        return [dict(row) for row in db.execute(select(table).order_by(*table.primary_key)).mappings()]


def after(street: Database, *forgery: Any) -> Report:
    """What the check says once these statements have been run; put back afterwards from a copy of the rows."""
    kept = {table: rows(street, table) for table in (EVENTS, BODIES)}
    database = Database(street.url.render_as_string(hide_password=False))
    try:
        with database.writing() as db:
            for statement in forgery:
                db.execute(statement)
        return verify(database, entitled)
    finally:
        with database.writing() as db:
            for table, before in kept.items():
                now = [dict(row) for row in db.execute(select(table).order_by(*table.primary_key)).mappings()]
                if now != before:
                    db.execute(delete(table))
                    db.execute(insert(table), before)
        database.close()


def of(row: dict[str, Any]) -> Any:
    return (EVENTS.c.noun == row["noun"]) & (EVENTS.c.subject_id == row["subject_id"]) & (EVENTS.c.seq == row["seq"])


def test_the_whole_street_is_sound(street):
    report = verify(street, entitled)
    assert (report.status, str(report.first_bad)) == (0, "None")
    assert {row["noun"] for row in rows(street)} == SUBJECTS.keys()


@pytest.mark.parametrize("noun", SUBJECTS)
def test_every_column_of_every_kind_of_subject_is_checked(street, noun):
    mine = [row for row in rows(street) if row["noun"] == noun]
    row = mine[len(mine) // 2]
    for column in EVENTS.columns:
        report = after(street, update(EVENTS).where(of(row)).values({column.name: bent(row[column.name], 3, 64)}))
        assert report.status == 1, column.name


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(st.data())
def test_a_changed_byte_anywhere_is_found_and_named(street, data):
    table = data.draw(st.sampled_from([EVENTS, BODIES]))
    row = data.draw(st.sampled_from(rows(street, table)))
    column = data.draw(st.sampled_from([c.name for c in table.columns if not c.primary_key]))
    value = bent(row[column], data.draw(st.integers(0, 5000)), data.draw(st.integers(1, 127)))
    keys = [column == row[column.name] for column in table.primary_key]
    try:
        report = after(street, update(table).where(*keys).values({column: value}))
    except IntegrityError:
        assume(False)
    assert report.status == 1
    assert report.first_bad
    assert (report.first_bad.noun, report.first_bad.id, report.first_bad.seq) == (
        row["noun"], row["subject_id"], row["seq"],
    )  # fmt: skip


@pytest.mark.parametrize("noun", SUBJECTS)
def test_rows_slipped_in_cut_out_or_exchanged_are_found(street, noun):
    mine = [row for row in rows(street) if row["noun"] == noun]
    last = max(mine, key=lambda row: row["seq"])
    again = after(street, insert(EVENTS).values(last | {"seq": last["seq"] + 1}))
    assert (again.status, again.first_bad.noun, again.first_bad.id) == (1, noun, last["subject_id"])
    stray = after(street, insert(EVENTS).values(last | {"subject_id": 987_654, "seq": 1}))
    assert (stray.status, stray.first_bad.id) == (1, 987_654)
    cut = after(street, delete(EVENTS).where(of(last)))
    assert (cut.status, cut.first_bad.noun, cut.first_bad.id) == (2, noun, last["subject_id"])
    first = next(row for row in mine if row["subject_id"] == last["subject_id"] and row["seq"] == 1)
    if last["seq"] > 1:
        assert after(street, delete(EVENTS).where(of(first))).status == 1
    others = [row for row in mine if row["seq"] == 1 and row["subject_id"] != last["subject_id"]]
    if others:
        parts = ("payload", "hash")
        swapped = after(
            street,
            update(EVENTS).where(of(first)).values({part: others[0][part] for part in parts}),
            update(EVENTS).where(of(others[0])).values({part: first[part] for part in parts}),
        )
        assert swapped.status == 1
