"""The tree is the one of RFC 9162, and its proofs prove what they say and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sealing import plain
from workflow.sealing import tree

LEAVES = [plain.leaf(b"%d" % n) for n in range(700)]


class Kept:
    """Leaves with every eighth level above them, as the shelf keeps them."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.levels = [leaves]
        while len(self.levels[-1]) >= tree.WIDTH:
            below = self.levels[-1]
            whole = range(0, len(below) - len(below) % tree.WIDTH, tree.WIDTH)
            self.levels.append([tree.over(below[n : n + tree.WIDTH]) for n in whole])

    def read(self, level: int, start: int, stop: int) -> list[bytes]:
        assert start // tree.WIDTH == (stop - 1) // tree.WIDTH, "one tile at a time"
        assert stop <= len(self.levels[level])
        return self.levels[level][start:stop]


SIZES = st.one_of(st.integers(1, 70), st.integers(250, 262), st.integers(500, 700))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(SIZES, st.data())
def test_roots_and_proofs_are_those_of_the_definition(size, data):
    leaves, kept = LEAVES[:size], Kept(LEAVES[:size])
    top = plain.mth(leaves)
    assert tree.root(kept.read, 0, size) == top
    place, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path = tree.inclusion(kept.read, place, size)
    assert path == plain.path(place, leaves)
    assert tree.includes(leaves[place], place, size, path, top)
    proof = tree.consistency(kept.read, first, size)
    assert proof == plain.proof(first, leaves)
    assert tree.extends(first, plain.mth(leaves[:first]), size, top, proof)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.integers(1, 40), st.data())
def test_a_proof_that_is_not_the_right_one_proves_nothing(size, data):
    leaves, kept = LEAVES[:size], Kept(LEAVES[:size])
    top = plain.mth(leaves)
    place = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(kept.read, place, size)
    other = data.draw(st.sampled_from([n for n in range(-1, size + 2) if n != place]))
    assert not tree.includes(leaves[place], other, size, path, top)
    assert not tree.includes(plain.leaf(b"other"), place, size, path, top)
    assert not tree.includes(leaves[place], place, size, [*path, top], top)
    if path:
        n = data.draw(st.integers(0, len(path) - 1))
        assert not tree.includes(leaves[place], place, size, [*path[:n], plain.leaf(b"x"), *path[n + 1 :]], top)
        assert not tree.includes(leaves[place], place, size, path[:-1], top)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.integers(2, 40), st.data())
def test_a_rewritten_beginning_extends_nothing(size, data):
    leaves, first = LEAVES[:size], data.draw(st.integers(1, size - 1))
    n = data.draw(st.integers(0, first - 1))
    forged = [*leaves[:n], plain.leaf(b"forged"), *leaves[n + 1 :]]
    old, new = plain.mth(leaves[:first]), plain.mth(forged)
    proof = tree.consistency(Kept(forged).read, first, size)
    assert not tree.extends(first, old, size, new, proof)
    assert not tree.extends(first, old, size, new, [])
    assert tree.extends(first, plain.mth(forged[:first]), size, new, proof)


def test_what_is_equal_or_empty_needs_no_proof():
    top = plain.mth(LEAVES[:5])
    assert tree.extends(5, top, 5, top, [])
    assert not tree.extends(5, top, 5, plain.mth(LEAVES[:6]), [])
    assert tree.extends(0, tree.EMPTY, 5, top, [])
    assert not tree.extends(0, top, 5, top, [])
    assert not tree.extends(6, top, 5, top, [top])


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 600])
def test_a_growing_tree_has_the_same_root_and_completes_the_same_levels(size):
    growing, done = tree.Growing(), []
    for leaf in LEAVES[:size]:
        done += growing.add(leaf)
    assert growing.root == plain.mth(LEAVES[:size])
    assert done == [(1, n, found) for n, found in enumerate(Kept(LEAVES[:size]).levels[1])] if size >= 256 else not done
