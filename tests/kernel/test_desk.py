"""The desk: all or nothing, one order of refusals, and no step but those that are declared."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from workflow.issues import Assignment, Issue
from workflow.kernel.accesses import ACCESSES, CHAINS
from workflow.kernel.db import Record
from workflow.kernel.errors import BadAnswers, Barred, NotFound, NotLegal, NotPermitted, Refusal, Stale
from workflow.kernel.policy import Actor, Capacity

HUGE = [0, -1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**30]


@pytest.fixture
def rows(matters):
    """How many rows each table holds, and the sum of all versions: what a refused step must leave alone.

    The second log, which remembers the try, is looked at apart.
    """

    def count() -> dict[str, int]:
        with matters.office.database.reading() as db:
            tables = [table for table in Record.metadata.tables.values() if table not in (ACCESSES, CHAINS)]
            found = {table.name: db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
            issues = Record.metadata.tables["issues"]
            return found | {"versions": db.execute(select(func.sum(issues.c.version))).scalar_one() or 0}

    return count


@pytest.mark.parametrize(
    ("who", "story", "step", "data", "refusal"),
    [
        ("secretary_b1", "accepted", "note", {"text": "看看"}, NotFound),
        ("auditor", "accepted", "note", {"text": "看看"}, NotPermitted),
        ("secretary", "accepted", "verify", {}, NotLegal),
        ("secretary", "accepted", "no_such_step", {}, NotFound),
        ("secretary", "accepted", "register", {"what": "再来", "place": "荔枝路12号"}, NotLegal),
        ("secretary", "accepted", "schedule", {}, NotPermitted),
        ("secretary", "accepted", "transfer", {"lead": 10**9}, BadAnswers),
        ("secretary", "accepted", "execute", {"basis": "meeting"}, BadAnswers),
        ("secretary", "verifying", "verify", {"outcome": "solved", "answer": "好"}, NotPermitted),
        ("community", "at_the_street", "remand", {}, NotPermitted),
        ("street", "at_the_street", "escalate", {}, Barred),
    ],
)
def test_a_refused_step_leaves_no_trace(matters, rows, who, story, step, data, refusal):
    issue = matters.reach(story)
    before, logged = rows(), tries(matters)
    with pytest.raises(refusal) as refused:
        matters.take(who, issue, step, **data)
    assert str(refused.value.sentence)
    assert rows() == before
    told = (who, "issue", issue.id, step, refusal.code)
    assert tries(matters) == logged + [told] * (refusal.status in (403, 409))


def tries(matters):
    """(account, noun, id, step, code) of every refused try in the second log."""
    names = {matters.actor(name).id: name for name in ("secretary", "auditor", "community", "street", "secretary_b1")}
    mine = select(ACCESSES.c.payload).where(ACCESSES.c.kind == "refusal").order_by(ACCESSES.c.at)
    with matters.office.database.reading() as db:
        found = [json.loads(payload) for payload in db.execute(mine).scalars()]
    return [(names[e["actor"]["id"]], e["noun"], e["id"], e["facts"]["step"], e["facts"]["code"]) for e in found]


def test_a_crash_in_the_middle_of_an_effect_leaves_no_trace(matters, rows, monkeypatch):
    issue = matters.reach("accepted")
    before = rows()

    def crash(*_args: object, **_data: object) -> None:
        raise RuntimeError("the light went out")

    monkeypatch.setattr("workflow.kernel.desk.Desk._settle", crash)
    with pytest.raises(RuntimeError):
        matters.take("secretary", issue, "execute", basis="routine")
    assert rows() == before
    assert matters.again(issue).state == "accepted"


def test_a_consequence_that_is_refused_takes_the_cause_with_it(matters, rows):
    """Transfer to a unit and a step that is not legal afterwards, at one desk: neither happens."""
    issue = matters.reach("accepted")
    before = rows()
    data = {"lead": matters.street.orgs["u1"], "request": "清理", "basis": "routine"}
    desk = matters.office.desk(matters.actor("secretary"))

    def both() -> None:
        with desk:
            desk.take(Issue, issue.id, "transfer", data)
            desk.take(Issue, issue.id, "execute", {"basis": "routine"})

    with pytest.raises(NotLegal):
        both()
    assert rows() == before


@pytest.mark.parametrize("id", HUGE)
def test_an_id_that_cannot_be_is_simply_not_found(matters, id):
    for model in (Issue, Assignment):
        with pytest.raises(NotFound), matters.office.desk(matters.actor("secretary")) as desk:
            desk.take(model, id, "note" if model is Issue else "sign", {"text": "x"})


@pytest.mark.parametrize("foreign", [10**9, -5, "x", None, [], {"a": 1}, 2**70, "1 OR 1=1"])
def test_an_answer_that_names_something_foreign_is_refused_by_field(matters, foreign):
    issue = matters.reach("accepted")
    with pytest.raises(BadAnswers) as refused:
        matters.take("secretary", issue, "transfer", lead=foreign, request="清理", basis="routine")
    assert set(refused.value.fields) == {"lead"}


def test_every_wrong_answer_is_named_at_once(matters):
    with pytest.raises(BadAnswers) as refused:
        matters.take("secretary", matters.reach("accepted"), "transfer", days="很多")
    assert set(refused.value.fields) == {"lead", "request", "basis", "days"}


def test_only_a_birth_step_can_bear(matters, rows):
    before = rows()
    for name, step in Issue.flow.steps.items():
        if step.sources:
            with pytest.raises(Refusal), matters.office.desk(matters.actor("secretary")) as desk:
                desk.begin(Issue, name, {"what": "x", "place": "荔枝路12号", "text": "x"})
    assert rows() == before


def test_a_consequence_cannot_be_born_by_hand(matters):
    issue = matters.reach("transferred")
    with pytest.raises(NotPermitted), matters.office.desk(matters.actor("secretary")) as desk:
        desk.begin(Assignment, "dispatch", {"issue": issue.id, "unit": 8, "role": "co", "request": "再来"})


def test_an_actor_without_any_hat_can_do_nothing_even_with_a_key(matters):
    with pytest.raises(NotPermitted), matters.office.desk(Actor(0, "", ()), key="k") as desk:
        desk.begin(Issue, "register", {"what": "x", "place": "荔枝路12号"})


def test_an_actor_without_any_hat_can_do_nothing(matters):
    issue = matters.reach("accepted")
    nobody = Actor(1, "周明", ())
    with pytest.raises(NotFound):
        matters.take(nobody, issue, "note", text="x")
    with pytest.raises(NotPermitted):
        matters.register(nobody)


def test_another_street_sees_nothing(matters):
    issue = matters.reach("accepted")
    stranger = Actor(1, "周明", (Capacity("street_officer", 1, 2, "street", (1,)),))
    with pytest.raises(NotFound):
        matters.take(stranger, issue, "note", text="x")


def test_an_old_version_is_told_who_was_faster_and_with_what(matters):
    issue = matters.reach("accepted")
    matters.take("community", issue, "suspend", explanation="等待", review_on="2026-12-15")
    with pytest.raises(Stale) as refused, matters.office.desk(matters.actor("secretary")) as desk:
        desk.take(Issue, issue.id, "note", {"text": "x"}, version=issue.version)
    said = str(refused.value.sentence.render())
    assert "卫东" in said
    assert "09:00" in said
    assert "挂账" in said


def test_somebody_without_the_role_hears_that_first_and_not_what_happened(matters):
    issue = matters.reach("accepted")
    with pytest.raises(NotPermitted), matters.office.desk(matters.actor("auditor")) as desk:
        desk.take(Issue, issue.id, "note", {"text": "x"}, version=issue.version - 1)


def test_a_version_grows_by_one_with_each_step(matters):
    issue = matters.reach("accepted")
    for n in range(1, 4):
        assert matters.take("secretary", issue, "note", text="x").version == issue.version + n


def test_what_is_told_is_written_with_the_step_and_holds_no_words(matters):
    issue = matters.register(what="漏水的管子", reporter_name="张三丰", reporter_phone="13812345678")
    matters.take("secretary", issue, "note", text="住户很着急")
    with matters.office.database.reading() as db:
        told = [str(row) for row in db.execute(select(Record.metadata.tables["outbox"]))]
    assert len(told) >= 2
    for secret in ("漏水", "张三丰", "13812345678", "着急"):
        assert not [line for line in told if secret in line]
