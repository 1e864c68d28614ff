"""Where a matter went: officers see why its thread turned back, residents only what was told to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.matters import Matters
from workflow.issues.model import Issue
from workflow.issues.way import officially, way


def told(m: Matters, issue: Issue, speak: Callable[[Any], str] = officially) -> list[tuple[str, str]]:
    """The marks of its way: what, and in whose lane."""
    with m.office.database.reading() as db:
        return [(mark.label.message, mark.lane) for mark in way(db, m.again(issue), m.watch.now, speak).marks]


def test_what_a_unit_gave_back_stands_where_the_matter_came_to_lie(matters: Matters) -> None:
    assert told(matters, matters.reach("returned"))[-2:] == [("退回", "branch"), ("退回", "branch")]


def test_a_return_that_was_not_agreed_to_stands_with_whoever_must_rule(matters: Matters) -> None:
    assert ("不同意退回", "street") in told(matters, matters.reach("disputed"))


def test_in_a_residents_words_nothing_that_passed_between_offices_is_told(matters: Matters) -> None:
    said = told(matters, matters.reach("returned"), lambda event: f"{event.noun} {event.step}")
    assert [words for words, _lane in said if words.startswith("assignment")] == []
