"""A notice out of a file: every kind of bad one gets its own sentence, and every published one is whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.notices import SOURCE, TEXT, YEAR
from workflow.calendar.days import seed, year_of
from workflow.calendar.reading import LARGEST, read, written


def faults(text: str | bytes, year: int = 2027) -> list[str]:
    return [str(one) for one in read(text if isinstance(text, bytes) else text.encode(), year).faults]


@pytest.mark.parametrize("year", range(2008, 2027))
def test_every_notice_that_was_published_is_read(year):
    days = tuple(notice for notice in seed() if year_of(notice) == year)
    told = read(written(days).encode(), year)
    assert told.faults == ()
    assert told.days == tuple(sorted(days))


def test_csv_as_a_spreadsheet_writes_it():
    text = TEXT.replace("date,kind,name", "日期,类型,节日").replace("off", "放假").replace("work", "调休上班")
    text = text.replace("2027-01-01", "2027/1/1").replace("\n", "\r\n")
    told = read(b"\xef\xbb\xbf" + text.encode(), 2027)
    assert (told.faults, told.days) == ((), tuple(sorted(YEAR)))


def test_json_with_its_source():
    rows = [{"date": str(day), "kind": kind, "name": name} for day, kind, name in YEAR]
    told = read(json.dumps({"source": SOURCE, "days": rows}).encode(), 2027)
    assert (told.faults, told.source, told.days) == ((), SOURCE, tuple(sorted(YEAR)))
    assert read(json.dumps(rows).encode(), 2027).faults == ()


UNREAD = "第 2 行看不懂：日期写作 2027-10-01，类型写“放假”或“上班”，并写明节日"


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("", "文件是空的"),
        (" \n \n", "文件是空的"),
        ("x" * (LARGEST + 1), "文件过大：放假通知最多 64 KB"),
        (TEXT.encode("utf-16"), "文件不是 UTF-8 编码，请另存为 UTF-8 后再导入"),
        (TEXT.encode("gb18030"), "文件不是 UTF-8 编码，请另存为 UTF-8 后再导入"),
        ("date,kind,name\n\0", "文件不是文字表格，请导入 CSV 或 JSON"),
        ("{", "文件不是可读的 JSON"),
        ("[" * 5000, "文件不是可读的 JSON"),
        ('{"year": 2027}', "JSON 里应有日期列表 days，每项写明 date、kind 和 name"),
        ("[1]", "JSON 里应有日期列表 days，每项写明 date、kind 和 name"),
        ("[]", "文件里没有任何日期"),
        ("date,kind,name\n", "文件里没有任何日期"),
        ("hello\nworld\n", "第一行应为列名：日期,类型,节日（或 date,kind,name）"),
        (TEXT.replace("2027-01-01,off", "2027-13-01,off"), UNREAD),
        (TEXT.replace("2027-01-01,off", "2027-01-01,rest"), UNREAD),
        (TEXT.replace("2027-01-01,off,元旦", "2027-01-01,off"), UNREAD),
        (TEXT * 4, "行数过多：一年的通知最多 120 天"),
        (TEXT + "2028-01-03,off,元旦\n", "2028-01-03 不属于 2027 年的通知"),
        (TEXT + "2027-12-31,off,元旦\n", "2027-12-31 不属于 2027 年的通知"),
        (TEXT + "2027-01-02,off,元旦\n", "2027-01-02 出现了不止一次"),
        (TEXT + "2027-02-08,work,春节\n", "2027-02-08 出现了不止一次"),
        (TEXT + "2027-02-16,work,春节\n", "2027-02-16 是星期二，本来就上班，不能写作调休上班"),
        (TEXT.replace("2027-02-08,off,春节\n", ""), "春节的放假日期不连续，缺 2027-02-08"),
        (TEXT.replace("2027-06-09,off,端午节\n", ""), "通知里没有端午节"),
        (TEXT.replace("2027-10-01,off,国庆节\n", ""), "2027-10-01 是国庆节法定假日，通知里没有放假"),
    ],
)  # fmt: skip
def test_a_bad_notice_is_refused_with_its_reason(bad, sentence):
    assert sentence in faults(bad)


def test_a_weekend_left_out_in_the_middle_is_no_gap():
    assert faults(TEXT.replace("2027-02-06,off,春节\n", "").replace("2027-02-07,off,春节\n", "")) == []


def test_the_mid_autumn_festival_may_be_part_of_national_day():
    longer = TEXT.replace("2027-09-15,off,中秋节\n", "").replace(
        "2027-10-07,off,国庆节\n", "2027-10-07,off,国庆节\n2027-10-08,off,国庆节\n"
    )
    assert faults(longer) == []
    assert faults(TEXT.replace("2027-09-15,off,中秋节\n", "")) == ["通知里没有中秋节"]


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_whatever_comes_is_answered(raw):
    told = read(raw, 2027)
    assert told.faults
