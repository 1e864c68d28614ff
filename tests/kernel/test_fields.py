"""Whatever people, programs and attackers send: each answer comes out in its own type or is refused with a sentence."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.kernel.errors import BadAnswer
from workflow.kernel.fields import Choice, Choices, Contact, Day, Email, Field, Flag, Line, Moment, Text, Whole
from workflow.kernel.policy import Actor, Case
from workflow.kernel.text import CHECKS, WEIGHTS, holds_private_number, is_identity

CASE: Any = Case(None, Actor(0, "", ()), None, datetime(2026, 11, 24, 2, tzinfo=UTC))  # type: ignore[arg-type]
ASKED: dict[str, Field] = {
    "line": Line(label="一行", longest=20),
    "text": Text(label="多行", longest=50),
    "contact": Contact(label="称呼", longest=20),
    "email": Email(label="邮箱"),
    "whole": Whole(label="天数", least=1, most=30),
    "flag": Flag(label="是否"),
    "day": Day(label="日期", ahead=90),
    "moment": Moment(label="时间", past=True, ahead=0),
    "choice": Choice(label="选一", of={"a": "甲", "b": "乙"}),
    "choices": Choices(label="选几", of={"a": "甲", "b": "乙"}, most=2),
}
HOSTILE: list[Any] = [
    "", " ", "\u3000\u3000", "\n\t ", None, [], {}, (), 0, -1, 2**70, -(2**70), 1.5, True, b"bytes", object(),
    "x" * 100_000, "1" * 100_000, "\x00", "a\x00b", "\x1b[31m", "\x7f", "\ud800", "a\udfffb",
    "<script>alert(1)</script>", "'; DROP TABLE issues; --", "=1+1", "+1", "-1", "@SUM(A1)", "%(name)s", "{0}",
    "{{7*7}}", "１２", "٣", "一二", "1e3", "0x10", "1_000", "NaN", "∞", "2026-02-30", "0000-00-00", "9999-99-99",
    "２０２６-１２-０１", "😀", "𠮷", "e\u0301", "\u202e反向", "\u200b", "\ufeff", "a" * 21,
    ["a", "a"], ["a", "b", "a"], ["a", {}], [["a"]],
    {"a": 1}, ["a"] * 1000,
]  # fmt: skip


def said(asked: Field, raw: Any) -> Any:
    """The answer, or the refusal."""
    try:
        return asked.clean(raw, CASE)
    except BadAnswer as refusal:
        return refusal


@pytest.mark.parametrize("raw", ["2026-11-23T09:30", "2026-11-23T01:30:00Z", "2026-11-22T20:30:00-05:00"])
def test_a_moment_with_a_zone_is_read_in_that_zone(raw):
    """Half past nine on the street: a program may say so in UTC, and must not be read eight hours off."""
    assert ASKED["moment"].clean(raw, CASE) == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "kept"), [("1899-12-31", False), ("0001-01-01", False), ("1900-01-01", True)])
def test_a_day_of_the_past_is_one_that_a_calendar_reckons_with(typed, kept):
    assert isinstance(said(Day(label="日期", past=True), typed), date if kept else BadAnswer)


@pytest.mark.parametrize("kind", ASKED)
def test_hostile_input_is_cleaned_or_refused_with_a_sentence(kind):
    for raw in HOSTILE:
        answer = said(ASKED[kind], raw)
        if isinstance(answer, BadAnswer):
            assert str(answer.sentence), repr(raw)[:80]  # the sentence can be said
        else:
            assert of_its_kind(kind, answer), (repr(raw)[:80], answer)


def of_its_kind(kind: str, answer: Any) -> bool:
    match kind:
        case "line" | "contact" | "text" | "email":
            clean = isinstance(answer, str) and answer and answer == answer.strip() and answer.encode()
            fits = bool(clean) and "\x00" not in answer and (kind == "text" or "\n" not in answer)
        case "whole":
            fits = type(answer) is int and 1 <= answer <= 30
        case "flag" | "day":
            fits = type(answer) is {"flag": bool, "day": date}[kind]
        case "moment":
            fits = answer.tzinfo is UTC
        case "choice":
            fits = answer in ("a", "b")
        case _:
            fits = set(answer) <= {"a", "b"} and len(answer) == len(set(answer))
    return fits


@pytest.mark.parametrize("text", ["<b>急</b>", "=1+1", "@我", "😀", "𠮷野家门口", "圳美村迳口", "100%(急)s", "{{x}}"])
def test_ordinary_if_unusual_text_is_kept_letter_for_letter(text):
    assert ASKED["text"].clean(text, CASE) == text


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(st.characters(), max_size=60) | st.integers() | st.floats() | st.binary(max_size=9))
def test_no_input_gets_past_as_anything_but_a_refusal_or_an_answer(raw):
    for asked in ASKED.values():
        assert str(said(asked, raw)) is not None


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2023-03-05", datetime(2023, 3, 4, 16, tzinfo=UTC)),
        ("2023-03-05 09:30", datetime(2023, 3, 5, 1, 30, tzinfo=UTC)),
        (datetime(2023, 3, 5, 1, 30, tzinfo=UTC), datetime(2023, 3, 5, 1, 30, tzinfo=UTC)),
        ("0001-01-01", None),
        ("2026-11-25", None),
    ],
)
def test_a_moment_is_the_hour_told_or_the_beginning_of_its_day_on_the_wall(typed, at):
    answer = said(ASKED["moment"], typed)
    assert isinstance(answer, BadAnswer) if at is None else answer == at


def test_full_width_digits_are_read():
    assert ASKED["whole"].clean("１５", CASE) == 15
    assert ASKED["whole"].clean(" 7 ", CASE) == 7


def test_a_required_answer_may_not_be_blank_and_an_optional_one_is_then_missing():
    optional = Text(label="备注", required=False)
    for blank in ("", "  ", "\u3000", "\n", None):
        assert optional.clean(blank, CASE) is None
        with pytest.raises(BadAnswer, match="多行"):
            ASKED["text"].clean(blank, CASE)


def test_line_breaks_of_every_system_are_the_same():
    assert ASKED["text"].clean("甲\r\n乙\r丙\u2028丁", CASE) == "甲\n乙\n丙\n丁"
    assert ASKED["line"].clean("甲\r\n乙   丙", CASE) == "甲 乙 丙"


def test_length_counts_characters_not_bytes():
    assert ASKED["line"].clean("𠮷" * 20, CASE) == "𠮷" * 20
    with pytest.raises(BadAnswer, match="20"):
        ASKED["line"].clean("字" * 21, CASE)


def test_a_day_is_neither_past_nor_too_far():
    assert ASKED["day"].clean("2026-11-24", CASE) == date(2026, 11, 24)
    for day in ("2026-11-23", "2027-02-23", "2026-02-30", "昨天"):
        with pytest.raises(BadAnswer):
            ASKED["day"].clean(day, CASE)


def test_a_choice_outside_the_list_is_refused_by_name():
    with pytest.raises(BadAnswer, match="选一"):
        ASKED["choice"].clean("c", CASE)


def identity(chance: random.Random) -> str:
    digits = "".join(str(chance.randint(0, 9)) for _ in range(17))
    return digits + CHECKS[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


def test_identity_and_bank_numbers_are_recognised_however_they_are_typed():
    chance = random.Random(7)
    for _ in range(200):
        number = identity(chance)
        assert holds_private_number(f"我的证件{number}，请查")
        assert holds_private_number(" ".join([number[:6], number[6:14], number[14:]]))
        assert holds_private_number(number.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}))
        wrong = number[:-1] + CHECKS[(CHECKS.index(number[-1]) + 1) % 11]
        assert not is_identity(wrong)
    assert holds_private_number("4111-1111-1111-1111")
    assert not holds_private_number("电话 13812345678，工单 20261124001")


@pytest.mark.parametrize("told", ["2026-11-24 138%04d5678", "12-3-502 138%04d5678", "138%04d5678 2026-11-24"])
def test_a_day_or_a_flat_beside_a_telephone_number_is_no_card(told):
    """Put together they have as many digits, and by chance every tenth passed for one."""
    assert not [n for n in range(200) if holds_private_number(told % n)]
