"""A form that is answered with a file leaves its page where it is, and can be sent again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.street_at_home import Officer, at_home
from tests.site import Site
from workflow.kernel.db import Database


@pytest.fixture
def page(chromium: Browser, database: Database, peopled: None) -> Iterator[Page]:
    site = Site(database)
    site.matters.reach("closed")
    with at_home(site) as address:
        page = chromium.new_page(base_url=address, locale="zh-CN")
        Officer(page, "secretary")
        yield page
        page.close()


def taken(page: Page, button: str) -> str:
    """The ending of the file that a press brings."""
    with page.expect_download(timeout=10_000) as download:
        page.locator("main").get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename.rpartition(".")[2]


def test_a_list_is_taken_out_in_one_form_after_another(page: Page) -> None:
    page.goto("/exports/issues?state=all")
    for how in ("csv", "xlsx", "csv"):
        page.check(f"input[name=how][value={how}]")
        assert taken(page, "导出") == how


def test_so_is_the_log_for_those_who_study_processes(page: Page) -> None:
    page.goto("/process")
    assert [taken(page, "导出 XES"), taken(page, "导出 OCEL 2.0")] == ["xes", "json"]
