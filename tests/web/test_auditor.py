"""An auditor finds any matter, checks its history on the spot, and changes nothing."""

from __future__ import annotations

from sqlalchemy import update

from tests.kernel.forgery import disarm
from tests.site import Site
from workflow.issues.model import Issue
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
