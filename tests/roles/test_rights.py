"""Each table has a decision about its rights, and history is frozen on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, Text, text

from workflow.kernel.db import Database, Instant
from workflow.migrations.rights import RIGHTS, coded
from workflow.migrations.tables import TABLES
from workflow.nouns import SUBJECTS

INDEX = "issue_grams"  # has no model


def undecided(tables) -> set[str]:
    """Tables nobody has decided about, and decisions about tables that are gone."""
    return {*tables, INDEX} ^ set(RIGHTS)


def test_every_table_has_a_decision():
    assert undecided(TABLES) == set()


def test_a_new_table_without_a_decision_is_found():
    assert undecided({**TABLES, "swans": Table("swans", MetaData())}) == {"swans"}


def test_a_decision_names_columns_that_exist():
    for name, table in TABLES.items():
        rights = RIGHTS[name]
        only = rights.change if isinstance(rights.change, tuple) else ()
        assert {*rights.shows, *only} <= set(table.columns.keys()), name


def test_a_decision_opens_only_what_was_closed():
    for name, table in TABLES.items():
        assert not any(coded(table.c[column]) for column in RIGHTS[name].shows), name


def test_a_new_column_that_may_hold_words_is_closed_to_the_auditor_until_somebody_opens_it():
    table = Table("swans", MetaData(), Column("n", Integer), Column("kind", String(40)), Column("name", String(60)),
                  Column("song", Text), Column("nest", String(32)), Column("at", Instant))  # fmt: skip
    assert RIGHTS["outbox"].reads(table) == ("n", "kind", "at")


def test_the_chain_is_frozen_and_its_subjects_never_go():
    frozen = {name for name, rights in RIGHTS.items() if rights.frozen}
    assert {"events", "flows", "accesses", "leaves", "tree_nodes", "checkpoints", "log_keys"} <= frozen
    assert all(RIGHTS[name].append_only for name in frozen)
    assert not any(RIGHTS[model.__tablename__].erase for model in SUBJECTS.values())


def test_what_people_wrote_may_be_erased_and_never_rewritten():
    for name in ("bodies", "access_words"):
        assert (RIGHTS[name].change, RIGHTS[name].erase) == (False, True)


@pytest.mark.parametrize("secret", [
    "contacts.phone", "contacts.name", "bodies.text", "bodies.salt", "access_words.text", "accounts.password",
    "accounts.link", "accounts.codes", "claims.code_hash", "logins.hash", "issues.what", "issues.place",
    "issue_texts.text", "attachments.data", "minutes.text", "consultation_answers.device",
    "consultation_answers.choice", "reach.email", "audit_notes.text", "saved_views.query", "drafts.sealed",
    "evaluations.mark", "export_parts.data",
])  # fmt: skip
def test_contact_data_secrets_and_what_people_wrote_are_not_for_the_auditors_role(secret):
    table, column = secret.split(".")
    assert column in TABLES[table].c
    assert column not in RIGHTS[table].reads(TABLES[table])


def test_the_auditors_role_reads_the_whole_chain():
    for name in (name for name, rights in RIGHTS.items() if rights.frozen):
        assert RIGHTS[name].reads(TABLES[name]) == tuple(TABLES[name].columns.keys())


def test_triggers_refuse_the_change_of_history_to_the_owner_too(database: Database):
    """Where there are no roles, they are what stands between a mistake and history."""
    listed = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if not database.is_sqlite:
        listed = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with database.reading() as db:
        found = set(db.execute(text(listed)).scalars())
    acts = ("update", "delete") if database.is_sqlite else ("update", "delete", "truncate")
    for name in (name for name, rights in RIGHTS.items() if rights.frozen):
        assert {f"{name}_no_{act}" for act in acts} <= found
    assert {"bodies_no_update", "access_words_no_update"} <= found
