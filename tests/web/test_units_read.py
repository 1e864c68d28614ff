"""What a unit reads of a matter: what is to be done and where, and no number that somebody wrote into it."""

from __future__ import annotations

import pytest

from tests.site import Browser, Site
from tests.supervision.papers import Papers
from workflow.issues import Issue

NUMBER = "13812345678"
WRITTEN = {"what": f"三楼堆满纸箱，打{NUMBER}找我", "place": f"荔枝路12号，电话{NUMBER}"}
COVERED = "138****5678"


@pytest.fixture
def late(papers: Papers) -> Issue:
    """With a unit that has signed and asked for time; supervised, and one like it merged into it."""
    issue = papers.reach("leading", **WRITTEN)
    papers.take("secretary", issue, "transfer", lead=papers.street.orgs["u1"], request="清理并回复", basis="routine")
    (sheet,) = papers.sheets(issue)
    papers.take("unit", sheet, "sign")
    papers.take("unit", sheet, "ask_extension", days=2, reason="等材料")
    papers.watch.forward(days=30)
    papers.issue(issue, "street")
    return issue


@pytest.fixture
def unit(site: Site, late: Issue) -> Browser:
    return site.browser("unit")


def pages(papers: Papers, late: Issue) -> list[str]:
    """Every page of a unit on which the matter is spoken of."""
    (sheet,), (order,), asked = papers.sheets(late), papers.orders(), papers.asked(late)
    lists = ["/today", "/issues?state=all", "/assignments", "/requests?state=all", "/orders?state=all", "/notices"]
    matter = [f"/issues/{late.id}{more}" for more in ("", "/voices", "/past", "/history", "/note")]
    papery = [f"/orders/{order.id}", f"/orders/{order.id}/paper", f"/requests/{asked.id}"]
    return [*lists, *matter, *papery, f"/assignments/{sheet.id}", f"/assignments/{sheet.id}/resist"]


def test_a_number_written_into_a_matter_stands_on_no_page_of_a_unit(unit: Browser, papers: Papers, late: Issue) -> None:
    read = {path: unit.get(path) for path in pages(papers, late)}
    assert {path for path, answer in read.items() if answer.status_code != 200} == set()
    assert {path for path, answer in read.items() if NUMBER in answer.text} == set()


def test_what_was_written_is_there_all_the_same(unit: Browser, papers: Papers, late: Issue) -> None:
    asked = papers.asked(late)
    for path in (f"/issues/{late.id}", "/requests?state=all", f"/requests/{asked.id}", "/today"):
        assert f"三楼堆满纸箱，打{COVERED}" in unit.get(path).text


def test_those_who_answer_for_the_matter_read_the_number(site: Site, papers: Papers, late: Issue) -> None:
    branch = site.browser("secretary")
    for path in (f"/issues/{late.id}", f"/requests/{papers.asked(late).id}"):
        assert NUMBER in branch.get(path).text
