"""A sample is drawn once by a stated seed, judged one by one, and ends in a finding; no matter is touched by it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from workflow.audit import Inspection
from workflow.audit.notes import keep_note, note_on
from workflow.audit.queries import items
from workflow.audit.sampling import rank
from workflow.issues import Issue
from workflow.kernel import policy
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers, Barred, NotFound, NotPermitted

ISSUES = bare(Issue)
DAY = "2026-11-23"


def draw(matters, who: str = "auditor", **asked: Any) -> Inspection:
    told = {"title": "抽查", "since": DAY, "until": DAY, "size": 3, "seed": "litchi"} | asked
    with matters.office.desk(matters.actor(who)) as desk:
        return desk.begin(Inspection, "draw", told)


def drawn(matters, inspection: Inspection) -> list[Any]:
    with matters.office.database.reading() as db:
        return items(db, inspection, matters.actor("auditor"))


@pytest.fixture
def eight(matters):
    for _ in range(8):
        matters.register()
    return matters


def test_anybody_can_draw_the_same_sample_again(eight):
    with eight.office.database.reading() as db:
        numbers = db.execute(select(ISSUES.c.number)).scalars().all()
    by_hand = sorted(numbers, key=lambda number: rank("litchi", number))[:3]
    first, second = draw(eight), draw(eight)
    assert [row.number for row in drawn(eight, first)] == [row.number for row in drawn(eight, second)] == by_hand
    assert first.population == 8


def test_another_seed_draws_another_sample_and_an_unsaid_one_is_written_down(eight):
    samples = {tuple(row.number for row in drawn(eight, draw(eight, seed=seed))) for seed in "abcdef"}
    assert len(samples) > 1
    assert len(draw(eight, seed="").seed) == 12


def test_a_finding_waits_for_the_last_matter(eight):
    inspection = draw(eight)
    *some, last = drawn(eight, inspection)
    for row in some:
        eight.take("auditor", inspection, "judge", issue=row.id, verdict="sound")
    with pytest.raises(Barred):
        eight.take("auditor", inspection, "conclude", finding="合规")
    eight.take("auditor", inspection, "judge", issue=last.id, verdict="breach", remark="逾期未答复")
    assert eight.take("auditor", inspection, "conclude", finding="一件违规").state == "concluded"
    assert [row.verdict for row in drawn(eight, inspection)] == ["sound", "sound", "breach"]


def test_a_fault_needs_its_words(eight):
    inspection = draw(eight)
    with pytest.raises(BadAnswers) as refused:
        eight.take("auditor", inspection, "judge", issue=drawn(eight, inspection)[0].id, verdict="breach")
    assert set(refused.value.fields) == {"remark"}


def test_a_matter_is_judged_once_and_only_if_it_was_drawn(eight):
    inspection = draw(eight)
    first = drawn(eight, inspection)[0]
    eight.take("auditor", inspection, "judge", issue=first.id, verdict="sound")
    with pytest.raises(BadAnswers):
        eight.take("auditor", inspection, "judge", issue=first.id, verdict="sound")


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2026-11-23", "until": "2026-11-22"},
        {"since": "2020-01-01"},
        {"until": "2027-01-01"},
        {"size": 0},
        {"size": 101},
        {"risk": "everything"},
        {"since": "2026-11-01", "until": "2026-11-02"},
    ],
)
def test_a_sample_that_cannot_be_drawn_is_explained(eight, asked):
    with pytest.raises(BadAnswers):
        draw(eight, **asked)


def test_only_auditors_draw(eight):
    for who in ("secretary", "street", "security", "system"):
        with pytest.raises(NotPermitted):
            draw(eight, who)


def test_the_street_reads_it_only_with_its_finding(eight):
    inspection = draw(eight, size=1)
    with eight.office.database.reading() as db, pytest.raises(NotFound):
        policy.find(db, eight.actor("street"), Inspection, inspection.id)
    eight.take("auditor", inspection, "judge", issue=drawn(eight, inspection)[0].id, verdict="sound")
    eight.take("auditor", inspection, "conclude", finding="合规")
    with eight.office.database.reading() as db:
        assert policy.find(db, eight.actor("street"), Inspection, inspection.id).finding == "合规"
        with pytest.raises(NotFound):
            policy.find(db, eight.actor("secretary"), Inspection, inspection.id)


def test_no_matter_is_touched(eight):
    with eight.office.database.reading() as db:
        before = db.execute(select(ISSUES.c.id, ISSUES.c.version, ISSUES.c.head)).all()
    inspection = draw(eight, size=1)
    eight.take("auditor", inspection, "judge", issue=drawn(eight, inspection)[0].id, verdict="sound")
    eight.take("auditor", inspection, "conclude", finding="合规")
    with eight.office.database.reading() as db:
        assert db.execute(select(ISSUES.c.id, ISSUES.c.version, ISSUES.c.head)).all() == before


def test_a_note_to_oneself_is_seen_by_nobody_else(eight):
    me, other = eight.actor("auditor").id, eight.actor("street").id
    keep_note(eight.office, me, 1, "再问一次物业")
    with eight.office.database.reading() as db:
        assert (note_on(db, me, 1), note_on(db, other, 1)) == ("再问一次物业", "")
    keep_note(eight.office, me, 1, "")
    with eight.office.database.reading() as db:
        assert note_on(db, me, 1) == ""
