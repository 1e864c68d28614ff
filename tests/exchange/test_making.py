"""A long ledger is made by a job: once, for whoever asked, as long as they may have it, and not longer than a day."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from tests.exchange.test_exports import log, numbers, rows_of, taken
from tests.privacy.test_erasure import asked, closed, granted
from tests.site import Browser, Site
from workflow.exchange import making, tables
from workflow.exchange.ledgers import LEDGERS
from workflow.exchange.lists.papers import RequestsOf
from workflow.exchange.making import EXPORTS, PARTS
from workflow.issues.details import SheetFilter
from workflow.issues.queries import Filter
from workflow.kernel.accesses import WORDS
from workflow.kernel.db import bare, fetch_one
from workflow.orgs.model import Post
from workflow.supervision.queries import Filter as OrderFilter


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are long, and read two at a time."""
    monkeypatch.setattr(making, "LONG", 2)
    monkeypatch.setattr(tables, "BATCH", 2)
    monkeypatch.setattr(making, "PART", 64)


@pytest.fixture
def born(site: Site) -> list[str]:
    """What is in the ledger, newest first."""
    return [site.matters.register(what=f"路灯不亮{n}").number for n in range(5)][::-1]


def asks(browser: Browser, ledger: str = "issues", how: str = "csv", query: str = "") -> str:
    """The page of the ledger to come."""
    browser.get(f"/exports/{ledger}?{query}")
    form = {"csrf_token": browser.token(), "how": how}
    answer = browser.client.post(f"/exports/{ledger}?{query}", data=form)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def number(page: str) -> int:
    return int(page.rsplit("/", 1)[1])


def made(site: Site, page: str) -> None:
    making.make(site.office, {"id": number(page)})


def row(site: Site, page: str) -> Any:
    with site.office.database.reading() as db:
        return db.execute(select(EXPORTS).where(EXPORTS.c.id == number(page))).one_or_none()


def pieces(site: Site) -> int:
    with site.office.database.reading() as db:
        return int(db.execute(select(func.count()).select_from(PARTS)).scalar_one())


def test_a_long_ledger_is_made_by_a_job_and_then_fetched(site: Site, born: list[str]) -> None:
    browser = site.browser("secretary")
    page = asks(browser)
    assert "等待生成" in browser.get(page).text
    assert browser.get(f"{page}/file").status_code == 404
    assert log(site) == []
    made(site, page)
    assert "已写出 5 行，共 5 行" in browser.get(page).text
    answer = browser.client.get(f"{page}/file")
    assert numbers(answer.data) == born
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert pieces(site) > 1


def test_a_short_one_is_sent_at_once(site: Site) -> None:
    site.matters.register()
    browser = site.browser("secretary")
    assert len(rows_of(taken(browser, "issues"))) == 2
    assert "没有正在生成或保留着的导出" in browser.get("/exports/jobs").text


def test_it_is_narrowed_and_speaks_as_it_was_asked_for(site: Site, born: list[str]) -> None:
    site.matters.register(what="垃圾没人清")
    browser = site.browser("secretary")
    browser.get("/lang/en")
    page = asks(browser, how="xlsx", query="q=路灯")
    made(site, page)
    book = load_workbook(io.BytesIO(browser.client.get(f"{page}/file").data))
    sheet, about = book.worksheets
    assert (sheet.max_row, sheet["A2"].value, sheet["I2"].value) == (6, born[0], "Registered")
    assert "路灯" in " ".join(str(line[1].value) for line in about)


def test_the_line_in_the_log_is_written_when_it_is_made(site: Site, born: list[str]) -> None:
    page = asks(site.browser("secretary"), query="q=路灯")
    made(site, page)
    (line,) = log(site)
    assert line["facts"] == {"ledger": "issues", "rows": 5, "format": "csv"}
    assert (line["actor"]["name"], bool(line["request"])) == ("周明", True)
    with site.office.database.reading() as db:
        assert "路灯" in db.execute(select(WORDS.c.text)).scalar_one()


def test_the_page_looks_again_by_itself_until_it_is_done(site: Site, born: list[str]) -> None:
    browser = site.browser("secretary")
    page = asks(browser)
    assert browser.get(page).headers["Refresh"] == "3"
    made(site, page)
    assert "Refresh" not in browser.get(page).headers


def test_one_that_was_cut_off_begins_again_and_makes_one_file(
    site: Site, born: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.browser("secretary")
    page = asks(browser)
    usual = making._keep

    def breaks(*_: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(making, "_keep", breaks)
    with pytest.raises(ConnectionError):
        made(site, page)
    assert "已写出 4 行，共 5 行" in browser.get(page).text
    monkeypatch.setattr(making, "_keep", usual)
    for _ in range(2):  # told twice, it happens once
        made(site, page)
    assert numbers(browser.client.get(f"{page}/file").data) == born
    assert len(log(site)) == 1


def test_of_two_workers_at_the_same_ledger_one_keeps_its_file(
    site: Site, born: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.browser("secretary")
    page = asks(browser)
    usual = making._keep

    def late(*given: Any) -> None:
        monkeypatch.setattr(making, "_keep", usual)
        made(site, page)
        usual(*given)

    monkeypatch.setattr(making, "_keep", late)
    made(site, page)
    assert numbers(browser.client.get(f"{page}/file").data) == born
    assert len(log(site)) == 1


def test_nobody_else_sees_it(site: Site, born: list[str]) -> None:
    page = asks(site.browser("secretary"))
    made(site, page)
    for who in ("street", "auditor"):
        browser = site.browser(who)
        assert browser.get(page).status_code == 404
        assert browser.get(f"{page}/file").status_code == 404
        assert page not in browser.get("/exports/jobs").text
        assert browser.post(f"{page}/discard").status_code == 404
    assert page in site.browser("secretary").get("/exports/jobs").text


def end(site: Site, who: str) -> None:
    with site.office.database.reading() as db:
        post = fetch_one(db, Post, bare(Post).c.id == site.street.posts[who])
    assert post is not None
    site.matters.take("security", post, "end")


def test_who_lost_the_office_meanwhile_gets_none(site: Site, born: list[str]) -> None:
    page = asks(site.browser("secretary"))
    end(site, "secretary")
    made(site, page)
    assert (row(site, page).state, row(site, page).question, pieces(site)) == ("refused", {}, 0)
    assert log(site) == []


def test_who_lost_an_office_it_was_made_in_cannot_fetch_it(site: Site, born: list[str]) -> None:
    browser = site.browser("secretary")
    page = asks(browser)
    made(site, page)
    assert browser.get(f"{page}/file").status_code == 200
    with site.office.database.writing() as db:
        hats = [*row(site, page).hats, ["secretary", site.street.orgs["a2"]]]
        db.execute(update(EXPORTS).values(hats=hats))
    answer = browser.get(f"{page}/file")
    assert (answer.status_code, "岗位在导出后有变动" in answer.text) == (403, True)


def test_it_is_kept_for_a_day(site: Site, born: list[str]) -> None:
    browser = site.browser("secretary")
    page = asks(browser)
    made(site, page)
    making.forget(site.office)
    assert row(site, page) is not None
    site.watch.forward(hours=24)
    browser = site.browser("secretary")
    assert browser.get(f"{page}/file").status_code == 404
    making.forget(site.office)
    assert (row(site, page), pieces(site)) == (None, 0)


def test_what_is_not_needed_any_more_is_deleted_even_while_it_is_written(
    site: Site, born: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.browser("secretary")
    page = asks(browser)
    usual = making._telling

    def thrown_away(*given: Any) -> Iterator[Any]:
        browser.get(page)
        assert browser.post(f"{page}/discard").status_code == 303
        return usual(*given)

    monkeypatch.setattr(making, "_telling", thrown_away)
    made(site, page)
    assert (row(site, page), pieces(site), log(site)) == (None, 0, [])


@pytest.mark.parametrize("finished", [True, False])
def test_erasing_a_matter_takes_every_kept_file_with_it(site: Site, finished: bool) -> None:
    issue = closed(site.matters)
    for _ in range(3):
        site.matters.register()
    browser = site.browser("secretary")
    page = asks(browser, query="state=all&q=楼道")
    if finished:
        made(site, page)
    granted(site.matters, asked(site.matters, issue))
    made(site, page)
    assert (pieces(site), len(log(site))) == (0, finished)
    now = row(site, page)
    assert (now.state, now.question, now.told, now.words) == ("gone", {}, [], "")
    assert "请重新导出" in browser.get(page).text


def test_the_same_question_asked_again_meanwhile_is_the_same_one(site: Site, born: list[str]) -> None:
    browser = site.browser("secretary")
    first = asks(browser, query="q=路灯")
    assert asks(browser, query="q=路灯") == first
    assert asks(browser, query="q=不亮") != first
    made(site, first)
    assert asks(browser, query="q=路灯") != first


def test_one_person_keeps_only_so_many(site: Site, born: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST", 1)
    browser = site.browser("secretary")
    page = asks(browser)
    browser.get("/exports/issues?q=路灯")
    answer = browser.post("/exports/issues?q=路灯", how="csv")
    assert (answer.status_code, "最多同时保留 1 份导出" in answer.text) == (422, True)
    browser.get(page)
    browser.post(f"{page}/discard")
    asks(browser, query="q=路灯")


@pytest.mark.parametrize(("ledger", "who"), [("assignments", "unit"), ("requests", "secretary")])
def test_the_other_lists_are_made_the_same_way(
    site: Site, ledger: str, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "LONG", 0)
    issue = site.matters.reach("handling")
    site.matters.take("unit", site.matters.sheets(issue)[0], "ask_extension", days=3, reason="备件未到")
    browser = site.browser(who)
    page = asks(browser, ledger)
    made(site, page)
    assert numbers(browser.client.get(f"{page}/file").data) == [issue.number]
    assert row(site, page).total == 1


def test_every_list_says_how_many_it_has(site: Site, born: list[str]) -> None:
    asked_for: dict[str, Any] = {
        "issues": Filter(),
        "requests": RequestsOf(),
        "orders": OrderFilter(),
    }
    asked_for["issues "] = Filter(q="路灯", late=False, states=("registered",))
    asked_for["assignments"] = SheetFilter()
    with site.office.database.reading() as db:
        who, now = site.matters.actor("street"), site.watch.now
        many = {name: LEDGERS[name.strip()].many(db, who, one, now) for name, one in asked_for.items()}
    assert many == {"issues": 5, "issues ": 5, "requests": 0, "orders": 0, "assignments": 0}


def test_a_workbook_that_is_not_finished_leaves_none_of_its_rows_behind(
    site: Site, born: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    page = asks(site.browser("secretary"), how="xlsx")
    usual = making._move

    def thrown_away(office: Any, id: int, **values: Any) -> bool:
        """As when whoever asked discards it after the first rows."""
        return "total" in values and usual(office, id, **values)

    monkeypatch.setattr(making, "_move", thrown_away)
    made(site, page)
    assert list(tmp_path.iterdir()) == []
