"""An auditor finds any matter, checks its history on the spot, and changes nothing."""

from __future__ import annotations

import re

from sqlalchemy import update

from tests.kernel.forgery import disarm
from tests.site import Site
from workflow.audit import Inspection
from workflow.issues.model import Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS

ISSUES = bare(Issue)


def test_the_list_leads_to_history_and_check(site: Site) -> None:
    issue = site.matters.reach("replied")
    auditor = site.browser("auditor")
    page = auditor.get("/audit").text
    assert f"/issues/{issue.id}/history" in page
    assert f"/audit/issues/{issue.id}" in page
    assert auditor.get(f"/issues/{issue.id}/history").status_code == 200
    assert "没有符合条件的事项" in auditor.get("/audit?q=没有这样的事").text


def test_a_sound_history_is_said_to_be_sound(site: Site) -> None:
    issue = site.matters.reach("closed")
    assert "完整：每一条记录" in site.browser("auditor").get(f"/audit/issues/{issue.id}").text


def test_an_altered_entry_is_named(site: Site) -> None:
    issue = site.matters.reach("replied")
    disarm(site.office.database)
    with site.office.database.writing() as db:
        mine = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == issue.id) & (EVENTS.c.seq == 2)
        db.execute(update(EVENTS).where(mine).values(payload=EVENTS.c.payload + " "))
    page = site.browser("auditor").get(f"/audit/issues/{issue.id}").text
    assert "被改动过" in page
    assert "第 2 条" in page


def test_a_reporter_acts_in_the_lead_of_a_merged_matter_and_history_still_holds(site: Site) -> None:
    from tests.web.test_portal import Slip

    lead, mine = Slip(site), Slip(site)
    lead.take("secretary", "accept", category=site.street.categories["clutter"], urgency="general")
    mine.take("secretary", "merge", lead=lead.issue.id)
    mine.open()
    mine.browser.get("/follow/act/supplement")
    assert mine.browser.post("/follow/act/supplement", place="1", more="五楼也有").status_code == 303
    assert "完整：每一条记录" in site.browser("auditor").get(f"/audit/issues/{lead.issue.id}").text


def test_nobody_else_comes_in_and_the_auditor_moves_nothing(site: Site) -> None:
    issue = site.matters.register()
    assert site.browser("secretary").get("/audit").status_code == 403
    auditor = site.browser("auditor")
    auditor.get(f"/issues/{issue.id}")
    assert auditor.post(f"/issues/{issue.id}/accept", category="1", urgency="general").status_code == 403


def test_the_day_of_an_auditor_begins_with_what_the_record_asks_about(site: Site) -> None:
    page = site.browser("auditor").get("/today").text
    assert "异常提示" in page
    assert 'href="/audit/inspections/new"' in page
    assert "异常提示" not in site.browser("community").get("/today").text


def test_a_number_of_late_matters_leads_to_those_alone(site: Site) -> None:
    late = site.matters.register()
    site.matters.watch.forward(days=5)
    fresh = site.matters.register()
    above = site.browser("community")
    assert 'class="late" href="/issues?state=registered&amp;late=1"' in above.get("/today").text
    listed = above.get("/issues?state=registered&late=1").text
    assert (late.number in listed, fresh.number in listed) == (True, False)


def test_whoever_reads_a_drawn_matter_is_one_press_from_judging_it(site: Site) -> None:
    first, second = site.matters.reach("replied"), site.matters.reach("replied")
    day = local(site.matters.watch.now).date()
    with site.matters.office.desk(site.matters.actor("auditor")) as desk:
        asked = {"title": "抽查", "since": str(day), "until": str(day), "size": 2, "seed": "litchi"}
        inspection = desk.begin(Inspection, "draw", asked)
    auditor = site.browser("auditor")
    judge = f'href="/audit/inspections/{inspection.id}/judge?issue={first.id}"'
    for path in (f"/issues/{first.id}", f"/issues/{first.id}/voices", f"/audit/issues/{first.id}"):
        assert judge in auditor.get(path).text, path
        assert "/audit/inspections/" not in site.browser("community").get(f"/issues/{first.id}").text
    auditor.get(f"/audit/inspections/{inspection.id}")
    auditor.post(f"/audit/inspections/{inspection.id}/judge", issue=first.id, verdict="sound")
    assert judge not in auditor.get(f"/issues/{first.id}/voices").text
    page = auditor.get(f"/audit/inspections/{inspection.id}").text
    (chosen,) = re.findall(r"<(?:option|input)[^>]* (?:selected|checked)[^>]*>", page)
    assert f'value="{second.id}"' in chosen


def test_the_words_a_fault_needs_are_open_beside_its_result(site: Site) -> None:
    """Whoever finds a fault must say which: nobody looks for that under what may be left out."""
    site.matters.reach("replied")
    day = local(site.matters.watch.now).date()
    with site.matters.office.desk(site.matters.actor("auditor")) as desk:
        asked = {"title": "抽查", "since": str(day), "until": str(day), "size": 1, "seed": "litchi"}
        inspection = desk.begin(Inspection, "draw", asked)
    page = site.browser("auditor").get(f"/audit/inspections/{inspection.id}").text
    form = page.partition('class="card act act-first"')[2].partition("</form>")[0]
    assert 'name="remark"' in form
    assert 'class="fold' not in form.partition('name="remark"')[0]


def test_after_each_word_it_is_said_how_many_are_left_and_the_finding_comes_last(site: Site) -> None:
    issues, day = [site.matters.reach("replied") for _ in range(2)], local(site.matters.watch.now).date()
    with site.matters.office.desk(site.matters.actor("auditor")) as desk:
        asked = {"title": "抽查", "since": str(day), "until": str(day), "size": 2, "seed": "litchi"}
        place = f"/audit/inspections/{desk.begin(Inspection, 'draw', asked).id}"
    auditor = site.browser("auditor")
    auditor.get(place)
    auditor.post(f"{place}/judge", issue=issues[0].id, verdict="sound")
    page = auditor.get(place).text
    assert "“记下检查结果”已记录，还有 1 件没有检查" in page
    assert f'action="{place}/judge"' in page
    auditor.post(f"{place}/judge", issue=issues[1].id, verdict="breach", remark="没有现场照片")
    page = auditor.get(place).text
    assert "已记录，每一件都已检查，可以作出结论" in page
    assert f'action="{place}/conclude"' in page
    assert f'action="{place}/judge"' not in page
    auditor.post(f"{place}/conclude", finding="一件违反规定")
    assert "已作出结论，等有关组织答复，12月7日 17:30前" in auditor.get(place).text
