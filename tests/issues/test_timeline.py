"""The history of a matter as officers read it: what was answered, in words."""

from __future__ import annotations

import re

import pytest

from tests.matters import Matters
from workflow.issues.timeline import timeline


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("transferred", ["register", "accept", "transfer", "dispatch", "dispatch"]),
        ("units_reported", ["finish", "report", "units_done"]),
        ("resisted", ["sign", "sign", "resist", "block", "hold", "hold"]),
    ],
)
def test_the_cause_stands_before_what_follows_at_the_same_instant(
    matters: Matters, state: str, steps: list[str]
) -> None:
    """Entries of one transaction share their time: told by that alone, a database may tell them in any order."""
    with matters.office.database.reading() as db:
        told = [entry.step for entry in timeline(db, matters.reach(state).id)]
    assert told[-len(steps) :] == steps


@pytest.mark.parametrize(
    ("state", "question", "answer"),
    [("scheduled", "会议日期", r"\d{4}年\d+月\d+日"), ("past", "登记时间", r"\d{4}年\d+月\d+日 \d\d:\d\d")],
)
def test_a_day_is_told_as_papers_say_it(matters: Matters, state: str, question: str, answer: str) -> None:
    with matters.office.database.reading() as db:
        entries = timeline(db, matters.reach(state).id)
    told = {label.message: str(value) for entry in entries for label, value in entry.told}
    assert re.fullmatch(answer, told[question])
