"""The flow as a picture: every number on it can be read."""

from __future__ import annotations

import itertools
import re

from web.pictures.law import Law, draw
from workflow.issues.flow import issue_flow

BUSY = {
    ("registered", "accepted"): 288, ("accepted", "scheduled"): 98, ("scheduled", "accepted"): 20,
    ("accepted", "executing"): 114, ("accepted", "transferred"): 52, ("scheduled", "executing"): 64,
    ("executing", "verifying"): 143, ("transferred", "verifying"): 67, ("verifying", "replied"): 195,
    ("replied", "closed"): 167,
}  # fmt: skip


def test_no_number_covers_another() -> None:
    states = issue_flow.export()["states"]
    drawn = draw(Law(states, BUSY, dict.fromkeys(states, "3"), {}), str)
    found = re.findall(r'law-times" x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)">([^<]+)<', str(drawn))
    assert {words for *_place, words in found} == {f"× {n}" for n in BUSY.values()}
    for (x, y, size, _), (other_x, other_y, *_rest) in itertools.combinations(found, 2):
        apart = abs(float(x) - float(other_x)), abs(float(y) - float(other_y))
        assert apart[0] > 3 * float(size) or apart[1] > 0.8 * float(size), (x, y, other_x, other_y)


def test_no_arrow_begins_or_ends_where_another_does() -> None:
    drawn = draw(Law(issue_flow.export()["states"], BUSY, {}, {}), str)
    ends = [
        end
        for begins, reaches in re.findall(r'd="M([\d.]+ [\d.]+)C(?:[-\d.]+ ){4}([-\d.]+ [-\d.]+)"', str(drawn))
        for end in (begins, reaches)
    ]
    assert len(ends) == 2 * len(BUSY)
    assert len(set(ends)) == len(ends)
