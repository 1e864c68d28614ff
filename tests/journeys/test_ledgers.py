"""Scenario 16: a secretary brings three years of ledgers in Excel, as people keep them."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.exchange.test_exports import rows_of, taken
from tests.exchange.test_imports import GOOD, csv_of, saved, sent, workbook
from tests.site import Site
from workflow.exchange import imports
from workflow.kernel.db import Database

MORE = (
    ["4", "电梯困人", "荔枝路15号", "2023/5/1", "", "", ""],
    ["4", "电梯困人", "荔枝路15号", "2023/5/1", "", "", ""],
    ["5", "找１３８１２３４５６７８", "荔枝路16号", "去年", "", "", ""],
    ["6", "@SUM(A1:A9)", "荔枝路17号", "2023-05-02", "", "", ""],
)


def test_old_ledgers_come_in_once_and_nothing_executable_goes_out(database: Database) -> None:
    site = Site(database)
    book = workbook()
    for row in MORE:
        book.worksheets[0].append(row)
    secretary = site.browser("secretary")
    for turn in ("可以导入 4 行", "可以导入 0 行"):  # brought again, nothing of it is new
        place = sent(secretary, saved(book), "三年台账.xlsx").headers["Location"]
        page = secretary.get(place).text
        assert turn in page
        assert "“内容”是公式" in page
        assert "“内容”里有电话号码" in page
        assert "“登记时间”看不出是哪一天" in page
        assert "13812345678" not in page
        assert "１３８" not in page
        if turn == "可以导入 4 行":
            assert "与前面第 6 行的原编号相同" in page
            secretary.post(place + "/start")
            imports.take_over(site.office, {"id": int(place.rsplit("/", 1)[1])})
            assert "已导入 4 行，共 4 行" in secretary.get(place).text
    cells = [cell for row in rows_of(taken(secretary, "issues", query="state=past")) for cell in row]
    assert "'@SUM(A1:A9)" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    sheet = load_workbook(io.BytesIO(taken(secretary, "issues", "xlsx", "state=past"))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.slow
def test_three_years_in_an_old_encoding_are_stopped_half_way_and_go_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(database)
    monkeypatch.setattr(imports, "SOME", 2)
    days = ("2023年3月5日", "２０２４．４．６", "2025/5/7", "2025-06-08")
    ledger = csv_of(*([str(n), *GOOD[1:3], on, *GOOD[4:]] for n, on in enumerate(days, 1)), encoding="gb18030")
    secretary = site.browser("secretary")
    place = sent(secretary, ledger).headers["Location"]
    assert "可以导入 4 行" in secretary.get(place).text
    secretary.post(place + "/start")
    id = int(place.rsplit("/", 1)[1])
    assert imports.some(site.office, id)
    assert "已导入 2 行，共 4 行" in secretary.get(place).text  # and there the machine was switched off
    for _ in range(2):
        imports.take_over(site.office, {"id": id})
    assert "已导入 4 行，共 4 行" in secretary.get(place).text
    rows = rows_of(taken(secretary, "issues", query="state=past"))
    assert sorted(row[rows[0].index("原编号")] for row in rows[1:]) == ["1", "2", "3", "4"]
