"""The second log: written with what it is about, kept through a refusal, never changed, and checked like history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.kernel.forgery import bent, disarm, write
from tests.matters import Matters
from workflow.issues.entitled import entitled
from workflow.kernel import accesses
from workflow.kernel.accesses import ACCESSES, CHAINS, WORDS
from workflow.kernel.db import Database
from workflow.kernel.errors import NotPermitted
from workflow.kernel.policy import Actor
from workflow.kernel.verify import Report, verify
from workflow.orgs import accounts, passwords
from workflow.orgs.accounts import WrongPassword


@pytest.fixture(scope="module")
def kept(databases) -> Iterator[Matters]:
    """A street with two persons' chains in it, with its triggers off. Whoever changes it puts it back."""
    with databases.fresh() as url:
        matters = Matters(Database(url))
        for who in ("community", "street", "community"):
            looked(matters, who)
        disarm(matters.office.database)
        yield matters
        matters.office.database.close()


def looked(matters: Matters, who: str, words: str = "回访前核对号码") -> None:
    told: dict[str, Any] = {"noun": "issue", "id": 7, "request": "r", "words": words}
    accesses.note_alone(matters.office, matters.actor(who), "reveal", **told, purpose="call_back", claim=3)


def look(matters: Matters) -> Report:
    return verify(matters.office, entitled)


def rows(matters: Matters, table: Any, *where: Any) -> list[dict[str, Any]]:
    with matters.office.database.reading() as db:
        found = select(table).where(*where).order_by(*table.primary_key)
        return [dict(row) for row in db.execute(found).mappings()]


def revealed(matters: Matters) -> list[dict[str, Any]]:
    return rows(matters, ACCESSES, ACCESSES.c.kind == "reveal")


@pytest.mark.parametrize(
    ("table", "act"), [(ACCESSES, "update"), (ACCESSES, "delete"), (WORDS, "update"), (CHAINS, "delete")]
)
def test_no_entry_is_ever_changed_or_deleted(matters, table, act):
    looked(matters, "secretary")
    statement = update(table).values({table.c.month: "2020-01"}) if act == "update" else delete(table)
    with pytest.raises(DBAPIError, match="never changed"), matters.office.database.writing() as db:
        db.execute(statement)


def test_the_log_cannot_be_emptied_at_once(matters):
    if not matters.office.database.is_sqlite:
        for table in (ACCESSES, CHAINS):
            with pytest.raises(DBAPIError, match="never changed"), matters.office.database.writing() as db:
                db.execute(text(f"TRUNCATE {table.name}"))


def test_an_entry_says_who_as_of_then_what_why_and_when_and_no_words(kept):
    entry = json.loads(revealed(kept)[-1]["payload"])
    assert entry["actor"] | {"id": 0, "org": 0} == {
        "id": 0, "name": "卫东", "org": 0, "role": "committee", "post": entry["actor"]["post"],
    }  # fmt: skip
    assert entry["facts"] == {"purpose": "call_back", "claim": 3}
    assert (entry["noun"], entry["id"], entry["request"]) == ("issue", 7, "r")
    assert "回访" not in str(revealed(kept))
    assert [row["text"] for row in rows(kept, WORDS)] == ["回访前核对号码"] * 3


def test_each_person_has_a_chain_of_each_month(kept):
    found = [(row["chain"], row["month"], row["seq"]) for row in revealed(kept)]
    one, other = (f"person:{kept.actor(who).id}" for who in ("community", "street"))
    assert sorted(found) == sorted([(other, "2026-11", 1), (one, "2026-11", 1), (one, "2026-11", 2)])


def test_a_new_month_is_a_new_chain(matters):
    looked(matters, "community")
    matters.watch.now += timedelta(days=31)
    looked(matters, "community")
    assert [(row["month"], row["seq"]) for row in revealed(matters)] == [("2026-11", 1), ("2026-12", 1)]
    assert look(matters).status == 0


def test_every_column_of_an_entry_is_checked_and_the_chain_is_named(kept):
    assert look(kept).status == 0
    row = revealed(kept)[-1]
    for column in row:
        value = bent(row[column], 5, 64)
        with kept.office.database.writing() as db:
            write(db, ACCESSES, row, column, value)
        report = look(kept)
        with kept.office.database.writing() as db:
            write(db, ACCESSES, row | {column: value}, column, row[column])
        assert report.status == 1, column
        assert report.altered is not None
        assert report.altered.noun == "access"
        if column not in ("chain", "month", "seq"):
            assert (report.altered.id, report.altered.seq) == (f"{row['chain']} {row['month']}", row["seq"]), column
    assert look(kept).status == 0


@pytest.mark.parametrize("column", ["salt", "text"])
def test_words_that_are_not_those_written_are_found(kept, column):
    row = rows(kept, WORDS)[0]
    value = bent(row[column], 2, 1)
    with kept.office.database.writing() as db:
        write(db, WORDS, row, column, value)
    report = look(kept)
    with kept.office.database.writing() as db:
        write(db, WORDS, row | {column: value}, column, row[column])
    assert report.status == 1


@pytest.fixture
def mine(database, peopled) -> Matters:
    """A street of this test's own with three reveals of one person and its triggers off."""
    matters = Matters(database)
    for _ in range(3):
        looked(matters, "community")
    disarm(database)
    return matters


def run(matters: Matters, sql: str) -> None:
    with matters.office.database.writing() as db:
        assert db.execute(text(sql)).rowcount


CUTS = [
    ("DELETE FROM accesses WHERE kind = 'reveal' AND seq = 3", 2),
    ("DELETE FROM accesses WHERE kind = 'reveal'", 1),  # its words stay behind
    ("DELETE FROM accesses WHERE kind = 'reveal' AND seq = 2", 1),
    ("DELETE FROM access_chains WHERE chain LIKE 'person%'", 1),
    ("UPDATE access_chains SET length = 2 WHERE length = 3", 1),
    ("UPDATE access_chains SET head = 'x' WHERE length = 3", 1),
    ("DELETE FROM access_words WHERE seq = 2", 4),
]


@pytest.mark.parametrize(("sql", "status"), CUTS)
def test_cut_or_erased_is_told_apart(mine, sql, status):
    if "seq = 3" in sql:
        run(mine, "DELETE FROM access_words WHERE seq = 3")
    run(mine, sql)
    assert look(mine).status == status


def test_a_whole_chain_whose_entries_are_gone_is_missed(mine):
    run(mine, "DELETE FROM access_words")
    run(mine, "DELETE FROM accesses WHERE kind = 'reveal'")
    report = look(mine)
    assert report.status == 2
    assert report.missing is not None
    assert report.missing.seq == 1


# -- what is written by itself -------------------------------------------------------------------


def facts(matters: Matters, kind: str) -> list[tuple[int, str, int, dict[str, Any]]]:
    """(who, noun, id, facts) of every entry of a kind, oldest first."""
    found = sorted(rows(matters, ACCESSES, ACCESSES.c.kind == kind), key=lambda row: row["at"])
    said = [json.loads(row["payload"]) for row in found]
    return [(entry["actor"]["id"], entry["noun"], entry["id"], entry["facts"]) for entry in said]


def test_a_refused_try_outlives_what_was_taken_back(matters):
    issue = matters.reach("verifying")
    with pytest.raises(NotPermitted):
        matters.take("secretary", issue, "verify", outcome="solved", answer="好")
    who = matters.actor("secretary").id
    assert facts(matters, "refusal") == [(who, "issue", issue.id, {"step": "verify", "code": "not_permitted"})]
    assert look(matters).status == 0


def test_what_a_resident_tries_is_not_kept(matters):
    issue = matters.reach("accepted")
    with pytest.raises(NotPermitted):
        matters.take(matters.reporter(issue), issue, "execute", basis="routine")
    assert facts(matters, "refusal") == []


def test_logins_and_failures_are_kept_without_what_was_typed(matters, monkeypatch):
    monkeypatch.setattr(passwords, "matches", lambda hashed, typed: bool(hashed) and typed == "right")
    accounts.log_in(matters.office, "secretary", "right")
    for name in ("secretary", "zhang-wei-138"):
        with pytest.raises(WrongPassword):
            accounts.log_in(matters.office, name, "wrong")
    who = matters.actor("secretary").id
    (login,) = facts(matters, "login")
    assert login[:2] == (who, "account")
    assert facts(matters, "login_failed") == [
        (0, "account", login[2], {"code": "wrong_password"}),
        (0, "account", 0, {"code": "no_account"}),
    ]
    assert "zhang" not in str(rows(matters, ACCESSES))
    assert look(matters).status == 0


def test_names_of_no_account_do_not_fill_the_log(matters, monkeypatch):
    monkeypatch.setattr(accounts, "STRANGERS", 2)
    monkeypatch.setattr(passwords, "matches", lambda hashed, typed: False)
    monkeypatch.setattr(accounts.attempts, "login_key", lambda office, name: "f")
    for n in range(5):
        with pytest.raises(WrongPassword):
            accounts.log_in(matters.office, f"nobody{n}", "wrong")
    assert len(facts(matters, "login_failed")) == 2


def test_a_grant_is_kept_beside_its_history(matters):
    given = [entry for entry in facts(matters, "grant") if entry[1] == "post"]
    assert given
    assert all(entry[3] == {"step": "grant"} for entry in given)


def test_a_crash_takes_its_note_along(matters):
    def crash() -> None:
        with matters.office.desk(matters.actor("secretary")) as desk:
            accesses.note(desk.db, desk.actor, "export", at=desk.now, rows=3)
            raise RuntimeError("the light went out")

    with pytest.raises(RuntimeError):
        crash()
    assert facts(matters, "export") == []


def test_nobody_of_no_post_has_a_chain_too(matters):
    accesses.note_alone(matters.office, Actor(0, "", ()), "export", noun="issue", id=5, street=1, rows=0)
    assert [row["chain"] for row in rows(matters, ACCESSES, ACCESSES.c.kind == "export")] == ["issue:5"]
