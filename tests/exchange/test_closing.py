"""A ledger says which checkpoint was the newest when it was taken, and stays a table that can be taken in again."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook

from tests.exchange.test_exports import rows_of, taken
from tests.exchange.test_making import asks, number
from tests.site import Site
from workflow.exchange import making
from workflow.exchange.reading import is_closing, read
from workflow.kernel.db import Database
from workflow.sealing import keys
from workflow.sealing.sealer import seal


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    """A street with two matters, all of it sealed."""
    found = Site(database, own=True)
    keys.make(tmp_path / "sealing.key")
    found.office = found.matters.office = replace(found.office, sealing_key=tmp_path / "sealing.key")
    found.app.extensions["lianxi"] = found.office
    for place in ("荔枝路12号", "荔枝路13号"):
        found.matters.register(place=place)
    seal(found.office, 1)
    return found


def holds(site: Site, line: str) -> bool:
    """Whether the page that the line names says that everything is still there."""
    there = urlsplit(line.rsplit(maxsplit=1)[-1])
    return "对得上" in site.app.test_client().get(f"{there.path}?{there.query}").text


@pytest.mark.parametrize(("how", "encoding"), [("csv", "utf-8-sig"), ("gb18030", "gb18030")])
def test_a_table_ends_with_the_checkpoint_which_an_import_passes_over(site: Site, how: str, encoding: str) -> None:
    data = taken(site.browser("secretary"), "issues", how)
    *rows, last = rows_of(data, encoding)
    assert len(rows) == 3
    assert holds(site, last[0])
    whole, without = (list(read(table)[1]) for table in (data, b"".join(data.splitlines(keepends=True)[:-1])))
    assert whole == without
    assert len(whole) == 3


def test_it_is_passed_over_in_either_language_and_no_row_is_taken_for_it(site: Site) -> None:
    browser = site.browser("secretary")
    browser.get("/lang/en")
    *rows, last = rows_of(taken(browser, "issues"))
    assert last[0].startswith("# Checkpoint of the history: ")
    assert is_closing(last)
    assert not any(is_closing(row) for row in [*rows, [], [""], ["# x"], [last[0], "x"], [f"x{last[0]}"]])


def test_a_workbook_tells_the_checkpoint_beside_its_columns_with_a_picture_for_a_phone(site: Site) -> None:
    book = load_workbook(io.BytesIO(taken(site.browser("secretary"), "issues", "xlsx")))
    told = {row[0].value: row[1].value for row in book["说明"]}
    assert holds(site, told["存证检查点"])
    assert len(book["说明"]._images) == 1
    assert book["事项"].max_row == 3


def test_a_long_ledger_that_a_job_makes_has_it_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "LONG", 1)
    browser = site.browser("secretary")
    page = asks(browser)
    making.make(site.office, {"id": number(page), "page": "http://localhost/log/check/0/0?street=1"})
    assert holds(site, rows_of(browser.client.get(f"{page}/file").data)[-1][0])


def test_where_nothing_is_sealed_nothing_is_said(database: Database) -> None:
    site = Site(database, own=True)
    site.matters.register()
    assert len(rows_of(taken(site.browser("secretary"), "issues"))) == 2
