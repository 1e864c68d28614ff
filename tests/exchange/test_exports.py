"""A list taken out as a ledger: what one may see as it is narrowed, harmless in a spreadsheet, and noted in the log."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.site import Browser, Site
from workflow.exchange import tables
from workflow.exchange.defusing import armed_again, defused
from workflow.exchange.ledgers import LEDGERS
from workflow.exchange.writing import FORMATS, About, write
from workflow.kernel.accesses import ACCESSES, WORDS
from workflow.kernel.i18n import N_

DANGEROUS = ("=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1", "''@x", "'plain", "plain", "a=1", "")


def taken(browser: Browser, ledger: str, how: str = "csv", query: str = "") -> bytes:
    """The file somebody gets."""
    assert browser.get(f"/exports/{ledger}?{query}").status_code == 200
    form = {"csrf_token": browser.token(), "how": how}
    answer = browser.client.post(f"/exports/{ledger}?{query}", data=form)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def rows_of(data: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


def numbers(data: bytes) -> list[str]:
    return [row[0] for row in rows_of(data)[1:]]


def test_a_ledger_holds_the_list_as_it_is_narrowed(site: Site) -> None:
    first = site.matters.register(what="路灯不亮", place="荔枝路12号")
    site.matters.register(what="垃圾没人清", place="荔枝路13号")
    data = taken(site.browser("secretary"), "issues", query="q=路灯")
    assert data.startswith(b"\xef\xbb\xbf")
    assert numbers(data) == [first.number]
    head, row = rows_of(data)
    told = dict(zip(head, row, strict=True))
    assert (told["内容"], told["地点"], told["状态"], told["登记时间"]) == (
        "路灯不亮",
        "荔枝路12号",
        "已登记",
        "2026-11-23 09:00",
    )


def test_the_old_encoding_keeps_every_character(site: Site) -> None:
    site.matters.register(what="迳口村𠮷🐕路灯", place="圳美路3号")
    rows = rows_of(taken(site.browser("secretary"), "issues", "gb18030"), "gb18030")
    assert rows[1][2:4] == ["迳口村𠮷🐕路灯", "圳美路3号"]


def test_nobody_takes_out_what_they_may_not_see(site: Site) -> None:
    mine = site.matters.register()
    other = site.matters.register("street", grid=site.street.grids["b1g1"], place="远处")
    assert numbers(taken(site.browser("secretary"), "issues")) == [mine.number]
    assert set(numbers(taken(site.browser("auditor"), "issues"))) == {mine.number, other.number}
    assert numbers(taken(site.browser("unit"), "issues")) == []


def test_no_ledger_holds_contact_data(site: Site) -> None:
    site.matters.register(reporter_name="张晓华", reporter_phone="13812345678", reporter_email="zhang@example.org")
    for how in FORMATS:
        data = taken(site.browser("secretary"), "issues", how)
        text = data.decode({"csv": "utf-8-sig", "gb18030": "gb18030"}.get(how, "latin-1"))
        assert not any(one in text for one in ("张晓华", "晓华", "13812345678", "5678", "zhang@"))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_defused_cell_calculates_nothing_and_reads_back_the_same(text: str) -> None:
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert armed_again(defused(text)) == text


def test_formulas_come_out_as_text(site: Site) -> None:
    site.matters.register(what='=HYPERLINK("http://x")', place="@SUM(A1:A9)")
    row = rows_of(taken(site.browser("secretary"), "issues"))[1]
    assert row[2:4] == ['\'=HYPERLINK("http://x")', "'@SUM(A1:A9)"]
    sheet = load_workbook(io.BytesIO(taken(site.browser("secretary"), "issues", "xlsx")))["事项"]
    assert (sheet["C2"].data_type, sheet["C2"].value) == ("s", '=HYPERLINK("http://x")')


def test_a_workbook_explains_itself(site: Site) -> None:
    site.matters.register(what="路灯不亮")
    book = load_workbook(io.BytesIO(taken(site.browser("secretary"), "issues", "xlsx", "q=路灯&late=")))
    told = {row[0].value: row[1].value for row in book["说明"]}
    assert told["导出时间（北京时间）"] == "2026-11-23 09:00"
    assert (told["导出人"], told["行数"], told["筛选条件"]) == ("周明", "1", "含“路灯”")
    assert [cell.value for cell in book["事项"][1]] == [column.label for column in LEDGERS["issues"].columns]
    assert set(told) >= {column.label for column in LEDGERS["issues"].columns}


def test_it_speaks_the_readers_language(site: Site) -> None:
    site.matters.register()
    browser = site.browser("secretary")
    browser.get("/lang/en")
    head, row = rows_of(taken(browser, "issues"))
    assert dict(zip(head, row, strict=True))["State"] == "Registered"


def log(site: Site) -> list[Any]:
    with site.office.database.reading() as db:
        found = select(ACCESSES.c.payload).where(ACCESSES.c.kind == "export")
        return [json.loads(one) for one in db.execute(found).scalars()]


def test_each_export_leaves_a_line_in_the_log_and_what_was_typed_can_be_erased(site: Site) -> None:
    site.matters.register(what="路灯不亮")
    taken(site.browser("secretary"), "issues", "gb18030", "q=路灯")
    (line,) = log(site)
    assert line["facts"] == {"ledger": "issues", "rows": 1, "format": "gb18030"}
    assert line["actor"]["name"] == "周明"
    assert "路灯" not in json.dumps(line, ensure_ascii=False)
    with site.office.database.reading() as db:
        assert "路灯" in db.execute(select(WORDS.c.text)).scalar_one()


def test_looking_at_what_would_be_in_it_leaves_none(site: Site) -> None:
    site.browser("secretary").get("/exports/issues")
    assert log(site) == []


def test_a_list_of_which_nothing_is_left_says_so_before_it_is_taken(site: Site) -> None:
    browser = site.browser("secretary")
    assert "一行也没有" in browser.get("/exports/issues").text
    site.matters.register()
    assert "一行也没有" not in browser.get("/exports/issues").text


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("system", 403), ("secretary", 200), ("unit", 200)])
def test_who_may_export_sees_the_way_to_it(site: Site, who: str, status: int) -> None:
    browser = site.browser(who)
    assert browser.get("/exports/issues").status_code == status
    if who != "system":
        assert ('href="/exports/issues' in browser.get("/issues").text) == (status == 200)


def test_an_unknown_ledger_or_format_is_none(site: Site) -> None:
    browser = site.browser("secretary")
    assert browser.get("/exports/people").status_code == 404
    browser.get("/exports/issues")
    assert browser.post("/exports/people", how="csv").status_code == 404
    assert browser.post("/exports/issues", how="exe").status_code == 303
    assert log(site) == []


def test_assignments_requests_and_orders_are_ledgers_too(site: Site) -> None:
    issue = site.matters.reach("handling")
    assert numbers(taken(site.browser("unit"), "assignments")) == [issue.number]
    sheet = site.matters.sheets(issue)[0]
    site.matters.take("unit", sheet, "ask_extension", days=3, reason="备件未到")
    data = rows_of(taken(site.browser("secretary"), "requests"))
    assert data[1][0] == issue.number
    assert len(rows_of(taken(site.browser("street"), "orders"))) == 1


def test_a_long_ledger_is_read_in_short_turns(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 2)
    born = [site.matters.register().number for _ in range(5)]
    assert numbers(taken(site.browser("secretary"), "issues")) == born[::-1]


class Nothing(io.BytesIO):
    """A file that keeps nothing."""

    def write(self, data: Any) -> int:
        return len(data)


@pytest.mark.parametrize("how", ["csv", "gb18030"])
def test_memory_stays_flat_however_long_it_is(site: Site, how: str) -> None:
    site.matters.register()
    with site.office.database.reading() as db:
        actor, now = site.matters.actor("secretary"), site.watch.now
        from workflow.issues.queries import Filter

        (row,) = LEDGERS["issues"].page(db, actor, Filter(), now, None, 1)
    tracemalloc.start()
    try:
        n = write(LEDGERS["issues"], (row for _ in range(5000)), About(now, "周明", []), how, Nothing(), N_)
        assert n == 5000
        assert tracemalloc.get_traced_memory()[1] < 2 * 2**20
    finally:
        tracemalloc.stop()
