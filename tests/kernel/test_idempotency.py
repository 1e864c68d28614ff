"""The same form sent twice makes one step, and a key belongs to one person and one request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from workflow.issues import Issue
from workflow.issues.codes import code_for
from workflow.kernel import idempotency
from workflow.kernel.errors import BadAnswers, KeyReused, NotFound
from workflow.kernel.history import EVENTS
from workflow.kernel.policy import REPORTER, Actor, Capacity

NEW = {"what": "路灯不亮", "place": "荔枝路12号"}


@pytest.fixture
def events(matters):
    def count() -> int:
        with matters.office.database.reading() as db:
            return int(db.execute(select(func.count()).where(EVENTS.c.noun == "issue")).scalar_one())

    return count


def test_a_registration_sent_twice_is_one_and_answers_with_the_same_code(matters, events):
    codes = []
    for _ in range(3):
        with matters.office.desk(matters.actor("secretary"), key="form-1") as desk:
            issue = desk.begin(Issue, "register", NEW)
            codes.append((issue.id, code_for(matters.office, desk.result["nonce"]), desk.repeated))
    assert len(set(codes[1:])) == 1
    assert [code[:2] for code in codes] == [codes[0][:2]] * 3
    assert [code[2] for code in codes] == [False, True, True]
    assert events() == 1


def test_a_step_sent_twice_is_one_even_when_it_is_no_longer_legal(matters, events):
    issue = matters.reach("accepted")
    before = events()
    for _ in range(2):
        with matters.office.desk(matters.actor("secretary"), key="form-2") as desk:
            assert desk.take(Issue, issue.id, "execute", {"basis": "routine"}).state == "executing"
    assert events() == before + 1


def test_a_step_that_takes_the_matter_out_of_sight_may_be_sent_twice_as_well(matters, events):
    """Handed to another branch by a double click: the second answer is the first one, not "not found"."""
    issue = matters.register()
    before = events()
    to = {"org": matters.street.orgs["b1"], "reason": "在西一"}
    for _ in range(2):
        with matters.office.desk(matters.actor("secretary"), key="form-3") as desk:
            assert desk.take(Issue, issue.id, "route", to).owner_id == matters.street.orgs["b1"]
    assert events() == before + 1
    with pytest.raises(NotFound), matters.office.desk(matters.actor("secretary"), key="form-4") as desk:
        desk.take(Issue, issue.id, "route", to)


@pytest.mark.parametrize(
    "other",
    [("note", {"text": "另一句"}), ("contact", {"how": "phone", "said": "一句"})],
)
def test_a_key_with_other_content_is_refused(matters, events, other):
    issue = matters.reach("accepted")
    with matters.office.desk(matters.actor("secretary"), key="k") as desk:
        desk.take(Issue, issue.id, "note", {"text": "一句"})
    before = events()
    with pytest.raises(KeyReused), matters.office.desk(matters.actor("secretary"), key="k") as desk:
        desk.take(Issue, issue.id, *other)
    assert events() == before


def test_a_key_belongs_to_one_person(matters, events):
    issue = matters.reach("accepted")
    before = events()
    for who in ("secretary", "community"):
        with matters.office.desk(matters.actor(who), key="k") as desk:
            desk.take(Issue, issue.id, "note", {"text": "一句"})
    assert events() == before + 2


def test_reporters_do_not_share_their_keys(matters, events):
    issues = [matters.reach("accepted"), matters.reach("accepted")]
    before = events()
    for issue in issues:
        with matters.office.desk(matters.reporter(issue), key="k") as desk:
            desk.take(Issue, issue.id, "supplement", {"more": "一句"})
    assert events() == before + 2


def test_two_reporters_of_one_matter_do_not_share_their_keys(matters, events):
    issue = matters.reach("leading")
    before = events()
    for claim in (1, 2):
        reporter = Actor(0, "", (Capacity(REPORTER, issue.id, 1, behalf=claim),))
        with matters.office.desk(reporter, key="k") as desk:
            desk.take(Issue, issue.id, "supplement", {"more": f"{claim}"})
    assert events() == before + 2


def test_a_refused_step_does_not_use_up_its_key(matters):
    issue = matters.reach("accepted")
    with pytest.raises(BadAnswers), matters.office.desk(matters.actor("secretary"), key="k") as desk:
        desk.take(Issue, issue.id, "execute", {})
    with matters.office.desk(matters.actor("secretary"), key="k") as desk:
        assert desk.take(Issue, issue.id, "execute", {"basis": "routine"}).state == "executing"


def test_keys_are_forgotten_after_two_days_and_not_before(matters):
    with matters.office.desk(matters.actor("secretary"), key="k") as desk:
        desk.begin(Issue, "register", NEW)
    now = matters.watch.now
    with matters.office.database.writing() as db:
        assert idempotency.forget(db, now + timedelta(hours=47)) == 0
        assert idempotency.forget(db, now + timedelta(hours=49)) == 1


@pytest.mark.parametrize("key", ["键" * 60, "a" * 200, "'; --", "😀"])
def test_any_text_can_be_a_key(matters, key):
    with matters.office.desk(matters.actor("secretary"), key=key) as desk:
        assert desk.begin(Issue, "register", NEW).id
