"""A million codes that are not the right one open nothing: by chance, off by one sign, in other cases and widths."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.databases import KIND
from tests.matters import Matters
from workflow.issues import Issue
from workflow.issues.codes import ALPHABET, LENGTH, code_for, hash_of
from workflow.issues.tracking import behind

WIDE = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)})


def wrong(right: str, n: int, chance: random.Random) -> Iterator[str]:
    """So many: random ones and neighbours of the right one, as people type them."""
    for turn in range(n):
        if turn % 2:
            code = "".join(chance.choices(ALPHABET, k=LENGTH))
        else:
            place = chance.randrange(LENGTH)
            other = chance.choice([sign for sign in ALPHABET if sign != right[place]])
            code = right[:place] + other + right[place + 1 :]
        yield (code, code.lower(), code.translate(WIDE), f" {code[:5]} {code[5:]} ")[turn % 4]


def opened(matters: Matters, n: int) -> int:
    """How many of so many wrong codes open the matter, or one that is not there."""
    with matters.office.desk(matters.actor("secretary")) as desk:
        issue = desk.begin(Issue, "register", {"what": "楼道堆物", "place": "荔枝路12号"})
    right = code_for(matters.office, desk.result["nonce"])
    found = 0
    with matters.office.database.reading() as db:
        assert behind(db, issue.number, hash_of(matters.office, right)) is not None
        assert behind(db, "A1-26-9999", hash_of(matters.office, right)) is None
        for code in wrong(right, n, random.Random(7)):
            found += behind(db, issue.number, hash_of(matters.office, code)) is not None
    return found


def test_wrong_codes_open_nothing(matters):
    assert opened(matters, 2_000) == 0


@pytest.mark.slow
def test_a_million_wrong_codes_open_nothing(matters):
    assert opened(matters, 1_000_000 if KIND == "sqlite" else 100_000) == 0
