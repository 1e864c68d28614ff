"""The reception desk: one visitor after the other, a slip for each matter, and a day that ends with a count."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.site import Browser, Site
from workflow.receptions.model import Reception

TODAY = "2026-11-23"


@pytest.fixture
def day(site: Site) -> Reception:
    """An open reception of branch a1."""
    with site.office.desk(site.street.actor("secretary")) as desk:
        planned = desk.begin(Reception, "plan", {"on": TODAY, "hours": "9:00-11:00", "place": "支部会议室"})
        desk.take(Reception, planned.id, "announce", {})
        return desk.take(Reception, planned.id, "open", {})


@pytest.fixture
def clerk(site: Site) -> Browser:
    return site.browser("secretary")


def code_in(page: str) -> str:
    found = re.search(r'slip-code">([^<]+)<', page)
    assert found
    return found[1]


def receive(clerk: Browser, day: Reception, **fields: str) -> str:
    clerk.get(f"/receptions/{day.id}")
    answer = clerk.post(f"/receptions/{day.id}/receive", what="楼道堆物", place="荔枝路12号", **fields)
    assert answer.status_code == 201, answer.text
    return answer.text


def test_a_day_is_planned_announced_and_opened_from_the_pages(site: Site, clerk: Browser) -> None:
    assert "排定接待日" in clerk.get("/receptions").text
    clerk.get("/receptions/new")
    planned = clerk.post("/receptions/new", on=TODAY, place="支部会议室")
    assert planned.status_code == 303
    place = planned.headers["Location"]
    for step in ("announce", "open"):
        clerk.get(place)
        assert clerk.post(f"{place}/{step}").status_code == 303
    assert "登记来访事项" in clerk.get(place).text


def test_a_slip_is_shown_once_and_its_code_opens_the_matter(clerk: Browser, day: Reception, site: Site) -> None:
    page = receive(clerk, day)
    number = re.search(r'slip-number">([^<]+)<', page)
    assert number
    resident = site.browser()
    resident.get(f"/track/{number[1]}")
    assert number[1] in resident.text
    assert resident.post("/track", number=number[1], code=code_in(page)).status_code == 303
    desk = clerk.get(f"/receptions/{day.id}").text
    assert number[1] in desk
    assert code_in(page) not in desk


def test_a_second_matter_of_the_visitor_keeps_the_contact(clerk: Browser, day: Reception) -> None:
    page = receive(clerk, day, reporter_name="李老师", reporter_phone="13800000000")
    assert "13800000000" in page  # goes along in the button, not into any address
    clerk.text = page
    again = clerk.post(f"/receptions/{day.id}/another", reporter_name="李老师", reporter_phone="13800000000").text
    assert 'value="13800000000"' in again
    assert "楼道堆物" in again  # the first one stands in the list
    assert 'value="13800000000"' not in clerk.get(f"/receptions/{day.id}").text


def test_a_refused_matter_comes_back_with_what_was_typed(clerk: Browser, day: Reception) -> None:
    clerk.get(f"/receptions/{day.id}")
    answer = clerk.post(f"/receptions/{day.id}/receive", what="路灯不亮", reporter_name="李老师")
    assert answer.status_code == 422
    assert "路灯不亮" in answer.text
    assert "李老师" in answer.text
    assert "请写明地点或选择网格" in answer.text


def test_the_same_form_sent_twice_is_one_matter(clerk: Browser, day: Reception) -> None:
    clerk.get(f"/receptions/{day.id}")
    sent = {"what": "楼道堆物", "place": "荔枝路12号", "key": "one-form"}
    first = clerk.post(f"/receptions/{day.id}/receive", **sent)
    second = clerk.post(f"/receptions/{day.id}/receive", **sent)
    assert code_in(first.text) == code_in(second.text)


def test_an_empty_day_is_closed_only_as_empty(clerk: Browser, day: Reception) -> None:
    clerk.get(f"/receptions/{day.id}/close")
    refused = clerk.post(f"/receptions/{day.id}/close")
    assert refused.status_code == 422
    assert "请确认零登记" in refused.text
    assert clerk.post(f"/receptions/{day.id}/close", zero="true").status_code == 303
    assert "零登记" in clerk.get(f"/receptions/{day.id}").text


def test_the_street_sees_who_held_none_this_month(site: Site, day: Reception) -> None:
    page = site.browser("street").get("/receptions").text
    assert "东二网格党支部" in page
    assert "尚未接待的支部：3 个" in page


def test_another_branch_does_not_find_it(site: Site, day: Reception) -> None:
    assert site.browser("secretary_a2").get(f"/receptions/{day.id}").status_code == 404


def test_a_list_page_goes_on_where_the_last_one_ended(site: Site, clerk: Browser, day: Reception) -> None:
    assert clerk.get(f"/receptions?when=all&after={date(2026, 11, 24)}.1").status_code == 200
    assert clerk.get("/receptions?when=all&after=never").status_code == 200
