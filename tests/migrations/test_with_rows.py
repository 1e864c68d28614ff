"""What was there before is taken along, up and down."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.migrations.rows import run, tables
from workflow.kernel.db import Database
from workflow.migrations import downgrade, upgrade
from workflow.orgs import accounts  # noqa: F401

pytestmark = pytest.mark.slow  # revisions that were taken: they change no more
ORDER = """
INSERT INTO orgs (id, street_id, kind, code, name, path) VALUES (2, 1, 'community', 'A', '东社区党委', '1/2');
INSERT INTO supervision_orders (id, street_id, state, version, head, number, org_id, issuer_id, about_noun, about_id,
    about_name, issue_id, clock, clock_seq, late_since, stage, issued_at, replies)
    VALUES (1, 1, 'issued', 1, 'h', '督〔2026〕1号', 2, 1, 'issue', 1, 'S-26-0001', 1, 'accept', 1,
    '2026-03-03 09:30:00+00:00', 'clock', '2026-03-10 01:00:00+00:00', 0);
INSERT INTO deadlines (noun, subject_id, seq, kind, street_id, started_at, amount, unit, paused, extended, due_at,
    provisional) VALUES ('supervision_order', 1, 1, 'order_reply', 1, '2026-03-10 01:00:00+00:00', 3, 'working_days',
    0, 0, '2026-03-13 09:30:00+00:00', false)
"""


def test_orders_go_with_their_clocks_and_their_table_comes_again(filled):
    run(filled, *ORDER.split(";"))
    downgrade(filled, "0013")
    assert "supervision_orders" not in tables(filled)
    upgrade(filled)
    run(filled, *ORDER.split(";")[1:])  # neither a row nor a clock is in the way


@pytest.mark.parametrize("changed", ["stage = 'whim'", "number = NULL", "state = 'answered', version = 2"])
def test_an_order_without_what_it_needs_is_no_row(filled, changed):
    run(filled, *ORDER.split(";"))
    with pytest.raises(DBAPIError):
        run(filled, f"UPDATE supervision_orders SET {changed}")


LATE_BEFORE = """
INSERT INTO deadlines (noun, subject_id, seq, kind, street_id, started_at, amount, unit, due_at, provisional, paused,
    extended)
    VALUES ('issue', 1, 1, 'accept', 1, '2026-01-02 01:00:00+00:00', 1, 'working_days', '2026-01-05 09:30:00+00:00',
    false, 0, 0);
INSERT INTO deadlines (noun, subject_id, seq, kind, street_id, started_at, amount, unit, due_at, provisional, paused,
    extended)
    VALUES ('issue', 1, 2, 'archive', 1, '2026-01-02 01:00:00+00:00', 30, 'days', '2026-02-02 09:30:00+00:00', false,
    0, 0);
INSERT INTO deadlines (noun, subject_id, seq, kind, street_id, started_at, amount, unit, due_at, provisional, paused,
    extended)
    VALUES ('issue', 1, 3, 'handle', 1, '2026-01-02 01:00:00+00:00', 5, 'working_days', '2099-01-05 09:30:00+00:00',
    false, 0, 0)
"""


def test_what_was_late_before_clocks_acted_floods_nobody_and_the_rest_goes_on(bare_database_url):
    upgrade(bare_database_url, "0012")
    run(bare_database_url, *LATE_BEFORE.split(";"))
    upgrade(bare_database_url, "0013")
    database = Database(bare_database_url)
    with database.reading() as db:
        rows = db.execute(text("SELECT kind, stage, next_at IS NULL AS done FROM deadlines ORDER BY seq")).all()
    database.close()
    assert [(row.kind, row.stage, bool(row.done)) for row in rows] == [
        ("accept", 4, True),
        ("archive", 0, False),
        ("handle", 0, False),
    ]
    downgrade(bare_database_url, "0012")


DECIDED = """
INSERT INTO decisions (issue_id, seq, step, basis, org_id, at, ratified)
    VALUES (1, 1, 'execute', 'emergency', 1, '2026-03-02 01:00:00+00:00', false);
INSERT INTO decisions (issue_id, seq, step, basis, org_id, at, ratified)
    VALUES (1, 2, 'escalate', 'emergency', 1, '2026-03-03 01:00:00+00:00', false)
"""


def test_acts_that_wait_for_a_meeting_get_the_clock_of_the_first(filled):
    run(filled, *DECIDED.split(";"))
    downgrade(filled, "0024")
    upgrade(filled)
    database = Database(filled)
    with database.reading() as db:
        rows = db.execute(
            text("SELECT seq, amount, closes, next_at = due_at FROM deadlines WHERE kind = 'ratify'")
        ).all()
    database.close()
    assert [tuple(row) for row in rows] == [(1, 30, 1050, True)]


WEBHOOK = """
INSERT INTO webhooks (id, street_id, state, version, head, name, address, nouns, edition, at)
    VALUES (1, 1, 'listening', 1, 'h', '区平台', 'https\\://hooks.example.org', '["issue"]', 1,
    '2026-03-10 01:00:00+00:00');
INSERT INTO deliveries (id, street_id, key, channel, webhook_id, message_id, letter, line, words, urgent, state,
    attempts, at, next_at) VALUES (1, 1, 'hook-1-1', 'webhook', 1, 1, '', 'issue1-h1', '{}', false, 'waiting', 0,
    '2026-03-10 01:00:00+00:00', '2026-03-10 01:00:00+00:00');
INSERT INTO deliveries (id, street_id, key, channel, message_id, letter, line, words, urgent, state, attempts, at,
    next_at) VALUES (2, 1, 'mail-1-1', 'mail', 1, 'x', 'issue1-p1', '{}', false, 'waiting', 0,
    '2026-03-10 01:00:00+00:00', '2026-03-10 01:00:00+00:00')
"""


def test_webhooks_go_with_their_calls_and_mail_stays(filled):
    run(filled, *WEBHOOK.split(";"))
    downgrade(filled, "0019")
    assert "webhooks" not in tables(filled)
    upgrade(filled)
    database = Database(filled)
    with database.reading() as db:
        kept = db.execute(text("SELECT key, webhook_id FROM deliveries")).all()
    database.close()
    assert kept == [("mail-1-1", None)]
    run(filled, *WEBHOOK.split(";")[:2])
    with pytest.raises(DBAPIError):
        run(filled, "UPDATE deliveries SET webhook_id = 99")


SEALED = """
INSERT INTO leaves (street_id, place, noun, subject_id, chain, month, seq, hash)
    VALUES (1, 0, 'issue', 1, '', '', 1, 'h');
INSERT INTO checkpoints (street_id, number, size, root, at, note)
    VALUES (1, 1, 1, 'h', '2026-03-02T02:00:00.000000Z', 'n')
"""


def test_what_is_sealed_goes_down_and_history_stays(filled):
    run(filled, *SEALED.split(";"))
    with pytest.raises(DBAPIError):
        run(filled, "DELETE FROM leaves")
    downgrade(filled, "0028")
    assert "leaves" not in tables(filled)
    upgrade(filled)
    run(filled, *SEALED.split(";"))


ERASURE = """
INSERT INTO people (id, street_id, name) VALUES (1, 1, '韩梅');
INSERT INTO claims (id, street_id, issue_id, code_hash, channel, at)
    VALUES (1, 1, 1, 'c', 'desk', '2026-03-02 01:00:00+00:00');
INSERT INTO requests (id, street_id, state, version, head, kind, issue_id, owner_id, asked_for_id, asked_by_id,
    claim_id, reason, asked_at)
    VALUES (1, 1, 'pending', 1, 'h', 'extension', 1, 1, 1, 1, 0, '配件', '2026-03-02 01:00:00+00:00');
INSERT INTO requests (id, street_id, state, version, head, kind, issue_id, owner_id, asked_for_id, claim_id, reason,
    asked_at) VALUES (2, 1, 'prepared', 1, 'h', 'erasure', 1, 1, 1, 1, '—', '2026-03-02 01:00:00+00:00')
"""


def test_what_reporters_asked_goes_and_what_officers_asked_stays(filled):
    run(filled, *ERASURE.split(";"))
    downgrade(filled, "0027")
    database = Database(filled)
    with database.reading() as db:
        assert db.execute(text("SELECT id, kind FROM requests")).all() == [(1, "extension")]
    database.close()
    upgrade(filled)
    run(filled, ERASURE.split(";")[3])
    with pytest.raises(DBAPIError):  # one request of a kind for each claim at a time
        run(filled, ERASURE.split(";")[3].replace("(2, 1,", "(3, 1,"))
    with pytest.raises(DBAPIError, match="needs its event"):
        run(filled, "UPDATE requests SET state = 'approved', settled_at = '2026-03-03 01:00:00+00:00'")


TOLD = """
INSERT INTO people (id, street_id, name) VALUES (1, 1, '韩梅');
INSERT INTO postings (id, street_id, state, version, head, issue_id, owner_id, outcome, text, drafted_by_id)
    VALUES (1, 1, 'drafted', 1, 'h', 1, 1, 'solved', '已清理', 1);
INSERT INTO public_photos (id, street_id, posting_id, attachment_id, marks, size, digest, data, at)
    VALUES ('a', 1, 1, 'b', 1, 1, 'd', 'x', '2026-03-10 01:00:00+00:00');
INSERT INTO consultations (id, street_id, state, version, head, org_id, title, question, choices, words, opens_at,
    closes_at) VALUES (1, 1, 'open', 1, 'h', 1, '停车', '划线吗', '["划"]', true, '2026-03-10 01:00:00+00:00',
    '2026-03-11 01:00:00+00:00');
INSERT INTO consultation_answers (id, street_id, consultation_id, device, choice, at)
    VALUES (1, 1, 1, 'd', 0, '2026-03-10 01:00:00+00:00')
"""


def test_what_everybody_was_told_and_asked_goes_and_comes_again(filled):
    run(filled, *TOLD.split(";"))
    for wrong in ("postings SET published_by_id = 1", "consultations SET closes_at = opens_at"):
        with pytest.raises(DBAPIError):
            run(filled, f"UPDATE {wrong}")
    downgrade(filled, "0030")
    assert {"postings", "consultations"}.isdisjoint(tables(filled))
    upgrade(filled)
    run(filled, *TOLD.split(";")[1:])


EXPORTED = """
INSERT INTO people (id, street_id, name) VALUES (1, 1, '韩梅');
INSERT INTO exports (id, street_id, person_id, ledger, question, told, words, how, language, request, state, done,
    hats, at, until) VALUES (1, 1, 1, 'issues', '{}', '[]', '', 'csv', 'zh', 'r', 'done', 1, '[]',
    '2026-03-10 01:00:00+00:00', '2026-03-11 01:00:00+00:00');
INSERT INTO export_parts (export_id, part, data) VALUES (1, 0, 'x')
"""


def test_files_kept_for_a_day_go_and_their_tables_come_again(filled):
    run(filled, *EXPORTED.split(";"))
    downgrade(filled, "0035")
    assert {"exports", "export_parts"}.isdisjoint(tables(filled))
    upgrade(filled)
    run(filled, *EXPORTED.split(";")[1:])
