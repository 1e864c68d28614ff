"""Out, in and out again is the same: every column, to the minute and to the letter, in each format."""

from __future__ import annotations

import csv
import io
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.databases import Postgresql, Sqlite
from tests.exchange.test_imports import brought, states, taken_over
from tests.site import Site
from tests.thinning import thinned
from workflow.exchange.defusing import armed_again, defused
from workflow.exchange.ledgers import LEDGERS
from workflow.exchange.lines import Known, judge
from workflow.exchange.reading import rows_of_book, rows_of_text
from workflow.exchange.tables import Column, Ledger, as_is
from workflow.exchange.writing import ENCODINGS, FORMATS, About, write
from workflow.issues.queries import Filter
from workflow.kernel.db import Database
from workflow.kernel.errors import BadAnswer
from workflow.kernel.i18n import N_
from workflow.kernel.languages import SOURCE, speaking
from workflow.kernel.text import tidy

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOSTILE = (
    'a "quoted", word', "two\nlines", "=1+1", "+86", "-1", "@SUM(A1)", "'=1", "''@x", "'plain", "＝１", "１２３",
    "\u3000full\u3000width", "迳口𠮷🐕", "e\u0301\u202ereversed\u200b", "_x0041_ _x000D_", "\ufeffmark", "\ufffe\uffff",
    "a\tb", "00017", "1e5", "TRUE", "2023-03-05", ";,|", "<b>&amp;</b>", "]]>", "NULL", "\U0010fffd\ue000",
)  # fmt: skip
TEXT = Ledger(
    "texts", N_("文字"), (Column("a", "甲", "", as_is("a")), Column("b", "乙", "", as_is("b"))),
    Filter, LEDGERS["issues"].page, LEDGERS["issues"].many,
)  # fmt: skip


class Row:
    """Two texts."""

    def __init__(self, a: str, b: str) -> None:
        self.a, self.b = a, b


def written(ledger: Ledger, rows: list[Any], how: str, language: str = SOURCE) -> bytes:
    file = io.BytesIO()
    write(ledger, rows, About(NOW, "周明", []), how, file, speaking(language))
    return file.getvalue()


def read_back(data: bytes, how: str, place: Path) -> list[list[str]]:
    """As an import reads it, without the process of its own."""
    if how != "xlsx":
        rows = rows_of_text(data)
    else:
        (place / "book.xlsx").write_bytes(data)
        rows = rows_of_book(str(place / "book.xlsx"), [])
    return [[armed_again(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(
    "how", ["csv", *(pytest.param(how, marks=pytest.mark.slow) for how in FORMATS if how != "csv")]
)
@given(texts=st.lists(st.one_of(st.text(), st.sampled_from(HOSTILE)), min_size=2, max_size=12))
@settings(max_examples=60)
def test_whatever_may_be_kept_as_a_text_comes_back_the_same(
    how: str, texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = []
    for text in texts:
        try:
            kept.append(tidy(text, 5000) or "–")
        except BadAnswer:  # nobody could ever register it
            continue
    rows = [Row(a, b) for a, b in zip(kept, reversed(kept), strict=True)]
    found = read_back(written(TEXT, rows, how), how, tmp_path_factory.mktemp("book"))[1:]
    told = [[*row, "", ""][:2] for row in found]
    assert told == [[row.a, row.b] for row in rows]


def old(number: int, what: str) -> dict[str, str]:
    """A line of a ledger with everything that may be told of a matter."""
    at = f"2023-03-{number % 28 + 1:02d}"
    return {
        "原编号": f"台账-{number}", "内容": what, "地点": f"荔枝路 {what}"[:60], "类别": "楼道堆物", "性质": "投诉",
        "紧急程度": "紧急", "结果": "部分解决", "登记时间": f"{at} 09:{number % 60:02d}", "受理时间": f"{at} 17:05",
        "办结时间": f"2023-04-01 00:{number % 60:02d}", "答复": f"{what}\n已办",
    }  # fmt: skip


def ledger_of(lines: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(lines[0])
    writer.writerows([[defused(cell) for cell in line.values()] for line in lines])
    return text.getvalue().encode()


def exported(site: Site, how: str, language: str = SOURCE) -> bytes:
    """Everything that came from old ledgers."""
    actor, now = site.matters.actor("street"), site.watch.now
    rows = LEDGERS["issues"].rows(site.office.database, actor, Filter(states=("past",)), now)
    return written(LEDGERS["issues"], list(rows), how, language)


def table(data: bytes, how: str, there: str = "原编号", here: str = "编号") -> dict[str, dict[str, str]]:
    """What each line says under each head, by the number that stays with its matter."""
    if how == "xlsx":
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    else:
        rows = list(csv.reader(io.StringIO(data.decode(ENCODINGS[how]), newline="")))
    head, *lines = [[str(cell) for cell in row] for row in rows]
    told = [dict(zip(head, line, strict=True)) for line in lines]
    return {line[there]: {name: cell for name, cell in line.items() if name != here} for line in told}


@pytest.mark.parametrize("how", thinned(FORMATS, len(FORMATS)))
def test_out_in_and_out_again_is_the_same_in_every_column(
    database: Database, databases: Sqlite | Postgresql, how: str
) -> None:
    """Only the number that this house gives is its own; the one that a matter had before stays with it."""
    here = Site(database)
    lines = [old(n, text) for n, text in enumerate(HOSTILE, 1)]
    random.Random(7).shuffle(lines)
    id = brought(here, ledger_of(lines), "street")
    assert set(states(here, id).values()) == {"ready"}
    taken_over(here, id, "street")
    first = exported(here, how)
    with databases.fresh() as url:
        opened = Database(url)
        there = Site(opened)
        again = brought(there, first, "street")
        assert set(states(there, again).values()) == {"ready"}
        taken_over(there, again, "street")
        second = exported(there, how)
        opened.close()
    told = table(first, how)
    assert len(told) == len(HOSTILE)
    for line in lines:
        kept = {name: told[line["原编号"]][name] for name in ("登记时间", "受理时间", "办结时间", "紧急程度", "结果")}
        assert kept == {name: line[name] for name in kept}
    assert table(second, how) == table(first, how)


@pytest.mark.parametrize("how", thinned(["csv", "xlsx"], 2))
def test_what_was_written_in_english_is_read_and_written_again_the_same(
    database: Database, databases: Sqlite | Postgresql, how: str
) -> None:
    here = Site(database)
    said = [
        ("求助", "一般", "已解决"),
        ("投诉", "复杂", "不采纳"),
        ("主动发现", "危险", "转法定渠道"),
        ("建议", "", ""),
    ]
    more = [dict(zip(("性质", "紧急程度", "结果"), words, strict=True)) for words in said]
    taken_over(here, brought(here, ledger_of([old(n, "路灯不亮") | one for n, one in enumerate(more, 1)])))
    first = exported(here, how, "en")
    told = table(first, how, "Number there", "Number")
    assert {line["Result"] for line in told.values()} == {"Solved", "Declined", "Referred out", ""}
    with databases.fresh() as url:
        opened = Database(url)
        there = Site(opened)
        again = brought(there, first)
        assert set(states(there, again).values()) == {"ready"}
        taken_over(there, again)
        second = exported(there, how, "en")
        opened.close()
    assert table(second, how, "Number there", "Number") == told


def test_a_matter_of_this_house_keeps_what_is_past_of_it(site: Site) -> None:
    issue = site.matters.reach("replied", urgency="urgent")
    known = Known({}, {}, date(2026, 11, 30))
    with site.office.database.reading() as db:
        (row,) = LEDGERS["issues"].page(db, site.matters.actor("street"), Filter(), site.watch.now, None, 1)
    head, line = read_back(written(LEDGERS["issues"], [row], "csv"), "csv", Path())
    told = dict(zip(head, [*line, *[""] * len(head)], strict=False))
    names = {"number": "编号", "registered": "登记时间", "accepted": "受理时间", "kind": "性质", "outcome": "结果"}
    answers, why = judge(
        {"outside": told["编号"], "first": told["原编号"], "what": told["内容"], "place": told["地点"],
         "heard": told["登记时间"], "accepted": told["受理时间"], "urgency": told["紧急程度"]},
        known,
    )  # fmt: skip
    assert (why, answers["outside"], answers["heard"]) == ([], issue.number, told[names["registered"]])
    assert (answers["accepted"], answers["urgency"]) == (told[names["accepted"]], row.urgency)


def test_what_was_taken_over_here_is_known_when_its_ledger_comes_back(site: Site) -> None:
    """Its own number is new, the one it had before is not: nothing is taken over twice."""
    taken_over(site, brought(site, ledger_of([old(1, "路灯不亮")]), "street"), "street")
    again = brought(site, exported(site, "csv"), "street")
    assert states(site, again) == {2: "known"}
