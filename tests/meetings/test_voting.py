"""When a body may vote, when a motion is carried, and how the computation is printed."""

from __future__ import annotations

import pytest

from workflow.meetings.voting import CONSULTATIVE, MAJORITY, RULES, Count, Rule, Share, outcome, quorum
from workflow.meetings.words import BALLOTS, KINDS


@pytest.mark.parametrize(
    ("expected", "present", "holds"), [(20, 12, True), (20, 10, True), (20, 9, False), (21, 10, False), (1, 1, True)]
)
def test_half_of_those_who_should_attend_must_be_there(expected: int, present: int, holds: bool) -> None:
    found = quorum(MAJORITY, Count(expected, present))
    assert found is not None
    assert found.holds is holds


@pytest.mark.parametrize(("yes", "holds"), [(11, True), (10, False), (12, True), (0, False)])
def test_more_than_half_of_those_who_should_attend_must_agree(yes: int, holds: bool) -> None:
    assert outcome(MAJORITY, Count(20, 12), "hands", yes).holds is holds


def test_the_computation_is_printed() -> None:
    assert str(outcome(MAJORITY, Count(20, 12), "hands", 11).sentence) == "应到 20，实到 12，赞成 11：11 > 20 ÷ 2，通过"
    assert (
        str(outcome(MAJORITY, Count(20, 12), "hands", 10).sentence) == "应到 20，实到 12，赞成 10：10 ≤ 20 ÷ 2，未通过"
    )
    found = quorum(MAJORITY, Count(20, 9))
    assert found is not None
    assert str(found.sentence) == "应到 20，实到 9：9 < 20 ÷ 2，不足法定人数，不能表决"


def test_a_joint_meeting_deliberates_in_any_number_and_agrees_or_counts_hands() -> None:
    assert quorum(CONSULTATIVE, Count(20, 1)) is None
    assert outcome(CONSULTATIVE, Count(20, 5), "consensus", 0).holds
    assert outcome(CONSULTATIVE, Count(20, 5), "hands", 3).holds
    assert not outcome(CONSULTATIVE, Count(20, 4), "hands", 2).holds


def test_a_rule_may_ask_for_two_thirds() -> None:
    rule = Rule(None, Share(2, 3, "expected", more=False), ("hands",))
    assert outcome(rule, Count(9, 9), "hands", 6).holds
    assert str(outcome(rule, Count(9, 9), "hands", 5).sentence) == "应到 9，实到 9，赞成 5：5 < 9 × 2 ÷ 3，未通过"


def test_every_kind_of_meeting_has_a_rule_with_known_ballots() -> None:
    assert RULES.keys() == KINDS.keys()
    assert all(set(rule.ballots) <= BALLOTS.keys() for rule in RULES.values())


def test_who_is_recused_is_out_of_both_numbers_and_the_formula_says_so() -> None:
    found = outcome(MAJORITY, Count(19, 11, 1), "hands", 10)
    assert found.holds
    assert str(found.sentence) == "回避 1 人后，应到 19，实到 11，赞成 10：10 > 19 ÷ 2，通过"


@pytest.mark.parametrize("rule", [CONSULTATIVE, MAJORITY, Rule(None, Share(2, 3, "present", more=True), ("hands",))])
def test_a_rule_is_read_as_it_was_written(rule: Rule) -> None:
    assert Rule.read(rule.written()) == rule


def test_thirds_are_counted_in_whole_numbers() -> None:
    rule = Rule(None, Share(2, 3, "expected", more=False), ("hands",))
    assert outcome(rule, Count(3 * 10**17, 1), "hands", 2 * 10**17).holds
    assert not outcome(rule, Count(3 * 10**17, 1), "hands", 2 * 10**17 - 1).holds  # floats would not tell them apart
