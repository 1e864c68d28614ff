"""Two password profiles: long ones, or those the protection scheme is checked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workflow.kernel.errors import BadAnswers
from workflow.orgs.passwords import PROFILES, expired, hasher, matches, require

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("profile", "password"),
    [
        ("modern", "three lychees on a tree"),
        ("modern", "荔枝红了樱桃绿了芭蕉又黄了"),
        ("mlps3", "Litchi-48"),
        ("mlps3", "荔枝Tree-7号"),
    ],
)
def test_good_ones(profile, password):
    require(PROFILES[profile], password, "secretary")


@pytest.mark.parametrize(
    ("profile", "password"),
    [
        ("modern", "short-one"),
        ("modern", "aaaaaaaaaaaaaaaa"),
        ("modern", "password1234"),
        ("modern", "WOAINI1314520"),
        ("modern", "abcdefghijklmnop"),
        ("modern", "8901234567890"),
        ("modern", "my-secretary-pass"),
        ("modern", "x" * 150 + "abcdefgh" * 10),
        ("mlps3", "Aa1-xyz"),
        ("mlps3", "onlysmall"),
        ("mlps3", "Smallbig"),
        ("mlps3", "P@ssw0rd"),
    ],
)
def test_bad_ones(profile, password):
    with pytest.raises(BadAnswers):
        require(PROFILES[profile], password, "secretary")


def test_only_the_protection_scheme_asks_for_a_change_every_ninety_days():
    old = NOW - timedelta(days=91)
    assert expired(PROFILES["mlps3"], old, NOW)
    assert not expired(PROFILES["mlps3"], NOW - timedelta(days=89), NOW)
    assert not expired(PROFILES["modern"], old, NOW)


def test_nothing_matches_where_nothing_is_kept():
    assert not matches("", "")


def test_what_is_kept_costs_whoever_steals_it_as_much_as_owasp_asks():
    assert hasher().hash("three lychees on a tree").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
