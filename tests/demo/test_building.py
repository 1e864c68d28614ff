"""The demo street is built as a whole or not at all; what a refused step of it wrote is gone as well."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workflow.demo import build, is_empty
from workflow.demo.held import Held
from workflow.kernel.desk import Office
from workflow.kernel.errors import NotLegal

AFTERNOON = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def test_a_build_that_fails_leaves_nothing(database, monkeypatch):
    office = Office(database, b"a key of tests, 32 bytes long..!", lambda: AFTERNOON)
    monkeypatch.setattr("workflow.demo.programme.plain.plain", None)
    monkeypatch.setattr("workflow.demo.Play.run", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(office)
    assert is_empty(office)


def forget_and_refuse(held: Held) -> None:
    """A step that writes, and then is refused."""
    with held.writing() as step:
        step.exec_driver_sql("DELETE FROM alembic_version")
        raise NotLegal(state="", step="")


def test_a_refused_step_within_the_one_transaction_leaves_no_trace(database):
    with database.writing() as db:
        held = Held(database, db)
        with pytest.raises(NotLegal):
            forget_and_refuse(held)
        assert db.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar_one() == 1
