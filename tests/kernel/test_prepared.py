"""Prepared statements do what SQLAlchemy does with them: the same types, the same errors, the same listeners."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError

from workflow.kernel.db import Database, bare
from workflow.kernel.idempotency import Once
from workflow.kernel.outbox import Message
from workflow.kernel.prepared import fetch_rows, send, send_all, send_together

ONCE: Any = bare(Once)
ADD = insert(ONCE)
BY_OWNER = select(ONCE).where(ONCE.c.owner == bindparam("whose"), ONCE.c.key != "other").order_by(ONCE.c.key)
AT = datetime(2026, 11, 25, 17, 30, 0, 5, tzinfo=UTC)


def row(key: str, **more: Any) -> dict[str, Any]:
    return {"owner": "person:1", "key": key, "asked": "路灯", "result": {"id": 7}, "at": AT, **more}


def test_values_come_back_in_the_types_sqlalchemy_gives_them(database: Database) -> None:
    with database.writing() as db:
        send(db, ADD, row("one"))
        found = fetch_rows(db, BY_OWNER, {"whose": "person:1"})
        assert [tuple(one) for one in found] == [tuple(one) for one in db.execute(BY_OWNER, {"whose": "person:1"})]
    assert (found[0].result, found[0].at) == ({"id": 7}, AT)


def test_several_rows_are_sent_at_once(database: Database) -> None:
    with database.writing() as db:
        send_all(db, ADD, [row("one"), row("other"), row("two")])
        assert [one.key for one in fetch_rows(db, BY_OWNER, {"whose": "person:1"})] == ["one", "two"]


def test_a_value_may_stand_in_several_places(database: Database) -> None:
    around = select(ONCE).where(ONCE.c.at <= bindparam("now"), ONCE.c.at >= bindparam("now"))
    with database.writing() as db:
        send(db, ADD, row("one"))
        assert [one.key for one in fetch_rows(db, around, {"now": AT})] == ["one"]


def test_what_is_sent_is_taken_back_with_its_transaction(database: Database) -> None:
    def break_off() -> None:
        with database.writing() as db:
            send(db, ADD, row("one"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    with database.reading() as db:
        assert fetch_rows(db, BY_OWNER, {"whose": "person:1"}) == []


def test_a_broken_rule_is_the_error_sqlalchemy_raises_without_what_was_written(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught, database.writing() as db:
        send_all(db, ADD, [row("one"), row("one")])
    assert "路灯" not in str(caught.value)


def test_a_missing_value_is_no_null(database: Database) -> None:
    with database.reading() as db, pytest.raises(KeyError):
        fetch_rows(db, BY_OWNER, {})


def test_a_default_that_only_sqlalchemy_would_fill_in_is_refused(database: Database) -> None:
    """Such as the number of an outbox row on PostgreSQL: it takes `inline()`; a Python default takes a value."""
    from workflow.issues.model import Deadline

    with database.writing() as db, pytest.raises(ValueError, match="from outside"):
        send(db, insert(bare(Deadline)), {"noun": "issue", "subject_id": 1, "seq": 1, "kind": "answer"})


ASK_ANEW = update(ONCE).where(ONCE.c.owner == bindparam("whose")).values(asked=bindparam("words"))


def test_what_is_sent_together_stands_as_if_it_was_sent_one_by_one(database: Database) -> None:
    """Each with its own values under the same names; the update at the end touches what was there before."""
    with database.writing() as db:
        send(db, ADD, row("one"))
        acts = [(ADD, row("two", owner="person:2", result=None)), (ASK_ANEW, {"whose": "person:1", "words": "50%(s"})]
        send_together(db, acts)
        found = db.execute(select(ONCE.c.owner, ONCE.c.asked, ONCE.c.result).order_by(ONCE.c.key)).all()
    assert [tuple(one) for one in found] == [("person:1", "50%(s", {"id": 7}), ("person:2", "路灯", None)]


def test_of_what_is_sent_together_nothing_stays_where_one_breaks_a_rule(database: Database) -> None:
    with database.writing() as db:
        send(db, ADD, row("one"))
    with pytest.raises(IntegrityError), database.writing() as db:
        send_together(db, [(ADD, row("two")), (ADD, row("one")), (ASK_ANEW, {"whose": "person:1", "words": "x"})])
    with database.reading() as db:
        assert [(one.key, one.asked) for one in fetch_rows(db, BY_OWNER, {"whose": "person:1"})] == [("one", "路灯")]


def test_on_postgresql_what_is_sent_together_is_asked_once(database: Database) -> None:
    heard: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: heard.append(call[2]))
    with database.writing() as db:
        send_together(db, [(ADD, row("one")), (ADD, row("two")), (ASK_ANEW, {"whose": "person:9", "words": "x"})])
        assert len(fetch_rows(db, BY_OWNER, {"whose": "person:1"})) == 2
    assert len(heard) == (4 if database.is_sqlite else 2)


def test_who_listens_to_the_engine_hears_them(database: Database) -> None:
    heard: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: heard.append(call[2]))
    with database.reading() as db:
        fetch_rows(db, BY_OWNER, {"whose": "person:1"})
    assert [text.split()[0] for text in heard] == ["SELECT"]


def test_a_number_given_by_the_database_needs_no_answer(database: Database) -> None:
    with database.writing() as db:
        told = {"street_id": 1, "topic": "x", "noun": "issue", "subject_id": 1, "seq": 1, "payload": {}, "at": AT}
        send(db, insert(bare(Message)).inline(), told)
        assert db.execute(select(bare(Message).c.payload)).scalars().all() == [{}]
