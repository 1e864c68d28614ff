"""The year of reception days from the pages, what everybody may read of it, and the sign for the door."""

from __future__ import annotations

import re

import pytest

from tests.site import Site
from tests.web.test_pages import queries_of
from workflow.receptions.model import Reception

RULE = {"year": "2026", "day": "15", "shift": "next"}


def planned(site: Site, on: str = "2026-12-15", who: str = "secretary") -> Reception:
    with site.office.desk(site.street.actor(who)) as desk:
        return desk.begin(Reception, "plan", {"on": on, "hours": "9:00–11:00", "place": "支部会议室"})


def test_the_street_looks_first_and_then_plans_in_one_go(site: Site) -> None:
    street = site.browser("street")
    street.get("/receptions/schedule?year=2026&day=15&shift=next")
    assert "将新排定 4 个接待日" in street.text  # of this year only December is ahead: the 15th of November is over
    assert street.post("/receptions/schedule", **RULE).status_code == 303
    assert "已为 4 个支部排定 4 个接待日" in street.get("/receptions/schedule?year=2026").text
    assert street.post("/receptions/schedule", **RULE).status_code == 303
    assert "都已排定，没有新增" in street.get("/receptions/schedule?year=2026").text


def test_next_year_has_twelve_days_each_and_is_marked_as_not_published_yet(site: Site) -> None:
    street = site.browser("street")
    street.get("/receptions/schedule")
    street.post("/receptions/schedule", **{**RULE, "year": "2027"})
    page = street.get("/receptions/schedule?year=2027").text
    assert page.count('<td class="year-ahead"') == 48
    assert "2027 年的放假通知还没有公布" in page
    assert "全年都已排定" in page


def test_a_branch_plans_its_own_and_sees_its_own(site: Site) -> None:
    secretary = site.browser("secretary")
    secretary.get("/receptions/schedule")
    secretary.post("/receptions/schedule", **{**RULE, "year": "2027", "place": "支部会议室"})
    page = secretary.get("/receptions/schedule?year=2027").text
    assert "东一网格党支部" in page
    assert "东二网格党支部" not in page
    assert site.browser("secretary_a2").get("/receptions/schedule?year=2027").text.count('class="year-missing"') == 12


def test_nobody_plans_for_others(site: Site) -> None:
    secretary = site.browser("secretary")
    secretary.get("/receptions/schedule")
    refused = secretary.post("/receptions/schedule", **RULE, branch=site.street.orgs["a2"])
    assert refused.status_code == 403
    assert 'name="shift"' not in site.browser("auditor").get("/receptions/schedule").text


@pytest.mark.parametrize("wrong", [{"day": "0"}, {"day": "abc"}, {"year": "1999"}, {"shift": "later"}])
def test_a_rule_that_makes_no_sense_comes_back_with_a_sentence(site: Site, wrong: dict[str, str]) -> None:
    street = site.browser("street")
    street.get("/receptions/schedule")
    answer = street.post("/receptions/schedule", **(RULE | wrong))
    assert answer.status_code == 422
    assert f'id="{next(iter(wrong))}-error"' in answer.text


def test_everybody_reads_both_dates_and_the_reason_and_nobodys_name(site: Site) -> None:
    reception = planned(site)
    site.matters.take("secretary", reception, "reschedule", on="2026-12-17", reason="会场检修")
    person = site.street.people["member2"]
    site.matters.take("secretary", reception, "delegate", person=person, paper="委托书〔2026〕3号")
    public = site.browser()
    for path in ("/days", "/days/A1"):
        page = public.get(path).text
        for words in ("12月17日", "原定 12月15日", "会场检修", "支部会议室", "受委托的支部委员"):
            assert words in page
        assert not any(name in page for name in ("周明", "郑强"))


def test_a_cancelled_day_is_said_to_be_cancelled(site: Site) -> None:
    site.matters.take("secretary", planned(site), "cancel", reason="停电检修")
    page = site.browser().get("/days").text
    assert "已取消" in page
    assert "停电检修" in page


def test_an_unknown_branch_has_no_page(site: Site) -> None:
    assert site.browser().get("/days/Z9").status_code == 404
    assert site.browser().get("/days/A2").status_code == 200


def test_the_sign_on_the_door_leads_to_the_branchs_days(site: Site) -> None:
    reception = planned(site)
    page = site.browser("secretary").get(f"/receptions/{reception.id}/sign").text
    assert "2026年12月15日" in page
    assert "周明" not in re.sub(r'<details class="menu">.*?</details>', "", page, flags=re.DOTALL)
    address = re.search(r"https?://[^ <]+/days/A1", page)
    assert address
    assert site.browser().get("/days/A1").status_code == 200


@pytest.mark.parametrize("path", ["/days", "/receptions/schedule?year=2027"])
def test_more_days_ask_no_more_questions(site: Site, path: str) -> None:
    browser = site.browser("street")
    planned(site)
    few = queries_of(site, browser, path)
    browser.get("/receptions/schedule")
    browser.post("/receptions/schedule", **{**RULE, "year": "2027"})
    browser.post("/receptions/schedule", **RULE)
    assert queries_of(site, browser, path) == few


def test_the_year_is_for_those_who_see_reception_days(site: Site) -> None:
    for account in ("unit", "system"):
        assert site.browser(account).get("/receptions/schedule").status_code == 403
    for account in ("member", "auditor", "dispatcher"):
        assert site.browser(account).get("/receptions/schedule").status_code == 200


def test_whoever_may_not_plan_is_told_so_whatever_they_ask_for(site: Site) -> None:
    member = site.browser("member2")
    member.get("/receptions/schedule")
    assert member.post("/receptions/schedule", day="0").status_code == 403
