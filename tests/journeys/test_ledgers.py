"""Scenario 16: a secretary brings three years of ledgers in Excel, as people keep them."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from tests.exchange.test_exports import rows_of, taken
from tests.exchange.test_imports import saved, sent, workbook
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
