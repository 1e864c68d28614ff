"""The canonical text is the one of RFC 8785, so that anybody can check a digest with any library."""

from __future__ import annotations

import hashlib

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.kernel.canonical import canonical, digest, leaf_hash, salted

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None, database=None)
@given(VALUES)
def test_it_is_what_the_reference_library_writes(value):
    assert canonical(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_has_no_canonical_text_is_refused(number):
    with pytest.raises(ValueError, match="JSON"):
        canonical({"n": number})


def test_the_order_of_writing_does_not_matter():
    assert canonical({"b": 1, "a": [True, None, "街道 𠮷"]}) == '{"a":[true,null,"街道 𠮷"],"b":1}'
    assert digest(canonical({"x": 1, "y": 2})) == digest(canonical({"y": 2, "x": 1}))


def test_a_leaf_is_hashed_under_its_own_prefix():
    assert leaf_hash("") == hashlib.sha256(b"\x00").hexdigest()
    assert leaf_hash("街道") == hashlib.sha256(b"\x00" + "街道".encode()).hexdigest()


def test_the_same_words_under_another_salt_cannot_be_recognised():
    assert salted(b"a" * 16, "张三") != salted(b"b" * 16, "张三")
    assert salted(b"a", "b") == hashlib.sha256(b"ab").hexdigest()
