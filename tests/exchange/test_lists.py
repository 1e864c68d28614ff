"""Every list is a ledger: as it is narrowed, in its order, as far as one may see it, with a way to it on its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import pytest

from tests.exchange.test_exports import log, rows_of, taken
from tests.exchange.test_making import asks, made
from tests.matrix.consultations import asked as consulted
from tests.matrix.postings import DONE
from tests.site import Site
from web.asked import LISTS
from workflow.exchange import making, tables
from workflow.exchange.ledgers import ALL, LEDGERS
from workflow.meetings import Meeting
from workflow.receptions.model import Reception


def cells(site: Site, who: str, ledger: str, query: str = "", column: int = 0) -> list[str]:
    return [row[column] for row in rows_of(taken(site.browser(who), ledger, query=query))[1:]]


def reception(site: Site, on: str, who: str = "secretary") -> Reception:
    with site.office.desk(site.street.actor(who)) as desk:
        return desk.begin(Reception, "plan", {"on": on, "hours": "9:00-11:00", "place": "=支部会议室"})


def meeting(site: Site, on: str, who: str = "secretary") -> Meeting:
    with site.office.desk(site.street.actor(who)) as desk:
        return desk.begin(Meeting, "plan", {"kind": "joint_meeting", "on": on})


def test_reception_days_come_as_the_page_has_them(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 1)
    reception(site, "2026-11-24")
    reception(site, "2026-12-08")
    reception(site, "2026-11-25", "secretary_b1")
    assert cells(site, "secretary", "receptions") == ["2026-11-24", "2026-12-08"]
    assert cells(site, "secretary", "receptions", "when=all") == ["2026-12-08", "2026-11-24"]
    assert cells(site, "street", "receptions") == ["2026-11-24", "2026-11-25", "2026-12-08"]
    assert cells(site, "unit", "receptions") == []
    assert cells(site, "secretary", "receptions", column=3)[0] == "'=支部会议室"


def test_meetings_come_as_the_page_has_them(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 1)
    for on in ("2026-11-24", "2026-12-01", "2027-11-01"):
        meeting(site, on)
    assert cells(site, "secretary", "meetings", column=4) == ["2026-12-01", "2026-11-24"]
    assert cells(site, "secretary", "meetings", "state=draft", 4) == ["2027-11-01", "2026-12-01", "2026-11-24"]
    assert cells(site, "secretary", "meetings", "state=signed") == []
    assert cells(site, "secretary_b1", "meetings") == []


def test_what_the_public_reads_can_be_taken_out(site: Site) -> None:
    issue = site.matters.reach("closed")
    site.matters.take("secretary", issue, "draft_public", text=DONE)
    one = consulted(site.matters)
    assert cells(site, "secretary", "postings") == [issue.number]
    assert cells(site, "secretary", "postings", "state=published") == []
    assert cells(site, "secretary", "consultations") == [one.title]


def test_promises_hide_in_a_file_what_they_hide_on_the_page(site: Site) -> None:
    site.matters.reach("closed")
    head, *rows = rows_of(taken(site.browser("street"), "promises"))
    assert len(rows) == site.browser("street").get("/board/promises").text.count('class="promise-cells"')
    told = {cell for row in rows for cell in row[head.index("按时受理") :]}
    assert "不显示" in told
    assert not told & {"1", "2", "3", "4"}


def test_doubts_are_for_those_who_have_their_list(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 1)
    born = [site.matters.reach("closed").number for _ in range(2)]
    assert cells(site, "community", "doubts") == born[::-1]
    assert cells(site, "community", "doubts", "looked=yes") == []
    assert cells(site, "secretary_b1", "doubts") == []
    unit = site.browser("unit")
    assert unit.get("/exports/doubts").status_code == 403
    unit.get("/exports/issues")
    assert unit.post("/exports/doubts", how="csv").status_code == 403
    assert [line["facts"]["ledger"] for line in log(site)] == ["doubts"] * 3


def test_every_ledger_is_declared_once_in_each_room(site: Site) -> None:
    """What it holds (workflow/exchange/lists/), and where its list is and what narrows it (web/asked.py)."""
    assert [one.name for one in ALL] == list(LEDGERS)
    assert {name for name, one in LISTS.items() if one.read} == LEDGERS.keys()


@dataclass(frozen=True)
class Way:
    """Who has a list, who has not, where it is, and how its address is narrowed for a ledger."""

    has: str = "secretary"
    has_not: str = "member"
    page: str = ""
    query: str = ""


WAYS = {
    "promises": Way(page="/board/promises"),
    "risks": Way("auditor", "street", "/audit/risks/late_answer", "name=late_answer"),
    "reads": Way("auditor", "security"),
}


@pytest.mark.parametrize("ledger", LEDGERS)
def test_each_list_has_a_way_to_its_ledger_and_back_and_explains_each_column(site: Site, ledger: str) -> None:
    way = WAYS.get(ledger, Way())
    browser, place = site.browser(way.has), way.page or f"/{ledger}"
    assert f'href="/exports/{ledger}' in browser.get(place).text
    page = browser.get(f"/exports/{ledger}?{way.query}").text
    assert f'href="{place}"' in page
    told = page.split('id="columns"')[1].split("</dl>")[0]
    assert told.count("<dd>") == len(LEDGERS[ledger].columns)
    assert f"/exports/{ledger}" not in site.browser(way.has_not).get(place).text


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_makes_a_workbook_in_either_language(site: Site, ledger: str, language: str) -> None:
    browser = site.browser("auditor")
    browser.get(f"/lang/{language}")
    assert taken(browser, ledger, "xlsx", WAYS.get(ledger, Way()).query)[:2] == b"PK"


def test_what_an_auditor_asks_of_the_record_can_be_taken_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 1)
    born = []
    for _ in range(2):
        issue = site.matters.reach("replied", what="=请打13812345678")
        site.matters.take(site.matters.reporter(issue), issue, "confirm", contacted=True, solved=True, satisfied=5)
        born.append(issue.number)
    auditor, query = site.browser("auditor"), "name=closed_at_once"
    assert cells(site, "auditor", "risks", query) == born[::-1]
    assert cells(site, "auditor", "risks", query, 1) == ["'=请打138****5678"] * 2
    assert cells(site, "auditor", "risks", "name=given_back") == []
    assert cells(site, "auditor", "risks", f"{query}&since=2020-01-01&until=2020-02-01") == []
    assert log(site)[0]["facts"] == {"ledger": "risks", "rows": 2, "format": "csv"}
    for wrong, status in (("", 404), ("name=no", 404), ("name=one_hand&since=x", 422)):
        assert auditor.get(f"/exports/risks?{wrong}").status_code == status


@pytest.mark.parametrize("who", ["street", "secretary", "unit", "security"])
def test_the_risks_are_the_auditors_alone(site: Site, who: str) -> None:
    assert site.browser(who).get("/exports/risks?name=one_hand").status_code == 403


def test_the_log_of_reads_can_be_taken_out_as_far_as_one_reads_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 1)
    issue = site.matters.register()
    taken(site.browser("secretary"), "issues", query="q=13812345678")
    auditor = site.browser("auditor")
    auditor.get(f"/audit/issues/{issue.id}")
    assert cells(site, "auditor", "reads", "kind=export", 6) == ["状态：全部；含“138****5678”"]
    assert cells(site, "auditor", "reads", f"kind=audit&number={issue.number}", 5) == [issue.number]
    assert cells(site, "auditor", "reads", "day=2020-01-01") == []
    assert set(cells(site, "secretary", "reads", column=1)) == {"审计查阅"}
    assert cells(site, "secretary_b1", "reads") == []
    assert [line["facts"]["ledger"] for line in log(site)] == ["issues", *["reads"] * 5]
    for who in ("security", "unit"):  # who reads the log but takes nothing out; who does not read it
        assert site.browser(who).get("/exports/reads").status_code == 403


def test_the_same_narrowing_holds_for_a_job(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "LONG", 0)
    reception(site, "2026-11-24")
    meeting(site, "2026-11-24")
    browser = site.browser("secretary")
    for ledger, query in (("receptions", "when=all"), ("meetings", "state=draft"), ("promises", "quarter=2026Q4")):
        page = asks(browser, ledger, query=query)
        made(site, page)
        assert len(rows_of(browser.client.get(f"{page}/file").data)) > 1
        assert "已生成" in browser.get(page).text


@pytest.mark.parametrize("ledger", ALL, ids=lambda one: one.name)
def test_what_narrows_a_ledger_can_be_kept_with_its_job(ledger: Any) -> None:
    """Each part of a question is text, number, switch, or a row of texts."""
    kinds = {"str", "int", "int | None", "bool", "tuple[str, ...]"}
    assert {str(one.type) for one in fields(ledger.question)} <= kinds


@pytest.mark.parametrize("how", ["csv", "gb18030", "xlsx"])
@pytest.mark.parametrize("ledger", ["receptions", "meetings"])
def test_a_sitting_of_the_same_day_is_told_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, ledger: str, how: str
) -> None:
    monkeypatch.setattr(tables, "BATCH", 1)
    born: dict[str, Callable[..., Any]] = {"receptions": reception, "meetings": meeting}
    for who in ("secretary", "secretary_b1"):
        born[ledger](site, "2026-11-24", who)
    taken(site.browser("street"), ledger, how)
    assert log(site)[-1]["facts"] == {"ledger": ledger, "rows": 2, "format": how}
