"""What the database itself refuses, whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.migrations.rows import ROWS, run
from workflow.nouns import SUBJECTS
from workflow.orgs import accounts  # noqa: F401


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET step = 'accept'",
        "DELETE FROM events",
        "UPDATE flows SET text = ''",
        "DELETE FROM flows",
        "UPDATE bodies SET text = '{1}'",
    ],
)
def test_history_is_never_changed(filled, statement):
    with pytest.raises(DBAPIError, match="history is never changed"):
        run(filled, statement)


def test_a_table_of_history_cannot_be_emptied_at_once(filled):
    if filled.startswith("postgresql"):
        with pytest.raises(DBAPIError, match="history is never changed"):
            run(filled, "TRUNCATE events")


def test_what_people_wrote_can_be_erased(filled):
    run(filled, "DELETE FROM bodies")


def test_a_state_does_not_change_without_its_event(filled):
    with pytest.raises(DBAPIError, match="needs its event"):
        run(filled, "UPDATE issues SET state = 'accepted'")
    with pytest.raises(DBAPIError, match="needs its event"):
        run(filled, "UPDATE issues SET state = 'accepted', version = 2")


def test_a_state_changes_with_its_event(filled):
    event = ROWS.split(";")[3].replace("1, 1, 1, 'register', 'registered'", "1, 2, 1, 'accept', 'accepted'")
    run(filled, event, "UPDATE issues SET state = 'accepted', version = 2")


def test_every_subject_is_watched(database):
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if not database.is_sqlite:
        triggers = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with database.reading() as db:
        found = set(db.execute(text(triggers)).scalars())
    assert {f"{model.__tablename__}_need_event" for model in SUBJECTS.values()} <= found
