"""A ledger is filled a column at a time, and says what each of its cells would say by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.exchange import filling
from workflow.exchange.defusing import all_defused, all_quoted, defused, quoted
from workflow.exchange.filling import Fill, filled, said
from workflow.exchange.tables import as_is, free_text, of, whether
from workflow.issues import masking
from workflow.issues.masking import all_covered, covered
from workflow.kernel.i18n import C_, N_, Label, Sentence

WORDS = {"a": "甲", "b": "=乙"}
PIECES = st.sampled_from(
    ["1", "38", "１３９", "0", "０75", "5", "12345678", "1381234", "-", " ", "+86", "86", "a@b.cn", "@", "路", "\n"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=12), st.lists(PIECES, max_size=12).map("".join))
BEGUN = st.one_of(TEXTS, st.tuples(st.sampled_from(["=", "'", "''=", "＋", "\t"]), TEXTS).map("".join))
CELLS = st.one_of(
    st.none(), BEGUN, st.integers(-(2**31), 2**33).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.dates(date(1900, 1, 1)), st.integers(-9, 9), st.just(Label("=甲")), st.just(Label(C_("state", "挂账"))),
    st.just(Sentence("%(n)s 以上", {"n": 1000})),
)  # fmt: skip


@dataclass
class Row:
    """One row of a list."""

    cell: Any
    text: str | None
    code: str
    holds: bool


ROWS = st.lists(st.builds(Row, CELLS, st.one_of(st.none(), BEGUN), st.sampled_from("abc="), st.booleans()), max_size=9)
FILLS = (as_is("cell"), free_text("text"), of(WORDS, "code"), whether("holds"), Fill(lambda row: row.text))


def english(text: str) -> str:
    return f"-{text}" if text == "甲" else text


def alone(row: Row, safe: Callable[[str], str]) -> list[str]:
    """The same row, looked at by itself."""
    told: list[Any] = [row.cell, covered(row.text or ""), Label(WORDS[row.code]) if row.code in WORDS else row.code]
    told += [Label("是" if row.holds else "否"), row.text]
    return [safe(said(one, english)) for one in told]


@pytest.mark.parametrize(("every", "each"), [(all_defused, defused), (all_quoted, quoted)])
@given(rows=ROWS)
@settings(max_examples=150)
def test_a_batch_says_what_its_rows_say_alone(every: Any, each: Any, rows: list[Row]) -> None:
    lines = [list(line) for some in filled(FILLS, rows, english, every) for line in some]
    assert lines == [alone(row, each) for row in rows]


@given(texts=st.lists(TEXTS, max_size=5))
@settings(max_examples=300)
def test_whatever_needs_no_cover_is_known_without_looking_for_it(texts: list[str]) -> None:
    """The quick look before may not miss anything that is found by searching every text."""

    def star(found: re.Match[str]) -> str:
        return (masking.masked_email(found[0]) if found["mail"] else masking.masked_phone(found[0])) or ""

    searched = [masking.REACHES.sub(star, text) for text in texts]
    assert [covered(text) for text in texts] == searched
    assert list(all_covered(texts)) == searched


def test_a_code_is_put_into_words_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(filling, "BATCH", 2)
    rows = [Row(None, None, "ab"[n % 2], True) for n in range(9)]
    lines = filled([of(WORDS, "code")], rows, lambda text: asked.append(text) or text, all_defused)
    assert [len(some) for some in lines] == [2, 2, 2, 2, 1]
    assert asked == ["甲", "=乙"]


def test_instants_are_told_by_the_clock_on_the_wall() -> None:
    at = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    rows = [Row(one, None, "a", True) for one in (at, None, at + timedelta(days=400))]
    (lines,) = filled([as_is("cell")], rows, N_, all_defused)
    assert [cell for (cell,) in lines] == ["2026-11-24 07:59", "", "2027-12-29 07:59"]
