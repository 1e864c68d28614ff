"""In whatever order people raise, add, object, judge, hold and erase: history is sound, erased words are gone."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from tests.matters import Matters
from tests.privacy.traces import in_rows
from tests.thinning import thinned
from workflow.issues import Issue
from workflow.issues.entitled import entitled
from workflow.issues.model import Claim
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import Refusal
from workflow.kernel.verify import verify
from workflow.privacy import retention

CLAIMS = bare(Claim)
TURNS = 70
WORN = ("registered", "accepted", "executing", "verifying", "replied")
"""The plain way; where a matter stands on it decides which act of the list would take it on."""


class Chance:
    """One matter after the other, everything written with a word of its own."""

    def __init__(self, m: Matters, seed: int) -> None:
        self.m, self.chance, self.words = m, random.Random(seed), 0
        self.issues: list[Issue] = []

    def word(self) -> str:
        self.words += 1
        return f"词{self.words:03d}完"

    def raise_one(self) -> None:
        told = {"what": self.word(), "place": "荔枝路12号", "reporter_name": self.word()}
        self.issues.append(self.m.register(**told))

    def turn(self) -> None:
        m, issue = self.m, self.m.again(self.chance.choice(self.issues))
        reporter, clutter = m.reporter(issue), m.street.categories["clutter"]
        acts = [
            lambda: m.take("secretary", issue, "accept", category=clutter, urgency="general"),
            lambda: m.take("secretary", issue, "execute", basis="routine", plan=self.word()),
            lambda: m.take("secretary", issue, "report_done", result=self.word()),
            lambda: m.take("member", issue, "verify", outcome="solved", answer="答复"),
            lambda: m.take(reporter, issue, "confirm", contacted=True, solved=True, words=self.word()),
            lambda: m.take(reporter, issue, "supplement", more=self.word()),
            lambda: m.take(reporter, issue, "object", remains=self.word()),
            lambda: m.take(reporter, issue, "withdraw", reason=self.word()),
            lambda: m.take(reporter, issue, "correct_contact", name=self.word()),
            lambda: m.take(reporter, issue, "erase_contact"),
            lambda: m.take(reporter, issue, "ask_erasure"),
            lambda: m.take("secretary", m.asked(issue), "propose", result="approve", opinion="同意"),
            lambda: m.take("community", m.asked(issue), "approve"),
            lambda: m.take("street_head", issue, "place_hold", reason="调取"),
            lambda: m.take("street_head", issue, "lift_hold", reason="结案"),
            lambda: m.take("secretary", issue, "merge", lead=self.issues[0].id),
            lambda: m.take(m.clock(), issue, "archive"),
            lambda: m.watch.forward(days=self.chance.choice((1, 40, 200))),
            lambda: retention.run(m.office),
            self.raise_one,
        ]
        luck = self.chance.random()
        onward = acts[WORN.index(issue.state)] if issue.state in WORN else self.chance.choice(acts[10:13])
        with suppress(Refusal, IndexError):
            (onward if luck < 0.5 else self.chance.choice(acts))()

    def end(self) -> None:
        """Many years later, with every hold lifted: all that was ever settled is over."""
        for issue in self.issues:
            with suppress(Refusal):
                self.m.take("street_head", issue, "lift_hold", reason="结案")
        self.m.watch.forward(days=4000)
        retention.run(self.m.office)


@pytest.mark.parametrize("seed", thinned(range(12), 12))
def test_history_stays_sound_and_what_was_erased_is_gone(matters, seed):
    chance = Chance(matters, seed)
    chance.raise_one()
    for _ in range(TURNS):
        chance.turn()
    chance.end()
    report = verify(matters.office, entitled)
    assert (report.status in (0, 4), report.first_bad) == (True, None)
    gone = 0
    for issue in chance.issues:
        now = matters.again(issue)
        with matters.office.database.reading() as db:
            claims = fetch(db, Claim, CLAIMS.c.issue_id == issue.id)
        assert (now.erased_at is not None) <= all(claim.erased_at is not None for claim in claims)
        if now.erased_at is not None:
            gone += 1
            assert not in_rows(matters.office.database, [issue.what]), "its words stand nowhere"
    assert gone, "a walk that never erases shows nothing"
