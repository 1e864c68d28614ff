"""What a page shows and what the desk does agree: for every state, step, role and relation, sentence for sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from tests.comparison import Comparison
from tests.matters import STORIES, Matters, accepted, executing
from tests.street import lend
from tests.thinning import thinned
from workflow.kernel import explain as explaining
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor
from workflow.orgs.entering import operator
from workflow.orgs.model import Person, Post

FRESH = [name for name in STORIES if name not in ("handling", "returned", "resisted")]
VARIANTS: dict[str, Any] = {
    "important": lambda m: accepted(m, category="drain"),
    "dangerous": lambda m: accepted(m, category="drain", urgency="danger"),
    "wants_photo": lambda m: executing(m, category="lamp"),
    "restricted": lambda m: m.take("secretary", m.reach("accepted"), "restrict", reason="涉及个人"),
    "instructed": lambda m: m.take("street", m.reach("accepted"), "instruct", text="尽快办理"),
    "head_recused": lambda m: m.take(
        "community", m.reach("accepted"), "recuse", person=m.street.people["secretary"], reason="亲属"
    ),
    "lead_returned": lambda m: m.reach("returned"),
    "units_at_work": lambda m: m.reach("handling"),
    "units_blocked": lambda m: m.reach("resisted"),
}
SCENES = [*FRESH, *VARIANTS]
CHUNKS = [SCENES[n::4] for n in range(4)]


@pytest.fixture
def cast(matters: Matters) -> dict[str, Actor]:
    """Every account of the street, and the secretary's deputy in all things."""
    day = local(matters.watch.now).date()
    with matters.office.database.writing() as db:
        person = db.execute(insert(bare(Person)).values(street_id=1, name="冯远")).inserted_primary_key[0]
    matters.street.people["deputy"] = person
    begun = day - timedelta(days=9)
    with matters.office.desk(operator()) as desk:
        member = {"person": person, "org": matters.street.orgs["a1"], "role": "member", "starts": begun}
        desk.begin(Post, "grant", member)
        lend(desk, matters.street, "secretary", "deputy", begun, day + timedelta(days=99), kind="deputy")
    return {name: matters.actor(name) for name in matters.street.people}


@pytest.mark.parametrize("chunk", thinned(range(len(CHUNKS)), 4))
def test_explain_and_the_desk_agree(matters, cast, chunk):
    scenes = {name: VARIANTS[name](matters) if name in VARIANTS else matters.reach(name) for name in CHUNKS[chunk]}
    stranger = matters.reporter(matters.register("secretary_b1"))
    now = matters.watch()
    comparison = Comparison(replace(matters.office, clock=lambda: now))
    for issue in scenes.values():
        own = stranger if issue.state == "past" else matters.reporter(issue)  # an old ledger has no code
        for actor in [*cast.values(), own, stranger, matters.clock()]:
            for subject in [issue, *matters.sheets(issue)]:
                comparison.of(actor, subject)
    counts = comparison.counts
    assert counts["refused"] > 900, counts
    assert counts["allowed"] > 200, counts
    assert counts["unseen"] > 50, counts
    assert comparison.unanswerable <= {"merge", "rule_move"}


@pytest.mark.slow
def test_late_matters_agree_too(matters, cast):
    """Some rules ask for the time: thirty days after the closing, the limit of a unit, the day of a reminder."""
    scenes = [matters.reach(name) for name in ("closed", "handling", "executing", "paused")]
    matters.take("community", scenes[2], "remind")
    comparisons = []
    for days in (0, 45):
        matters.watch.forward(days=days)
        now = matters.watch()
        comparison = Comparison(replace(matters.office, clock=lambda now=now: now))
        for issue in scenes:
            for actor in [*cast.values(), matters.reporter(issue), matters.clock()]:
                for subject in [issue, *matters.sheets(issue)]:
                    comparison.of(actor, subject)
        comparisons.append({step for _noun, _id, step in comparison.buttons})
    assert {"object", "give_back", "ask_extension"} <= comparisons[0]
    assert not {"object", "give_back", "ask_extension"} & comparisons[1]


def test_a_comparison_that_cannot_fail_would_be_none(matters, cast, monkeypatch):
    """A naive twin: a page that shows every step to everybody must be found out."""
    monkeypatch.setattr(explaining, "_refusal", lambda case, step: None)
    issue = matters.reach("accepted")
    comparison = Comparison(matters.office)
    with pytest.raises(AssertionError):
        comparison.of(cast["auditor"], issue)
