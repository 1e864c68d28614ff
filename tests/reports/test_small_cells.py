"""No small count is shown, and none can be reckoned: not from totals, and not by whoever knows the rule."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.reports.small_cells import LEAST, hidden, totals

Shown = tuple[tuple[str, int | None], ...]
TREE = {"street": ["a", "b", "own"], "a": ["a1", "a2"], "b": ["b1", "b2", "b3"]}
LEAVES = ("a1", "a2", "b1", "b2", "b3", "own")
TWO_LEVELS = {"street": ["a", "own"], "a": ["a1", "a2"]}
COUNTS = st.fixed_dictionaries(dict.fromkeys(LEAVES, st.integers(0, 12)))


def shown(tree: dict[str, list[str]], counts: dict[str, int]) -> Shown:
    """What the public reads."""
    gone, sums = hidden(tree, counts, "street"), totals(tree, counts, "street")
    return tuple((node, None if node in gone else n) for node, n in sorted(sums.items()))


@settings(max_examples=200, deadline=None)
@given(COUNTS)
def test_no_small_count_is_shown(counts: dict[str, int]) -> None:
    assert all(n is None or n == 0 or n >= LEAST for _node, n in shown(TREE, counts))


@settings(max_examples=200, deadline=None)
@given(COUNTS)
def test_what_is_hidden_below_a_shown_total_is_several_and_not_few(counts: dict[str, int]) -> None:
    told, sums = dict(shown(TREE, counts)), totals(TREE, counts, "street")
    for total, parts in TREE.items():
        away = [part for part in parts if told[part] is None]
        if told[total] is not None and away:
            assert len(away) >= 2
            assert sum(sums[part] for part in away) >= LEAST


def unsafe(tree: dict[str, list[str]], leaves: tuple[str, ...], most: int, rule=shown) -> list[tuple[Shown, str]]:
    """Everything up to this total: tables that look alike, and hidden counts that are the same in all of them."""
    alike: dict[Shown, list[dict[str, int]]] = {}
    for values in product(range(most + 1), repeat=len(leaves)):
        if sum(values) <= most:
            counts = dict(zip(leaves, values, strict=True))
            alike.setdefault(rule(tree, counts), []).append(totals(tree, counts, "street"))
    return [
        (told, node)
        for told, tables in alike.items()
        for node, n in told
        if n is None and len({table[node] for table in tables}) == 1
    ]


@pytest.mark.parametrize(
    ("tree", "leaves", "most"),
    [
        ({"street": ["x", "y", "z"]}, ("x", "y", "z"), 18),
        ({"street": list("vwxyz")}, tuple("vwxyz"), 8),
        (TWO_LEVELS, ("a1", "a2", "own"), 18),
    ],
)
def test_whoever_knows_the_rule_cannot_tell_a_hidden_count(
    tree: dict[str, list[str]], leaves: tuple[str, ...], most: int
) -> None:
    assert unsafe(tree, leaves, most) == []


def test_a_rule_that_hides_only_the_small_ones_is_found_out() -> None:
    """The planted fault: one hidden part is the total less the others."""

    def careless(tree: dict[str, list[str]], counts: dict[str, int]) -> Shown:
        return tuple(
            (node, n if n == 0 or n >= LEAST else None) for node, n in sorted(totals(tree, counts, "street").items())
        )

    assert unsafe({"street": ["x", "y", "z"]}, ("x", "y", "z"), 12, careless)
