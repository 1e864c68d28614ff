"""Who looked, was refused, came in: read by the auditor, who is read in turn; a reporter reads of the own contact."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from tests.exchange.test_exports import taken
from tests.site import Browser, Site
from tests.web.test_portal import PHONE, Slip
from workflow.cli import main
from workflow.exchange.ledgers import LEDGERS
from workflow.issues.codes import code_for
from workflow.issues.reads import EXPORTED
from workflow.kernel.accesses import ACCESSES
from workflow.kernel.errors import NotPermitted
from workflow.sealing import keys

WHY = {"claim": "1", "purpose": "call_back", "words": "核实是否清走"}


@pytest.fixture
def slip(site: Site) -> Slip:
    return Slip(site)


def test_the_reporter_reads_how_often_which_post_why_and_when_and_no_name(slip: Slip) -> None:
    assert "还没有人查看过" in slip.open()
    slip.take("secretary", "reveal", **WHY)
    page = slip.open()
    told = page.partition("谁看过您的联系方式")[2].partition("</section>")[0]
    assert "共 1 次" in told
    assert "东一网格党支部" in told
    assert "回访核实" in told
    assert "11月23日" in told
    for hidden in ("周明", "核实是否清走", PHONE):
        assert hidden not in told


def test_who_left_no_contact_is_told_nothing_of_it(site: Site) -> None:
    slip = Slip(site)
    with site.office.desk(site.street.actor("secretary")) as desk:
        slip.issue = desk.begin(type(slip.issue), "register", {"what": "路灯不亮", "place": "荔枝路12号"})
    slip.code = code_for(site.office, desk.result["nonce"])
    assert "谁看过您的联系方式" not in slip.open()


def test_an_officer_reveals_by_the_form_and_reads_it_on_the_page_only(slip: Slip) -> None:
    secretary = slip.site.browser("secretary")
    page = secretary.get(f"/issues/{slip.issue.id}").text
    assert "138****5678" in page
    assert PHONE not in page
    secretary.get(f"/issues/{slip.issue.id}/reveal")
    assert secretary.post(f"/issues/{slip.issue.id}/reveal", **WHY).headers["Location"] == f"/issues/{slip.issue.id}"
    shown = secretary.get(f"/issues/{slip.issue.id}")
    assert PHONE in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    for other in ("/issues", "/today", f"/issues/{slip.issue.id}/history"):
        assert PHONE not in secretary.get(other).text
    slip.site.watch.now += timedelta(minutes=5)
    assert PHONE not in secretary.get(f"/issues/{slip.issue.id}").text


def test_the_log_is_narrowed_by_kind_person_matter_and_day(slip: Slip) -> None:
    slip.take("secretary", "reveal", **WHY)
    site, who = slip.site, slip.site.street.people["secretary"]
    site.browser("unit")
    auditor = site.browser("auditor")
    page = auditor.get("/reads").text
    for said in ("查看联系方式", "回访核实", "核实是否清走", "登录系统", "授权", slip.issue.number):
        assert said in page
    narrowed = auditor.get(f"/reads?kind=reveal&person={who}&number={slip.issue.number}&day=2026-11-23").text
    assert narrowed.count('<tr><th scope="row"') == 1
    for nothing in ("kind=export", "day=2026-11-22", "number=A1-26-9999", "person=999999"):
        assert "没有这样的记录" in auditor.get(f"/reads?{nothing}").text


def test_pages_follow_without_losing_or_repeating_an_entry(slip: Slip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.reads.PAGE", 7)
    security = slip.site.browser("security")
    rows, url = [], "/reads"
    while url:
        page = security.get(url).text
        rows += re.findall(r'<tr><th scope="row".*?</tr>', page, re.DOTALL)
        following = re.search(r'href="(/reads[^"]*before=[^"]*)" rel="next"', page)
        url = following[1].replace("&amp;", "&") if following else ""
    with slip.site.office.database.reading() as db:
        assert len(rows) == db.execute(select(func.count()).select_from(ACCESSES)).scalar_one()


def test_a_spoilt_place_in_the_list_is_the_beginning_or_the_end(site: Site) -> None:
    auditor = site.browser("auditor")
    for cursor in ("x", "a~b", "a~b~c", "a~b~99999999999999", "~~1", "%00~%00~1"):
        assert auditor.get(f"/reads?before={cursor}").status_code == 200, cursor


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_log_has_narrows_nothing(site: Site, day: str) -> None:
    for page in (f"/reads?day={day}", f"/exports/reads?day={day}"):
        assert site.browser("auditor").get(page).status_code == 200, page


def test_the_security_administrator_reads_the_log_without_the_matters(slip: Slip) -> None:
    slip.take("secretary", "reveal", **WHY)
    page = slip.site.browser("security").get("/reads?kind=reveal").text
    assert "查看联系方式" in page
    assert slip.issue.number not in page


def test_what_the_auditor_looks_at_is_read_by_the_street(slip: Slip) -> None:
    auditor = slip.site.browser("auditor")
    pages = ("history", "voices", "past")
    for path in (f"/audit/issues/{slip.issue.id}", *(f"/issues/{slip.issue.id}/{page}" for page in pages), "/reads"):
        assert auditor.get(path).status_code == 200
    page = slip.site.browser("street").get("/reads").text
    for said in ("校验事项的历史", "查事项的存证", "看三种说法", "还原事项", "查查阅日志", slip.issue.number):
        assert said in page
    assert "登录系统" not in page
    assert "校验事项的历史" in slip.site.browser("secretary").get("/reads").text
    assert "校验事项的历史" not in slip.site.browser("secretary_b1").get("/reads").text


def told(browser: Browser, query: str) -> list[str]:
    """The rows of the log as they read."""
    rows = re.findall(r'<tr><th scope="row".*?</tr>', browser.get(f"/reads?{query}").text, re.DOTALL)
    return [re.sub(r"(<[^>]*>|\s)+", " ", row) for row in rows]


def test_an_export_names_the_ledger_how_many_lines_and_how_it_was_narrowed(site: Site) -> None:
    site.matters.register(what="路灯不亮")
    taken(site.browser("secretary"), "issues", query="q=路灯")
    auditor = site.browser("auditor")
    taken(auditor, "reads", query="kind=export")
    asked, issues = told(auditor, "kind=export")
    assert "导出 查阅日志 · 1 行 类型：导出" in asked
    assert "导出 事项 · 1 行 状态：全部；含“路灯”" in issues


def test_every_ledger_and_file_has_its_name_in_the_log() -> None:
    assert EXPORTED.items() >= {name: one.label for name, one in LEDGERS.items()}.items()
    assert {"process"} <= EXPORTED.keys()


def test_a_process_log_and_a_pack_are_named_too(slip: Slip, tmp_path: Path) -> None:
    site = slip.site
    keys.make(tmp_path / "sealing.key")
    site.app.extensions["lianxi"] = replace(site.office, sealing_key=tmp_path / "sealing.key")
    auditor = site.browser("auditor")
    assert auditor.client.get(f"/issues/{slip.issue.id}/pack").status_code == 200
    auditor.get("/process?since=2026-11-01&until=2026-11-23")
    assert auditor.post("/process/export?since=2026-11-01&until=2026-11-23", how="xes").status_code == 200
    log, pack = told(auditor, "kind=export")
    assert "办理过程日志 · 1 行 2026年11月1日—2026年11月23日" in log
    assert "导出 存证包" in pack


def test_what_the_auditor_sought_in_the_log_stands_in_it(site: Site) -> None:
    site.browser("auditor").get("/reads?kind=refusal&day=2026-11-23")
    (row,) = told(site.browser("street"), "")
    assert "查查阅日志 类型：办理被拒绝；日期：2026年11月23日" in row


def test_the_history_of_a_matter_says_who_looked(slip: Slip) -> None:
    slip.take("secretary", "reveal", **WHY)
    assert "核实是否清走" in slip.site.browser("auditor").get(f"/issues/{slip.issue.id}/history").text
    told = slip.site.browser("secretary").get(f"/issues/{slip.issue.id}/history").text.rpartition("<h2>")[2]
    assert "查事项的存证" in told
    assert "回访核实" not in told


def test_the_server_answers_who_saw_a_matter_and_keeps_the_question(
    slip: Slip, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip.take("secretary", "reveal", **WHY)
    monkeypatch.setattr(import_module("workflow.cli.privacy"), "opened", lambda: nullcontext(slip.site.office))
    told = json.loads(CliRunner().invoke(main, ["privacy", "who-saw", slip.issue.number, "--json"]).stdout)
    assert [(one["kind"], one["name"], one["words"]) for one in told] == [("查看联系方式", "周明", "核实是否清走")]
    again = CliRunner().invoke(main, ["privacy", "who-saw", f" {slip.issue.number.lower()} ".replace("-", "—")]).stdout
    assert "查谁看过事项" in again
    assert PHONE not in again
    missing = CliRunner().invoke(main, ["privacy", "who-saw", "A1-26-9999"])
    assert (missing.exit_code, "没有编号为" in missing.stderr) == (1, True)


def test_a_try_refused_in_a_part_of_a_matter_is_found_by_the_matters_number(site: Site) -> None:
    issue, other = site.matters.reach("transferred"), site.matters.reach("transferred")
    with pytest.raises(NotPermitted):
        site.matters.take("secretary", site.matters.sheets(issue)[0], "sign")
    auditor = site.browser("auditor")
    assert "签收" in auditor.get(f"/reads?kind=refusal&number={issue.number}").text
    assert "没有这样的记录" in auditor.get(f"/reads?kind=refusal&number={other.number}").text
