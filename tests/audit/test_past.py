"""A past moment is read from the entries alone, and is what the rows said at that moment."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.issues.promises import ISSUES, ORGS, SHEETS
from tests.issues.test_walks import Walk
from tests.matters import Matters
from tests.thinning import thinned
from workflow.audit import past
from workflow.issues.model import Issue
from workflow.issues.words import OUTCOMES, URGENCIES
from workflow.kernel.i18n import Label

Snapshot = tuple[datetime, dict[str, Any], list[tuple[Any, ...]]]
"""When, the row of the matter with names for its ids, and (unit, role, state, due) of its assignments."""


def now_of(matters: Matters, id: int) -> Snapshot:
    """What the rows say now: taken behind the product's back, never from its history."""
    with matters.office.database.reading() as db:
        names = dict(db.execute(select(ORGS.c.id, ORGS.c.name)).all())
        row = dict(db.execute(select(ISSUES).where(ISSUES.c.id == id)).mappings().one())
        sheets = db.execute(select(SHEETS).where(SHEETS.c.issue_id == id).order_by(SHEETS.c.id))
        held = [(names[one.unit_id], one.role, one.state, one.due_at) for one in sheets]
    row |= {name: names.get(row[name]) for name in ("owner_id", "holder_id", "lead_id")}
    return matters.watch.now, row, held


def same(stood: past.Past, snapshot: Snapshot) -> None:
    _at, row, held = snapshot
    assert (stood.state, stood.seq, stood.hash) == (row["state"], row["version"], row["head"])
    assert (stood.owner, stood.holder, stood.lead) == (row["owner_id"], row["holder_id"], row["lead_id"])
    assert (stood.due_at, stood.paused_at) == (row["due_at"], row["paused_at"])
    assert stood.urgency == Label(URGENCIES[row["urgency"]])
    assert stood.outcome == (Label(OUTCOMES[row["outcome"]]) if row["outcome"] else None)
    assert [(one.unit, one.role, one.state, one.due_at) for one in stood.sheets] == held


class Watched(Walk):
    """A walk in which every touched matter is photographed after each step."""

    def __init__(self, matters: Matters, seed: int) -> None:
        super().__init__(matters, seed)
        self.seen: dict[int, list[Snapshot]] = {}

    def turn(self) -> None:
        super().turn()
        for id in self.mine:
            self.seen.setdefault(id, []).append(now_of(self.matters, id))


@pytest.mark.parametrize("seed", thinned(range(4), 4))
def test_a_moment_is_rebuilt_as_it_was_recorded(database, seed):
    matters = Matters(database)
    walk, chance = Watched(matters, seed), random.Random(seed)
    while walk.steps.total() < 60:
        walk.turn()
    moments = [(id, place) for id, seen in walk.seen.items() for place in range(len(seen))]
    for id, place in chance.choices(moments, k=250):
        seen = walk.seen[id]
        start, end = seen[place][0], seen[place + 1][0] if place + 1 < len(seen) else matters.watch.now
        with database.reading() as db:
            issue = Issue(**db.execute(select(ISSUES).where(ISSUES.c.id == id)).mappings().one())
            stood = past.as_of(db, issue, start)
        assert start <= end
        same(stood, seen[place])


def test_the_stretches_add_up_to_the_age(matters):
    issue = matters.reach("closed")
    with matters.office.database.reading() as db:
        stood = past.as_of(db, issue, matters.watch.now)
    assert sum((one.end - one.start for one in stood.stays), timedelta()) == stood.at - issue.registered_at
    assert [one.state for one in stood.stays][:2] == ["registered", "accepted"]


def test_before_it_was_registered_there_is_nothing_to_rebuild(matters):
    issue = matters.reach("accepted")
    with matters.office.database.reading() as db, pytest.raises(past.NotYet):
        past.as_of(db, issue, issue.registered_at - timedelta(seconds=1))


def test_what_happened_later_is_not_known_then(matters):
    issue = matters.reach("accepted")
    then = matters.watch.now
    matters.watch.forward(days=2)
    matters.take("secretary", issue, "execute", basis="routine")
    with matters.office.database.reading() as db:
        stood = past.as_of(db, issue, then)
    assert (stood.state, stood.seq) == ("accepted", 2)
    assert "executing" not in past.dwells(stood)


def test_an_entry_older_than_what_is_recorded_says_only_its_state(matters):
    """As entries of an earlier version of this software do."""
    issue = matters.reach("accepted")
    recorded, Issue.recorded = Issue.recorded, ()
    try:
        matters.take("secretary", issue, "note", text="旧版本写的")
    finally:
        Issue.recorded = recorded
    with matters.office.database.reading() as db:
        stood = past.as_of(db, issue, matters.watch.now)
    assert (stood.state, stood.owner, stood.known) == ("accepted", None, False)
