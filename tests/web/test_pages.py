"""The officers' pages: each home answers, a matter goes its way by forms, every no is said where it belongs."""

from __future__ import annotations

import html
import re
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event

from tests.site import Browser, Site
from tests.street import PEOPLE
from tests.thinning import thinned
from workflow.issues.model import Issue


def field(text: str, name: str) -> str:
    """A hidden answer of the form drawn last, as a browser would send it."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    return html.unescape(found[1]) if found else ""


def step(browser: Browser, path: str, name: str, **answers: Any) -> Any:
    """Open the form of a step, fill it in, send it."""
    assert browser.get(f"{path}/{name}").status_code == 200
    kept = {key: field(browser.text, key) for key in ("key", "version")}
    return browser.post(f"{path}/{name}", **kept, **answers)


def flashed(browser: Browser, path: str) -> str:
    """What the next page says first."""
    browser.get(path)
    return " ".join(re.findall(r'<p class="notice[^"]*">([^<]*)</p>', browser.text))


@pytest.mark.parametrize("state", thinned(["returned", "registered", "verifying"], 3))
def test_the_home_of_each_role_answers(site: Site, state: str) -> None:
    site.matters.reach(state)
    told = {account: site.browser(account).get("/today").status_code for account, *_ in PEOPLE}
    assert told == dict.fromkeys(told, 200)


def test_who_did_the_work_waits_for_a_colleague_to_verify_it(site: Site) -> None:
    number = site.matters.reach("verifying").number

    def lists(who: str) -> tuple[str, str]:
        """What is to be done, and what waits for others."""
        now, _, waiting = site.browser(who).get("/today").text.partition("在等别人")
        return now, waiting

    now, waiting = lists("secretary")
    assert number not in now
    assert number in waiting
    assert "同事核实" in waiting
    now, waiting = lists("member")
    assert number in now
    assert number not in waiting


def test_an_everyday_matter_is_closed_by_four_forms(site: Site) -> None:
    secretary, member = site.browser("secretary"), site.browser("member")
    secretary.get("/today")
    secretary.post("/issues/start", what="楼道堆物")
    assert "楼道堆物" in secretary.text
    slip = secretary.post("/issues/new", key=field(secretary.text, "key"), what="楼道堆物", place="荔枝路12号")
    assert (slip.status_code, slip.headers["Cache-Control"]) == (201, "no-store")
    assert re.search(r"\w{5} \w{5} \w{5} \w{5}", slip.text)
    path = re.search(r'href="(/issues/\d+)"', slip.text)[1]  # type: ignore[index]
    answer = step(secretary, path, "accept", category=site.street.categories["clutter"], urgency="general")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert "已受理，等东一网格党支部研究决定，12月8日 17:30前" in flashed(secretary, path)
    step(secretary, path, "execute", basis="routine")
    step(secretary, path, "report_done", result="已清理")
    assert "须是未参与办理的人" in flashed(secretary, path)
    step(member, path, "verify", outcome="solved", answer="已清理干净，谢谢反映")
    assert "等诉求人评价" in flashed(member, path)
    assert "已清理干净" in member.text


def test_a_unit_signs_and_reports(site: Site) -> None:
    issue = site.matters.reach("transferred", urgency="urgent")
    lead = site.matters.sheets(issue)[0]
    unit = site.browser("unit")
    unit.get("/today")
    assert "待签收" in unit.text
    assert f"/assignments/{lead.id}" in unit.text
    path = f"/assignments/{lead.id}"
    step(unit, path, "sign")
    assert "已签收，城管中队办理中" in flashed(unit, path)
    co = site.matters.sheets(issue)[1]
    site.matters.take("unit2", co, "sign")
    site.matters.take("unit2", co, "finish", result="已配合")
    step(unit, path, "report", result="已清理")
    assert "已报结" in flashed(unit, path)


def test_what_was_typed_stays_beside_the_error(site: Site) -> None:
    secretary = site.browser("secretary")
    secretary.get("/issues/new")
    answer = secretary.post("/issues/new", key=field(secretary.text, "key"), what="路灯不亮")
    assert answer.status_code == 422
    assert "路灯不亮" in answer.text
    assert "请写明地点或选择网格" in answer.text
    issue = site.matters.reach("executing")
    answer = step(secretary, f"/issues/{issue.id}", "report_done", result="")
    assert (answer.status_code, "请填写“办理结果”" in answer.text) == (422, True)


def test_the_same_form_twice_makes_one_matter(site: Site) -> None:
    secretary = site.browser("secretary")
    secretary.get("/issues/new")
    key = field(secretary.text, "key")
    slips = [secretary.post("/issues/new", key=key, what="楼道堆物", place="荔枝路12号").text for _ in range(2)]
    numbers = [re.search(r'slip-number">([^<]+)<', slip)[1] for slip in slips]  # type: ignore[index]
    assert numbers[0] == numbers[1]


def test_what_one_may_not_do_names_who_could(site: Site) -> None:
    issue = site.matters.reach("verifying")
    answer = site.browser("secretary").get(f"/issues/{issue.id}/verify")
    assert answer.status_code == 403
    assert "您办理过本事项" in answer.text
    assert "可由" in answer.text


def test_on_paper_a_matter_carries_its_number(site: Site) -> None:
    """The line above the title, which says it on a screen, is no part of the paper."""
    issue = site.matters.register()
    assert f'class="print-only">{issue.number}<' in site.browser("secretary").get(f"/issues/{issue.id}").text


def test_what_one_may_not_see_is_not_there(site: Site) -> None:
    issue = site.matters.reach("accepted")
    for account in ("secretary_b1", "unit", "security", "system"):
        for path in ("", "/history", "/note"):
            assert site.browser(account).get(f"/issues/{issue.id}{path}").status_code == 404


def test_an_auditor_looks_and_is_offered_nothing(site: Site) -> None:
    issue = site.matters.reach("accepted")
    auditor = site.browser("auditor")
    assert auditor.get(f"/issues/{issue.id}").status_code == 200
    assert f'action="/issues/{issue.id}/' not in auditor.text
    assert 'class="card more"' not in auditor.text
    assert auditor.get(f"/issues/{issue.id}/history").status_code == 200
    assert auditor.post(f"/issues/{issue.id}/accept", category=1, urgency="general").status_code == 403


def test_who_was_slower_reads_who_was_faster(site: Site) -> None:
    issue: Issue = site.matters.reach("registered")
    slow, path = site.browser("member"), f"/issues/{issue.id}"
    slow.get(f"{path}/accept")
    seen = {key: field(slow.text, key) for key in ("key", "version")}
    category = site.street.categories["clutter"]
    site.matters.take("secretary", issue, "accept", category=category, urgency="general")
    answer = slow.post(f"{path}/accept", **seen, category=category, urgency="general")
    assert answer.status_code == 409
    assert re.search(r"已由 周明 于 \d\d:\d\d 处理（受理）", answer.text)


def test_what_is_late_longest_stands_first(site: Site) -> None:
    older = site.matters.register()
    site.watch.forward(days=3)
    newer = site.matters.register()
    site.watch.forward(days=10)
    secretary = site.browser("secretary")
    page = secretary.get("/issues?late=1").text
    assert page.index(older.number) < page.index(newer.number)
    assert "共 2 件，逾期最久的在前" in page
    page = secretary.get("/issues").text
    assert page.index(newer.number) < page.index(older.number)


def test_a_settled_matter_asks_nobody_to_choose(site: Site) -> None:
    issue = site.matters.reach("closed")
    page = site.browser("community").get(f"/issues/{issue.id}").text
    assert "已经了结，没有要办的。" in page
    assert "选一种办法" not in page


def test_a_form_of_a_unit_says_until_when_it_has_time(site: Site) -> None:
    issue = site.matters.reach("transferred")
    sheet = site.matters.sheets(issue)[0]
    unit = site.browser("unit")
    step(unit, f"/assignments/{sheet.id}", "sign")
    assert "办结期限 还剩" in unit.get(f"/assignments/{sheet.id}/ask_extension").text


def test_a_step_that_takes_the_matter_out_of_sight_leads_home(site: Site) -> None:
    issue = site.matters.reach("registered")
    secretary = site.browser("secretary")
    answer = step(secretary, f"/issues/{issue.id}", "route", org=site.street.orgs["b1"], reason="属西一网格")
    assert answer.headers["Location"] == "/today"
    assert "已分派，等西一网格党支部受理" in flashed(secretary, "/today")


def test_no_page_shows_a_whole_contact(site: Site) -> None:
    issue = site.matters.register(reporter_name="张晓华", reporter_phone="13812345678")
    secretary = site.browser("secretary")
    text = secretary.get(f"/issues/{issue.id}").text
    assert "张*" in text
    assert "138****5678" in text
    assert "张晓华" not in text + secretary.get("/issues").text


def test_the_list_is_narrowed_by_its_address_and_goes_on(site: Site) -> None:
    for n in range(52):
        site.matters.register(what=f"第{n}件", place="荔枝路12号")
    site.matters.reach("executing")
    browser = site.browser("secretary")
    assert "第51件" in browser.get("/issues").text
    following = html.unescape(re.search(r'href="([^"]+)" rel="next"', browser.text)[1])  # type: ignore[index]
    assert "第0件" in browser.get(following).text
    assert "第51件" not in browser.text
    assert "第51件" not in browser.get("/issues?state=executing").text
    assert "第7件" in browser.get("/issues?q=第7件").text
    assert "没有符合条件的事项" in browser.get("/issues?q=无此事").text


def queries_of(site: Site, browser: Browser, path: str) -> int:
    """How many statements one page takes, after it was drawn once."""
    browser.get(path)
    count = 0

    def one(*_: Any) -> None:
        nonlocal count
        count += 1

    event.listen(site.office.database.engine, "before_cursor_execute", one)
    assert browser.get(path).status_code == 200
    event.remove(site.office.database.engine, "before_cursor_execute", one)
    return count


def test_a_longer_list_asks_no_more_questions(site: Site) -> None:
    browser = site.browser("secretary")
    for _ in range(5):
        site.matters.register()
    few = {path: queries_of(site, browser, path) for path in ("/today", "/issues")}
    for _ in range(40):
        site.matters.register()
    assert {path: queries_of(site, browser, path) for path in few} == few


def test_a_list_takes_three_questions(site: Site) -> None:
    """Who is asking, the rows, and what stands beside them."""
    browser = site.browser("secretary")
    site.matters.reach("executing")
    for path in ("/today", "/issues", "/issues?state=all&late=1&q=楼道"):
        assert queries_of(site, browser, path) == 3, path


def test_a_longer_history_asks_no_more_questions(site: Site) -> None:
    browser, issue = site.browser("secretary"), site.matters.reach("handling")
    path = f"/issues/{issue.id}"
    few = queries_of(site, browser, path)
    for n in range(20):
        site.matters.take("secretary", issue, "note", text=f"备注{n}")
    assert queries_of(site, browser, path) == few


NUMBERED = (
    "/issues/1/history?after=%s",
    "/assignments?before=%s",
    "/assignments/1/history?after=%s",
    "/receptions/schedule?year=%s&day=15&branch=%s",
    "/meetings/year?year=%s",
)


def test_a_number_of_the_address_that_no_database_counts_to_is_none(site: Site) -> None:
    site.matters.reach("transferred")
    for browser in (site.browser("secretary"), site.browser("street")):
        for path, number in product(NUMBERED, ("9" * 40, "-1", "１２", "1e9", "")):
            assert browser.get(path.replace("%s", number)).status_code in (200, 404), (path, number)
