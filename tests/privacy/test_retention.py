"""Contact data go six months after closing, texts after three years; a hold keeps them, statistics stay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select

from tests.privacy.stories import ALL, ANSWER, MAIL, MARKS, PHONE, asked, closed, granted, raised
from tests.privacy.traces import in_rows
from workflow.audit.notes import keep_note
from workflow.calendar.model import renew
from workflow.issues.entitled import entitled
from workflow.issues.model import Evaluation
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.verify import verify
from workflow.privacy import retention, upkeep
from workflow.rules.model import Rule
from workflow.rules.settable import KEEP_CONTACT, KEEP_TEXT
from workflow.supervision import Order


def left(m, *words):
    return {word for _table, word in in_rows(m.office.database, words or ALL)}


def archived(m):
    issue = closed(m)
    return m.take(m.clock(), issue, "archive")


def test_contact_data_go_six_months_after_closing(matters):
    archived(matters)
    matters.watch.forward(days=180)  # from 23 November to 22 May
    assert retention.run(matters.office) == {KEEP_CONTACT: 0, KEEP_TEXT: 0}
    matters.watch.forward(days=1)
    assert retention.run(matters.office) == {KEEP_CONTACT: 1, KEEP_TEXT: 0}
    assert left(matters, PHONE, MAIL, MARKS["name"]) == set()
    assert MARKS["what"] in left(matters)


def test_texts_go_three_years_after_closing_and_the_answer_too(matters):
    issue = archived(matters)
    matters.watch.forward(days=3 * 365 + 1)
    assert retention.run(matters.office) == {KEEP_CONTACT: 1, KEEP_TEXT: 1}
    assert left(matters, *ALL, ANSWER) == set()
    assert (matters.again(issue).state, matters.again(issue).outcome) == ("archived", "solved")
    assert retention.run(matters.office) == {KEEP_CONTACT: 0, KEEP_TEXT: 0}
    assert verify(matters.office, entitled).status == 4


def test_what_an_auditor_noted_goes_with_the_text(matters):
    issue, noted = archived(matters), "再问一次王奶奶"
    keep_note(matters.office, matters.actor("auditor").id, issue.id, noted)
    matters.watch.forward(days=200)
    retention.run(matters.office)
    assert left(matters, noted) == {noted}
    matters.watch.forward(days=1000)
    retention.run(matters.office)
    assert left(matters, noted) == set()


def test_figures_stay(matters):
    archived(matters)
    matters.watch.forward(days=1200)
    retention.run(matters.office)
    with matters.office.database.reading() as db:
        given = bare(Evaluation)
        assert db.execute(select(func.count(), func.max(given.c.satisfied)).select_from(given)).one() == (2, 4)


def test_what_was_erased_by_request_loses_its_answer_when_the_time_is_over(matters):
    issue = closed(matters)
    granted(matters, asked(matters, issue))
    matters.watch.forward(days=1200)
    assert retention.run(matters.office)[KEEP_TEXT] == 1
    assert left(matters, ANSWER, "已按您的要求删除") == set()
    assert matters.again(issue).cleared_at is not None


def test_an_open_matter_keeps_everything_however_old(matters):
    raised(matters)
    matters.watch.forward(days=2000)
    assert retention.run(matters.office) == {KEEP_CONTACT: 0, KEEP_TEXT: 0}


def test_a_legal_hold_keeps_it_until_it_is_lifted(matters):
    issue = archived(matters)
    matters.take("street_head", issue, "place_hold", reason="法院调取")
    matters.watch.forward(days=200)
    assert retention.run(matters.office)[KEEP_CONTACT] == 0
    matters.take("street_head", issue, "lift_hold", reason="已结案")
    assert retention.run(matters.office)[KEEP_CONTACT] == 1


def test_a_dry_run_names_what_would_go_and_when_and_changes_nothing(matters):
    issue = archived(matters)
    today = local(matters.watch.now).date()
    with matters.office.database.reading() as db:
        found = retention.due(db, 1, KEEP_CONTACT, date(2027, 5, 31))
        ahead = retention.ahead(db, 1, today)
    assert [(one.number, one.on) for one in found] == [(issue.number, date(2027, 5, 23))]
    assert ahead == [("2027-05", 1, 0)]
    assert PHONE in left(matters)


def set_rule(m, who, org, key, amount, starts=date(2026, 11, 24)):
    with m.office.desk(m.actor(who)) as desk:
        desk.begin(Rule, "set_limit", {"org": m.street.orgs[org], "clock": key, "amount": amount, "starts": starts})


def test_the_street_sets_less_from_a_day_on_and_a_branch_less_still(matters):
    archived(matters)
    set_rule(matters, "street", "street", KEEP_CONTACT, 3)
    set_rule(matters, "secretary", "a1", KEEP_CONTACT, 1)
    with pytest.raises(BadAnswers):
        set_rule(matters, "secretary", "a1", KEEP_CONTACT, 4)
    matters.watch.forward(days=31)
    assert retention.run(matters.office)[KEEP_CONTACT] == 1


@pytest.mark.parametrize(("key", "months"), [(KEEP_CONTACT, 7), (KEEP_TEXT, 37)])
def test_nobody_sets_longer_than_the_notice_says_that_people_agreed_to(matters, key, months):
    with pytest.raises(BadAnswers):
        set_rule(matters, "street", "street", key, months)


def test_what_was_set_to_more_before_goes_when_the_notice_says(matters):
    archived(matters)
    row = {"street_id": 1, "state": "set", "version": 1, "head": "", "org_id": 1, "clock": KEEP_CONTACT, "amount": 12}
    with matters.office.database.writing() as db:
        db.execute(insert(bare(Rule)), row | {"starts": date(2026, 11, 1), "at": matters.watch.now})
        renew(db, 1)
    matters.watch.forward(days=181)
    assert retention.run(matters.office)[KEEP_CONTACT] == 1


def test_more_than_goes_at_a_time_goes_on_the_same_day(matters, monkeypatch):
    for _ in range(3):
        archived(matters)
    monkeypatch.setattr(retention, "SOME", 2)
    matters.watch.forward(days=190)
    assert upkeep.daily(matters.office, None) is None
    assert PHONE in left(matters)
    assert upkeep.daily(matters.office, None) == local(matters.watch.now).date()
    assert left(matters, PHONE) == set()


def test_what_a_rule_keeps_holds_up_nothing_behind_it(matters):
    """The first matter is supervised when its time is over: it stays, the next one goes."""
    first, second = archived(matters), archived(matters)
    street, branch, now = matters.street.orgs["street"], matters.street.orgs["a1"], matters.watch.now
    row = {"street_id": 1, "state": "issued", "version": 1, "head": "", "number": "督1", "stage": "hand", "replies": 0}
    row |= {"org_id": branch, "issuer_id": street, "issue_id": first.id, "about_noun": "issue", "about_id": first.id}
    row |= {"about_name": first.number, "clock": "answer", "clock_seq": 1, "late_since": now, "issued_at": now}
    with matters.office.database.writing() as db:
        db.execute(insert(bare(Order)), row)
    matters.watch.forward(days=1200)
    assert retention.run(matters.office, most=1)[KEEP_TEXT] == 1
    assert (matters.again(first).cleared_at, matters.again(second).cleared_at is None) == (None, False)


def test_it_happens_by_itself_once_a_day(matters):
    archived(matters)
    today = upkeep.daily(matters.office, None)
    assert today is not None
    matters.watch.forward(days=190)
    assert upkeep.daily(matters.office, local(matters.watch.now).date()) == today + timedelta(190)  # done already
    assert PHONE in left(matters)
    upkeep.daily(matters.office, today)
    assert left(matters, PHONE) == set()
