"""What reporters say of an answer, on the pages of those who asked for it, who call them back, and who look into it."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import event

from tests.issues.test_voices import GOOD, everybody
from tests.site import Site
from tests.web.test_portal import Slip
from workflow.issues import Issue
from workflow.kernel.db import Database

CALLED = {"reporter_phone": "13812345678", "reporter_name": "李老师"}


def answered(site: Site, times: int) -> Issue:
    """One answered matter that so many people raised."""
    m = site.matters
    lead = m.reach("accepted", **CALLED)
    for _ in range(times - 1):
        m.take("secretary", m.register(**CALLED), "merge", lead=lead.id)
    m.take("secretary", lead, "execute", basis="routine")
    m.take("secretary", lead, "report_done", result="已清理")
    return m.take("member", lead, "verify", outcome="solved", answer="已清走")  # type: ignore[no-any-return]


def test_counts_stand_beside_the_number_of_people_and_silence_is_not_rated(site: Site) -> None:
    lead = answered(site, 3)
    first, second, _third = everybody(site.matters, lead)
    site.matters.take(first, lead, "rate", **GOOD, satisfied=4)
    site.matters.take(second, lead, "rate", contacted=False, solved=False, satisfied=1)
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", site.browser("member").get(f"/issues/{lead.id}").text))
    for said in ("已评价 2 / 3 位", "已解决 1 / 2 位", "联系过 1 / 2 位", "2.5（1—5，2 位打分）", "未评价 1 / 3 位"):
        assert said in page


def test_who_waits_to_be_called_is_named_masked_and_gone_once_heard(site: Site) -> None:
    lead = answered(site, 1)
    member = site.browser("member")
    page = member.get(f"/issues/{lead.id}").text
    assert "李* 138****5678" in page
    assert CALLED["reporter_phone"] not in page
    assert lead.number in member.get("/calls").text
    (claim,) = (actor.capacities[0].behalf for actor in everybody(site.matters, lead))
    site.matters.take("member", lead, "call_back", claim=claim, reached=False)
    assert "试过 1 次" in member.get(f"/issues/{lead.id}").text
    site.matters.take("member", lead, "call_back", claim=claim, reached=True)
    site.matters.take("member", lead, "confirm", **GOOD)
    assert lead.number not in member.get("/calls").text


def test_a_unit_is_told_nothing_of_those_who_raised_it(site: Site) -> None:
    issue = site.matters.reach("units_reported", **CALLED)
    site.matters.take("member", issue, "verify", outcome="solved", answer="已清走")
    page = site.browser("unit").get(f"/issues/{issue.id}").text
    assert "诉求人的评价" not in page
    assert "138****" not in page


def test_what_stands_out_is_listed_until_somebody_above_has_looked(site: Site) -> None:
    issue = site.matters.reach("closed")
    above, auditor = site.browser("community"), site.browser("auditor")
    for browser in (above, auditor):
        assert issue.number in browser.get("/doubts").text
    assert issue.number not in site.browser("secretary_b1").get("/doubts").text
    assert site.browser("unit").get("/doubts").status_code == 403
    door = f'<a class="btn btn-primary w-100" href="/issues/{issue.id}/look_into">'
    assert door in site.browser("community").get(f"/issues/{issue.id}").text
    site.matters.take("community", issue, "look_into", finding="本人评价")
    assert door not in site.browser("community").get(f"/issues/{issue.id}").text
    assert issue.number not in above.get("/doubts").text
    looked = above.get("/doubts?looked=yes").text
    assert issue.number in looked
    assert re.search(r"\d\d:\d\d 看过", looked)


def test_a_staff_session_with_a_code_is_refused_and_told_why(site: Site) -> None:
    slip = Slip(site)
    slip.reply()
    slip.browser = site.browser("secretary")
    page = slip.open()
    assert "/follow/act/confirm" not in page
    assert "登录着工作人员账号" in slip.browser.get("/follow/act/confirm").text
    program = site.program("secretary")
    told = {"number": slip.issue.number, "code": slip.code, "contacted": True, "solved": True}
    assert "登录着工作人员账号" in program.post("/track/steps/confirm", told, 403)["detail"]
    assert site.matters.again(slip.issue).state == "replied"


def test_where_it_came_from_is_kept_as_a_mark_without_an_address(site: Site) -> None:
    slip = Slip(site)
    slip.reply()
    told = {"number": slip.issue.number, "code": slip.code, "contacted": True, "solved": True}
    site.program().post("/track/steps/confirm", told)
    with site.office.database.reading() as db:
        kept = [dict(row._mapping) for row in db.exec_driver_sql("SELECT * FROM evaluations")]
    assert len(kept[0]["mark"]) == 32
    assert "127.0.0.1" not in str(kept)


def test_an_office_network_is_known_by_its_setting(database: Database) -> None:
    site = Site(database, own=True, staff_networks=("127.0.0.0/8",))
    slip = Slip(site)
    slip.reply()
    site.watch.forward(minutes=10)
    told = {"number": slip.issue.number, "code": slip.code, "contacted": True, "solved": True}
    site.program().post("/track/steps/confirm", told)
    assert "来自办公网络" in site.browser("auditor").get("/doubts").text


def queries(site: Site, browser: Any, address: str) -> int:
    """How many questions a page asks."""
    asked: list[str] = []
    engine = site.office.database.engine
    count = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert browser.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(asked)


def test_pages_ask_no_more_for_many_reporters_than_for_two(site: Site) -> None:
    asked = []
    for times in (2, 9):
        lead = answered(site, times)
        slip = Slip(site)
        site.matters.take(
            "secretary", slip.issue, "accept", category=site.street.categories["clutter"], urgency="general"
        )
        slip.open()
        member = site.browser("member")
        member.get("/today")
        pages = [(member, f"/issues/{lead.id}"), (member, "/calls"), (slip.browser, "/follow")]
        asked.append([queries(site, browser, address) for browser, address in pages])
    assert asked[0] == asked[1]
