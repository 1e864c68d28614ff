"""The Merkle tree of RFC 9162: roots, inclusion and consistency proofs, and how whoever gets one checks it.

Nothing here knows a database: hashes are asked for by level and place. Only every eighth level need be kept (a *tile*
of 256 hashes becomes one hash above it), so that a proof in a million leaves reads three tiles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

HEIGHT = 8
WIDTH = 2**HEIGHT
NODE = b"\x01"
EMPTY = hashlib.sha256(b"").digest()

Read = Callable[[int, int, int], Sequence[bytes]]
"""The hashes `start` to `stop` of a kept level: 0 are the leaves, 1 the roots of each 256 of them, and so on."""


def node(left: bytes, right: bytes) -> bytes:
    """What stands over two hashes."""
    return hashlib.sha256(NODE + left + right).digest()


def over(hashes: Sequence[bytes]) -> bytes:
    """The hash over 2ⁿ hashes."""
    level = list(hashes)
    while len(level) > 1:
        level = [node(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def split(n: int) -> int:
    """The largest power of two below `n`: how many leaves stand on the left."""
    return 1 << (n - 1).bit_length() - 1


def root(read: Read, start: int, stop: int) -> bytes:
    """MTH of the leaves `start` to `stop`, where `start` is a place at which the definition splits."""
    n = stop - start
    if n == 0:
        return EMPTY
    if n & (n - 1) == 0:
        level = (n.bit_length() - 1) // HEIGHT
        shift = level * HEIGHT
        return over(read(level, start >> shift, stop >> shift))
    k = split(n)
    return node(root(read, start, start + k), root(read, start + k, stop))


def inclusion(read: Read, leaf: int, size: int) -> list[bytes]:
    """PATH: that the leaf stands in the tree of this size (2.1.3.1)."""
    return _path(read, leaf, 0, size)


def _path(read: Read, leaf: int, start: int, stop: int) -> list[bytes]:
    if stop - start <= 1:
        return []
    middle = start + split(stop - start)
    if leaf < middle:
        return [*_path(read, leaf, start, middle), root(read, middle, stop)]
    return [*_path(read, leaf, middle, stop), root(read, start, middle)]


def consistency(read: Read, first: int, second: int) -> list[bytes]:
    """PROOF: that the tree of the first size is a beginning of the second's (2.1.4.1)."""
    return [] if first in (0, second) else _proof(read, first, 0, second, whole=True)


def _proof(read: Read, first: int, start: int, stop: int, *, whole: bool) -> list[bytes]:
    if first == stop:
        return [] if whole else [root(read, start, stop)]
    middle = start + split(stop - start)
    if first <= middle:
        return [*_proof(read, first, start, middle, whole=whole), root(read, middle, stop)]
    return [*_proof(read, first, middle, stop, whole=False), root(read, start, middle)]


def includes(leaf: bytes, place: int, size: int, path: Sequence[bytes], top: bytes) -> bool:
    """Whether the proof shows the leaf at this place under this root (2.1.3.2)."""
    if not 0 <= place < size:
        return False
    fn, sn, found = place, size - 1, leaf
    for part in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node(part, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node(found, part)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == top


def extends(first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that nothing of the first tree was changed in the second (2.1.4.2)."""
    if first in (0, second):
        return not proof and (first_root == second_root if first == second else first_root == EMPTY)
    if not 0 < first < second or not proof:
        return False
    parts = list(proof) if first & (first - 1) else [first_root, *proof]
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = parts[0]
    for part in parts[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = node(part, old), node(part, new)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node(new, part)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == first_root and new == second_root


class Growing:
    """A tree that only grows and is read once from left to right: some fifty hashes, however many leaves."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Take the next leaf; what it completes of the kept levels, as (level, place, hash)."""
        level, found = 0, leaf
        done = []
        self.size += 1
        while self._whole and self._whole[-1][0] == level:
            found, level = node(self._whole.pop()[1], found), level + 1
            if level % HEIGHT == 0:
                done.append((level // HEIGHT, (self.size >> level) - 1, found))
        self._whole.append((level, found))
        return done

    @property
    def root(self) -> bytes:
        """Of all leaves so far."""
        if not self._whole:
            return EMPTY
        *rest, (_, found) = self._whole
        for _, left in reversed(rest):
            found = node(left, found)
        return found
