"""Two people press at once: one wins, the others read who was faster; the naive twin loses what the desk keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.kernel.forgery import disarm
from tests.kernel.racing import WORKERS, Outcome, Press, Racers
from tests.matters import Matters
from workflow.issues import Issue
from workflow.issues.entitled import entitled
from workflow.kernel.clock import local, utc_now
from workflow.kernel.db import Database, bare
from workflow.kernel.history import EVENTS
from workflow.kernel.verify import verify

ISSUES = bare(Issue)
pytestmark = pytest.mark.xdist_group("races")  # one set of racers, where tests are dealt out by group


@pytest.fixture(scope="module")
def racers() -> Iterator[Racers]:
    yield (started := Racers())
    started.close()


@pytest.fixture
def now(database_url) -> Iterator[Matters]:
    """A street on the real clock, which the racing processes use as well."""
    matters = Matters(Database(database_url))
    matters.office = replace(matters.office, clock=utc_now)
    matters.watch.now = utc_now()
    matters.street.office = matters.office
    yield matters
    matters.office.database.close()


def accepted(matters: Matters, n: int) -> list[int]:
    """Ids of fresh matters, made in one transaction."""
    clutter = matters.street.categories["clutter"]
    with matters.office.desk(matters.actor("secretary")) as desk:
        ids = [desk.begin(Issue, "register", {"what": "纸箱", "place": "荔枝路12号"}).id for _ in range(n)]
        for id in ids:
            desk.take(Issue, id, "accept", {"category": clutter, "urgency": "general"})
    return ids


def conflicting(matters: Matters, id: int, version: int | None = 2) -> list[Press]:
    """Four buttons of which only one can come first."""
    secretary, community = matters.actor("secretary"), matters.actor("community")
    unit, later = matters.street.orgs["u1"], str(local(matters.watch.now).date())
    return [
        Press(secretary, id, "execute", {"basis": "routine"}, version),
        Press(secretary, id, "transfer", {"lead": unit, "request": "清理", "basis": "routine"}, version),
        Press(community, id, "suspend", {"explanation": "等待", "review_on": later}, version),
        Press(secretary, id, "escalate", {"reason": "too_major", "facts": "两栋楼", "basis": "routine"}, version),
    ]


def one_wins(racers: Racers, matters: Matters, url: str, rounds: int) -> None:
    ids = accepted(matters, rounds)
    told = racers.race(url, [conflicting(matters, id) for id in ids])
    names = {"周明", "卫东"}
    for outcomes in told:
        assert Counter(outcome.what for outcome in outcomes) == {"won": 1, "Stale": WORKERS - 1}
        for outcome in outcomes:
            if outcome.what == "Stale":
                assert any(name in outcome.sentence for name in names), outcome.sentence
                assert ":" in outcome.sentence
    with matters.office.database.reading() as db:
        assert set(db.execute(select(ISSUES.c.version)).scalars()) == {3}
        states = set(db.execute(select(ISSUES.c.state)).scalars())
    assert len(states) > 1, "the same worker always won: this was no race"
    assert verify(matters.office, entitled).status == 0


def test_of_four_who_press_at_once_one_wins_and_three_hear_of_it(racers, now, database_url):
    one_wins(racers, now, database_url, 60)


@pytest.mark.slow
def test_of_four_who_press_a_thousand_times_one_wins_each_time(racers, now, database_url):
    one_wins(racers, now, database_url, 1000)


def test_without_a_version_in_hand_the_state_decides(racers, now, database_url):
    """A program that names no version: whoever comes late finds the step illegal, and nothing happens twice."""
    ids = accepted(now, 20)
    told = racers.race(database_url, [[conflicting(now, id, None)[0]] * WORKERS for id in ids])
    for outcomes in told:
        assert Counter(outcome.what for outcome in outcomes) == {"won": 1, "NotLegal": WORKERS - 1}
    assert verify(now.office, entitled).status == 0


def test_the_same_key_at_the_same_moment_makes_one_step(racers, now, database_url):
    ids = accepted(now, 30)
    button = [replace(conflicting(now, id)[0], key=f"form-{id}") for id in ids]
    told = racers.race(database_url, [[one] * WORKERS for one in button])
    for outcomes in told:
        assert Counter(outcome.what for outcome in outcomes) == {"won": 1, "again": WORKERS - 1}
    with now.office.database.reading() as db:
        steps = select(func.count()).select_from(EVENTS).where(EVENTS.c.step == "execute")
        assert db.execute(steps).scalar_one() == len(ids)


def test_notes_written_at_once_are_all_kept_in_one_chain(racers, now, database_url):
    """Nobody conflicts here: every entry is written, each after another, without a gap."""
    id = accepted(now, 1)[0]
    note = Press(now.actor("secretary"), id, "note", {"text": "同时"})
    told = racers.race(database_url, [[note] * WORKERS for _ in range(25)])
    assert {outcome for outcomes in told for outcome in outcomes} == {Outcome("won")}
    with now.office.database.reading() as db:
        assert db.execute(select(ISSUES.c.version)).scalar_one() == 2 + 25 * WORKERS
    assert verify(now.office, entitled).status == 0


def test_the_naive_twin_loses_what_the_desk_keeps(racers, now, database_url):
    """A check that cannot fail is no check: without lock and version, two of the four win in some round."""
    ids = accepted(now, 60)
    disarm(now.office.database)  # the triggers would save even the naive
    told = racers.race(database_url, [[conflicting(now, id)[n] for n in (0, 3, 0, 3)] for id in ids], how="naive")
    wins = Counter(sum(outcome.what == "won" for outcome in outcomes) for outcomes in told)
    assert sum(n for many, n in wins.items() if many > 1) > 0, wins
    assert verify(now.office, entitled).status != 0
