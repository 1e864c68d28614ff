"""One-time codes: as RFC 6238 has them, each good once, guessed at no more often than a password."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from tests.orgs.hands import account, owner, take
from tests.street import PASSWORD
from workflow.kernel.errors import NotPermitted, TooMany
from workflow.orgs import accounts, second_factor
from workflow.orgs.accounts import CodeNeeded, WrongPassword
from workflow.orgs.second_factor import STEP, WrongCode

NONCE = "0123456789abcdef" * 2
CARD = "ab4111111111111111cd" + "0f" * 22
"""Sixty-four digits of a hash among which stands a number that a bank might have given out."""
KEY = b"12345678901234567890"
OF_RFC_6238 = ((59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
               (2000000000, "279037"), (20000000000, "353130"))  # fmt: skip
"""Appendix B, SHA-1, of which an app shows the last six digits."""


@pytest.fixture
def phone(matters):
    """The secretary's phone, set up: `phone()` is the code it shows now, `phone(-2)` that of a minute ago."""
    take(matters, owner(matters, "secretary"), account(matters, "secretary"), "set_codes", nonce=NONCE)
    matters.watch.forward(seconds=2 * STEP)
    key = second_factor.key_of(matters.office, NONCE)
    return lambda steps=0: second_factor.code_of(key, second_factor.step_of(matters.watch.now) + steps)


def log_in(matters, code, password=PASSWORD):
    with pytest.raises(CodeNeeded) as asked:
        accounts.log_in(matters.office, "secretary", password)
    half = asked.value.account
    return accounts.log_in_with_code(matters.office, half.id, half.version, code)


@pytest.mark.parametrize(("seconds", "code"), OF_RFC_6238)
def test_the_codes_are_those_of_the_standard(seconds, code):
    assert second_factor.code_of(KEY, second_factor.step_of(datetime.fromtimestamp(seconds, UTC))) == code


def test_the_password_alone_opens_nothing_any_more(matters, phone):
    with pytest.raises(CodeNeeded):
        accounts.log_in(matters.office, "secretary", PASSWORD)
    assert log_in(matters, phone())


def test_a_wrong_password_does_not_say_that_there_are_codes(matters, phone):
    with pytest.raises(WrongPassword):
        accounts.log_in(matters.office, "secretary", "guessed-it-perhaps")


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_phone_whose_clock_is_half_a_minute_off_is_believed(matters, phone, steps):
    assert log_in(matters, phone(steps))


@pytest.mark.parametrize("steps", [-3, 3])
def test_an_old_code_and_one_to_come_are_refused(matters, phone, steps):
    with pytest.raises(WrongCode):
        log_in(matters, phone(steps))


def test_a_code_is_good_once(matters, phone):
    code = phone()
    log_in(matters, code)
    with pytest.raises(WrongCode):
        log_in(matters, code)


def test_a_spare_code_is_good_once_and_typed_as_one_likes(matters, phone):
    first, second = second_factor.spares(matters.office, NONCE)[:2]
    assert log_in(matters, f" {first.upper()} ")
    with pytest.raises(WrongCode):
        log_in(matters, first)
    assert log_in(matters, second.replace("-", ""))
    assert second_factor.left(matters.office, account(matters, "secretary").id) == second_factor.SPARES - 2


def test_five_wrong_codes_lock_even_the_right_one_for_a_quarter_of_an_hour(matters, phone):
    for _ in range(5):
        with pytest.raises(WrongCode):
            log_in(matters, "000000")
    with pytest.raises(TooMany):
        log_in(matters, phone())
    matters.watch.forward(minutes=16)
    assert log_in(matters, phone())


def test_half_a_login_is_worth_nothing_once_the_account_has_changed(matters, phone):
    with pytest.raises(CodeNeeded) as asked:
        accounts.log_in(matters.office, "secretary", PASSWORD)
    half = asked.value.account
    take(matters, owner(matters, "secretary"), account(matters, "secretary"), "sign_out_others", here=None)
    with pytest.raises(WrongPassword):
        accounts.log_in_with_code(matters.office, half.id, half.version, phone())


def test_setting_them_up_ends_the_sessions_that_a_password_began(matters):
    proof = accounts.log_in(matters.office, "secretary", PASSWORD)
    take(matters, owner(matters, "secretary"), account(matters, "secretary"), "set_codes", nonce=NONCE)
    with matters.office.database.reading() as db:
        assert accounts.visitor(matters.office, db, proof, "session") is None


@pytest.mark.parametrize("step", ["set_codes", "change_password", "sign_out_others"])
def test_a_session_whose_digest_looks_like_a_bank_card_is_as_good_as_any(matters, step):
    """One in a thousand does, and its owner could change nothing until the next login."""
    asked = {"set_codes": {"nonce": CARD[:32]}, "change_password": {"password": "hash"}}.get(step, {})
    me, before = owner(matters, "secretary"), account(matters, "secretary")
    take(matters, me, before, step, here=CARD, **asked)
    assert account(matters, "secretary").version == before.version + 1


def test_a_password_that_is_reset_takes_the_codes_with_it(matters, phone):
    take(matters, "system", account(matters, "secretary"), "reset")
    assert account(matters, "secretary").codes is None


def test_nobody_sets_them_up_for_somebody_else(matters):
    with pytest.raises(NotPermitted):
        take(matters, "system", account(matters, "secretary"), "set_codes", nonce=NONCE)


def test_the_database_holds_nothing_to_reckon_codes_from(matters, phone):
    """The nonce is there; without the office's secret it is only a number."""
    key, spare = second_factor.key_of(matters.office, NONCE), second_factor.spares(matters.office, NONCE)[0]
    tables = ("accounts", "code_uses", "bodies")
    with matters.office.database.reading() as db:
        held = " ".join(str(row) for name in tables for row in db.execute(text(f"SELECT * FROM {name}")))
    assert NONCE in held
    assert key.hex() not in held
    assert spare not in held
