"""Whoever asks why a deadline falls on a day reads which days count, and from which notice that is."""

from __future__ import annotations

from tests.site import Site


def test_from_a_due_date_one_tap_leads_to_the_days_that_count(site: Site) -> None:
    browser, issue = site.browser("secretary"), site.matters.reach("accepted")
    assert 'href="/working-days"' in browser.get(f"/issues/{issue.id}").text
    page = browser.get("/working-days").text
    told = ("2026", "国务院办公厅", "国庆节", "放假", "上班", "17:30", "2027", "暂定")
    assert [words for words in told if words not in page] == []


def test_in_the_history_of_a_matter_its_new_keeper_is_named(site: Site) -> None:
    issue = site.matters.register("secretary")
    place = f"/admin/posts/{site.street.posts['secretary']}/replace"
    security = site.browser("security")
    security.get(place)
    assert security.post(place, person=site.street.people["member"]).status_code in (200, 303)
    assert "吴芳接替周明，任东一网格党支部书记" in site.browser("member").get(f"/issues/{issue.id}").text
