"""An old ledger taken in: every line judged first, taken over once, marked as what it is, and nothing else believed."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.site import Browser, Site
from workflow.exchange import imports
from workflow.exchange.lines import moment_of
from workflow.exchange.reading import COLUMNS, LONGEST, BadFile, read
from workflow.issues import entitled as entitled_by
from workflow.issues.model import Issue
from workflow.kernel.db import bare
from workflow.kernel.errors import NotFound
from workflow.kernel.verify import verify
from workflow.privacy import retention
from workflow.rules.settable import KEEP_TEXT

ISSUES = bare(Issue)
HEADS = ["编号", "事项内容", "地点", "日期", "办结日期", "结果", "处理情况"]
GOOD = ["17", "路灯不亮", "荔枝路12号", "2023年3月5日", "2023.3.9", "已解决", "已更换灯泡"]


def csv_of(*rows: list[str], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(row) for row in (HEADS, *rows)).encode(encoding)


def sent(browser: Browser, data: bytes, name: str = "台账.csv") -> Any:
    browser.get("/imports")
    form = {"csrf_token": browser.token(), "file": (io.BytesIO(data), name)}
    answer = browser.client.post("/imports", data=form, content_type="multipart/form-data")
    browser.text = answer.text
    return answer


def brought(site: Site, data: bytes, who: str = "secretary") -> int:
    return imports.bring(site.office, site.matters.actor(who), "台账", data)


def states(site: Site, id: int) -> dict[int, str]:
    with site.office.database.reading() as db:
        return {line.line: line.state for line in imports.lines(db, id, "", 0, 1000)}


def reasons(site: Site, id: int) -> dict[int, list[str]]:
    with site.office.database.reading() as db:
        found = imports.lines(db, id, "", 0, 1000)
    return {line.line: [message % values for message, values in line.why] for line in found}


def taken_over(site: Site, id: int, who: str = "secretary") -> None:
    with site.office.desk(site.matters.actor(who)) as desk:
        imports.start(desk, id)
    imports.take_over(site.office, {"id": id})


def there(site: Site) -> list[Any]:
    with site.office.database.reading() as db:
        return list(db.execute(select(ISSUES).order_by(ISSUES.c.id)))


def test_a_good_line_is_taken_over_and_marked(site: Site) -> None:
    taken_over(site, brought(site, csv_of(GOOD)))
    (row,) = there(site)
    assert (row.state, row.outside, row.what, row.outcome, row.answer) == (
        "past", "17", "路灯不亮", "solved", "已更换灯泡",
    )  # fmt: skip
    assert (row.holder_id, row.due_at, row.owner_id) == (None, None, site.street.orgs["a1"])
    page = site.browser("secretary").get(f"/issues/{row.id}").text
    assert "历史台账" in page


def test_history_tells_that_it_was_imported_and_no_step_of_the_past(site: Site) -> None:
    taken_over(site, brought(site, csv_of(GOOD)))
    report = verify(site.office.database, entitled_by.entitled)
    assert (report.status, report.first_bad) == (0, None)
    with site.office.database.reading() as db:
        from workflow.kernel.history import EVENTS

        steps = db.execute(select(EVENTS.c.step).where(EVENTS.c.noun == "issue").order_by(EVENTS.c.seq)).scalars().all()
    assert steps == ["import_past"]


WRONG = {
    "没有“原编号”": ["", *GOOD[1:]],
    "没有“内容”": [*GOOD[:1], "", *GOOD[2:]],
    "没有地点，也没有网格": [*GOOD[:2], "", *GOOD[3:]],
    "“登记时间”看不出是哪一天": [*GOOD[:3], "去年春天", *GOOD[4:]],
    "“登记时间”在今天之后": [*GOOD[:3], "2099-01-01", *GOOD[4:]],
    "“内容”里有电话号码，联系方式不能写在这里": ["17", "找１３８１２３４５６７８", *GOOD[2:]],
    "请不要填写身份证号或银行卡号，办理事项不需要这些号码": ["17", "证号11010519491231002X", *GOOD[2:]],
    "这里没有名为“摆平了”的结果": [*GOOD[:5], "摆平了", *GOOD[6:]],
}


@pytest.mark.parametrize("reason", WRONG)
def test_every_line_says_what_is_wrong_with_it_and_nothing_of_it_is_kept(site: Site, reason: str) -> None:
    id = brought(site, csv_of(WRONG[reason], ["18", *GOOD[1:]]))
    assert states(site, id) == {2: "wrong", 3: "ready"}
    assert [one.replace("%%", "%") for one in reasons(site, id)[2]] == [reason]
    with site.office.database.reading() as db:
        assert imports.lines(db, id, "wrong", 0, 5)[0].answers is None


def test_one_number_is_taken_over_once(site: Site) -> None:
    first = brought(site, csv_of(GOOD, GOOD, ["１７", *GOOD[1:]]))
    assert states(site, first) == {2: "ready", 3: "wrong", 4: "wrong"}
    taken_over(site, first)
    again = brought(site, csv_of(GOOD, ["18", *GOOD[1:]]))
    assert states(site, again) == {2: "known", 3: "ready"}
    other = brought(site, csv_of(GOOD), "secretary_a2")
    assert states(site, other) == {2: "ready"}


def test_a_number_is_known_whoever_brings_it_again_and_whose_it_became(site: Site) -> None:
    """The place that a line names makes it a branch's, though the street brought it."""
    line = csv_of([*GOOD[:2], "荔枝路12号", *GOOD[3:]])
    taken_over(site, brought(site, line, "street"), "street")
    assert there(site)[0].owner_id == site.street.orgs["a1"]
    for who in ("street", "secretary"):
        assert states(site, brought(site, line, who)) == {2: "known"}


def test_two_files_with_the_same_lines_waiting_make_each_matter_once(site: Site) -> None:
    ids = [brought(site, csv_of(GOOD)) for _ in range(2)]
    for id in ids:
        taken_over(site, id)
    assert len(there(site)) == 1
    assert states(site, ids[1]) == {2: "known"}


def test_an_import_that_was_stopped_goes_on_where_it_stopped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "SOME", 2)
    id = brought(site, csv_of(*([str(n), *GOOD[1:]] for n in range(1, 6))))
    with site.office.desk(site.matters.actor("secretary")) as desk:
        imports.start(desk, id)
    assert imports.some(site.office, id)

    def breaks(*args: Any) -> Any:
        raise ConnectionError

    usual = imports.send_all
    monkeypatch.setattr(imports, "send_all", breaks)
    with pytest.raises(ConnectionError):  # the matters are written by now, what became of their lines is not
        imports.some(site.office, id)
    monkeypatch.setattr(imports, "send_all", usual)
    assert len(there(site)) == 2
    for _ in range(2):  # told twice, it happens once
        imports.take_over(site.office, {"id": id})
    assert [row.outside for row in there(site)] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2023年3月5日", "2023-03-05 00:00"), ("２０２３．３．５", "2023-03-05 00:00"),
        ("20230305", "2023-03-05 00:00"),
        ("2023/03/05 14:30", "2023-03-05 14:30"), ("2023年3月5日 9:05:59", "2023-03-05 09:05"), ("2023-02-30", None),
        ("三月五日", None), ("45000", None), ("2023-03-05 24:00", None), ("0001-01-01", None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed: str, at: str | None) -> None:
    found = moment_of(typed)
    assert (found and f"{found:%Y-%m-%d %H:%M}") == at


def test_an_old_encoding_is_read(site: Site) -> None:
    taken_over(site, brought(site, csv_of(GOOD, encoding="gb18030")))
    assert there(site)[0].what == "路灯不亮"


def workbook() -> Workbook:
    """As people keep them: a merged title, dates in three ways, a formula, a sheet that is hidden."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2023年"
    sheet.append(["荔枝一网格2023年台账"])
    sheet.merge_cells("A1:G1")
    sheet.append(HEADS)
    sheet.append([1, "路灯不亮", "荔枝路12号", date(2023, 3, 5), None, None, None])
    sheet.append(["２", "垃圾没人清", "荔枝路１３号", "2023年4月1日", None, None, None])
    sheet.append([3, "=A3&B3", "荔枝路14号", "2023-04-02", None, None, None])
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    return book


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_as_people_keep_it_is_told_line_by_line(site: Site) -> None:
    id = brought(site, saved(workbook()))
    assert states(site, id) == {3: "ready", 4: "ready", 5: "wrong"}
    assert reasons(site, id)[5] == ["“内容”是公式，请粘贴为数值"]
    with site.office.database.reading() as db:
        notes = [message % values for message, values in imports.find(db, site.matters.actor("secretary"), id).notes]
    assert notes == [
        "隐藏的工作表没有读：底稿", "有 1 处合并单元格：只有左上角一格有内容", "表头在第 2 行，以上各行没有读",
    ]  # fmt: skip
    taken_over(site, id)
    assert [row.outside for row in there(site)] == ["1", "2"]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 170_000_000)
    return file.getvalue()


REFUSED = {
    "空字符": lambda: b"a,b\0c",
    "列数过多": lambda: ",".join(["x"] * (COLUMNS + 9900)).encode(),
    "第 2 行有一格过长": lambda: b"a,b\n" + b"x" * (LONGEST * 5),
    "文件过大": lambda: b"x" * (50 * 2**20),
    "展开后过大": bomb,
    "没有内容": lambda: b"  \n",
    "读不出来": lambda: b"PK\x03\x04 not a workbook",
    "编码": lambda: b"\xff\xfe\xff\xff,\x81",
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_is_no_ledger_is_refused_in_a_sentence(sentence: str) -> None:
    with pytest.raises(BadFile) as refusal:
        read(REFUSED[sentence]())
    assert sentence in str(refusal.value)


def test_the_page_tells_every_line_and_the_import_runs_by_itself(site: Site) -> None:
    browser = site.browser("secretary")
    answer = sent(browser, csv_of(GOOD, ["18", "", *GOOD[2:]]))
    assert answer.status_code == 303
    page = browser.get(answer.headers["Location"]).text
    assert "没有“内容”" in page
    assert "可以导入 1 行" in page
    assert browser.post(answer.headers["Location"] + "/start").status_code == 303
    running = browser.get(answer.headers["Location"])
    assert running.headers["Refresh"]
    assert "已导入 0 行，共 1 行" in running.text
    imports.take_over(site.office, {"id": int(answer.headers["Location"].rsplit("/", 1)[1])})
    done = browser.get(answer.headers["Location"]).text
    assert "已导入 1 行，共 1 行" in done
    assert "有问题的 1 行没有导入" in done
    assert 'href="/issues?state=past"' in done


def test_a_table_without_lines_is_told_so_instead_of_a_head_over_nothing(site: Site) -> None:
    browser = site.browser("secretary")
    page = browser.get(sent(browser, csv_of()).headers["Location"]).text
    assert "表头下面没有内容" in page
    assert "<th" not in page


def test_each_reason_of_a_line_stands_alone_and_what_there_is_none_of_has_no_chip(site: Site) -> None:
    answer = sent(site.browser("secretary"), csv_of(GOOD, ["18", "", "", *GOOD[3:]]))
    page = site.browser("secretary").get(answer.headers["Location"]).text
    why = page.split('class="import-why"')[2].split("</td>")[0]
    assert why.count("<span>") == 2
    chips = page.split('class="chips"')[1].split("</nav>")[0]
    assert ("有问题" in chips, "以前已导入" in chips) == (True, False)


def test_a_bad_file_says_so_on_the_page(site: Site) -> None:
    answer = sent(site.browser("secretary"), b"\0")
    assert (answer.status_code, "空字符" in answer.text) == (422, True)
    assert "没有读入" in answer.text


def test_an_import_is_its_owners_alone(site: Site) -> None:
    id = brought(site, csv_of(GOOD))
    assert site.browser("secretary_a2").get(f"/imports/{id}").status_code == 404
    assert site.browser("member").get("/imports").status_code == 403


def test_columns_are_read_as_the_organisation_said_before(site: Site) -> None:
    rows = "流水,甲,乙,丙\n5,路灯不亮,荔枝路12号,2023-03-05".encode()
    id = brought(site, rows)
    assert states(site, id) == {2: "wrong"}
    chosen = {"outside": 0, "what": 1, "place": 2, "heard": 3}
    imports.map_anew(site.office, site.matters.actor("secretary"), id, chosen)
    assert states(site, id) == {2: "ready"}
    assert states(site, brought(site, rows)) == {2: "ready"}
    assert states(site, brought(site, rows, "secretary_a2")) == {2: "wrong"}


def test_what_was_imported_is_found_by_search_and_in_no_inbox(site: Site) -> None:
    taken_over(site, brought(site, csv_of(GOOD)))
    browser = site.browser("secretary")
    assert "路灯不亮" in browser.get("/issues?q=路灯").text
    assert "路灯不亮" not in browser.get("/issues").text
    assert "路灯不亮" not in browser.get("/today").text
    with site.office.database.reading() as db:
        assert db.execute(select(func.count()).select_from(ISSUES)).scalar_one() == 1


def test_a_ledger_whose_place_is_not_recognised_asks_which_column_it_is(site: Site) -> None:
    browser = site.browser("secretary")
    ledger = "台账编号,反映事项,哪里,受理时间\n5,路灯不亮,荔枝路12号,2023-03-05"
    page = browser.get(sent(browser, ledger.encode()).headers["Location"]).text
    assert "没有认出地点或网格是哪一列" in page
    assert '<details class="card card-body keep-view" open>' in page
    known = browser.get(sent(browser, ledger.replace("哪里", "发生地点").encode()).headers["Location"]).text
    assert "没有认出地点或网格是哪一列" not in known
    assert "可以导入 1 行" in known


def test_what_a_ledger_settled_long_ago_is_kept_as_long_as_what_is_settled_today(site: Site) -> None:
    taken_over(site, brought(site, csv_of([*GOOD[:3], "2019-03-05", "2019-03-09", *GOOD[5:]])))
    today = date(2026, 11, 23)
    with site.office.database.reading() as db:
        assert retention.due(db, 1, KEEP_TEXT, today) == []
        (one,) = retention.due(db, 1, KEEP_TEXT, date(2036, 1, 1))
    assert (one.on - today).days > 300


def test_a_table_of_text_may_begin_with_any_letters() -> None:
    _notes, rows = read("PK编号,内容\r\n1,路灯不亮\r\n".encode())
    assert list(rows) == [["PK编号", "内容"], ["1", "路灯不亮"]]


def test_a_workbook_that_says_one_long_text_over_and_over_is_not_unfolded() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:  # which keeps a text once, however many cells have it
        sheet = book.add_worksheet()
        for row in range(2000):
            sheet.write_string(row, 0, "长" * 18_000)
    assert len(file.getvalue()) < 20_000
    with pytest.raises(BadFile, match="展开后过大"):
        read(file.getvalue())


def test_a_character_that_cannot_be_kept_spoils_its_line_and_no_page(site: Site) -> None:
    book, half, zero = Workbook(), "_xD800_", "_x0000_"
    sheet = book.active
    assert sheet is not None
    for row in ([*HEADS, f"备注{half}{zero}", "网格"], [*GOOD, "", f"一{half}"], ["18", f"路灯{zero}", *GOOD[2:]]):
        sheet.append(row)
    secretary = site.browser("secretary")
    page = secretary.get(sent(secretary, saved(book), "台\0账\u202e.xlsx").headers["Location"])
    assert page.status_code == 200
    assert "控制字符" in page.text
    assert "台账.xlsx" in page.text
    assert "这里没有名为" in page.text


def test_a_file_nobody_takes_over_goes_after_a_month(site: Site) -> None:
    id = brought(site, csv_of(GOOD))
    site.matters.watch.forward(days=29)
    imports.forget(site.office)
    assert states(site, id) == {2: "ready"}
    site.matters.watch.forward(days=1)
    imports.forget(site.office)
    assert states(site, id) == {}
    with pytest.raises(NotFound), site.office.database.reading() as db:
        imports.find(db, site.matters.actor("secretary"), id)


def test_one_that_was_taken_over_stays_in_the_list(site: Site) -> None:
    id = brought(site, csv_of(GOOD))
    taken_over(site, id)
    site.matters.watch.forward(days=400)
    imports.forget(site.office)
    assert states(site, id) == {2: "done"}
