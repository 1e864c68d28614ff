"""The reception desk: one visitor after the other, a slip for each matter, and a day that ends with a count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from tests.site import Browser, Site
from tests.web.test_pages import queries_of
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


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    statements: list[str] = []

    def one(_db: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(site.office.database.engine, "before_cursor_execute", one)
    yield statements
    event.remove(site.office.database.engine, "before_cursor_execute", one)


def number_in(page: str) -> str:
    found = re.search(r'slip-number">([^<]+)<', page)
    assert found
    return found[1]


def field(page: str, name: str) -> str:
    """A hidden answer of the form, as a browser would send it."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


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


def test_a_day_the_rules_forbid_is_said_in_the_form_with_what_was_typed(clerk: Browser, day: Reception) -> None:
    clerk.get("/receptions/new")
    refused = clerk.post("/receptions/new", on=TODAY, place="支部会议室")
    assert refused.status_code == 409
    assert "已有接待日，每个支部每月一次" in refused.text
    assert 'value="支部会议室"' in refused.text
    assert f'value="{TODAY}"' in refused.text


def test_a_code_is_shown_once_and_opens_the_matter(clerk: Browser, day: Reception, site: Site) -> None:
    page = receive(clerk, day)
    number = number_in(page)
    resident = site.browser()
    resident.get(f"/track/{number}")
    assert resident.post("/track", number=number, code=code_in(page)).status_code in (200, 303)
    desk = clerk.get(f"/receptions/{day.id}").text
    assert number in desk
    assert code_in(page) not in desk


def test_the_screen_is_ready_for_the_same_visitors_next_matter(clerk: Browser, day: Reception, site: Site) -> None:
    first = receive(clerk, day, reporter_name="李老师", reporter_phone="13800000000")
    assert 'value="13800000000"' in first  # in the form again, not in any address
    assert field(first, "visitor") == "1"
    clerk.text = first
    kept = re.findall(r'name="kept" value="([^"]+)"', first)
    told = {"what": "路灯不亮", "place": "荔枝路12号", "visitor": "1", "kept": kept, "key": field(first, "key")}
    second = clerk.post(f"/receptions/{day.id}/receive", **told)
    assert len(re.findall('class="slip-code"', second.text)) == 2  # one paper for all of the visitor's matters
    assert code_in(first) in second.text
    assert 'value="13800000000"' not in clerk.get(f"/receptions/{day.id}").text
    assert site.matters.again(day).visitors == 1


def test_the_visitor_goes_on_after_a_reload(clerk: Browser, day: Reception) -> None:
    page = receive(clerk, day)
    kept = re.findall(r'name="kept" value="([^"]+)"', page)
    clerk.get(f"/receptions/{day.id}")
    again = clerk.post(f"/receptions/{day.id}/another", reporter_phone="13800000000", visitor="1", kept=kept).text
    assert 'value="13800000000"' in again
    assert code_in(page) in again


def test_what_a_page_brings_along_is_not_believed(clerk: Browser, day: Reception) -> None:
    clerk.get(f"/receptions/{day.id}")
    bad = ["<b>x</b>|" + "0" * 20, "A1-26-0001|short", "x" * 5000]
    answer = clerk.post(f"/receptions/{day.id}/another", kept=bad, visitor="many")
    assert answer.status_code == 200
    assert 'name="kept"' not in answer.text


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


def test_other_words_under_a_key_that_went_through_are_said_to_be_saved_already(clerk: Browser, day: Reception) -> None:
    clerk.get(f"/receptions/{day.id}")
    sent = {"what": "楼道堆物", "place": "荔枝路12号", "key": "one-form"}
    clerk.post(f"/receptions/{day.id}/receive", **sent)
    again = clerk.post(f"/receptions/{day.id}/receive", **{**sent, "what": "楼道堆物，三楼也有"})
    assert (again.status_code, "刚才已经登记成功" in again.text, "三楼也有" in again.text) == (422, True, True)
    third = clerk.post(f"/receptions/{day.id}/receive", **{**sent, "key": field(again.text, "key")})
    assert third.status_code == 201


def test_what_is_held_today_is_marked_on_the_home_page(clerk: Browser, day: Reception) -> None:
    assert re.search(r'next-today">\s*<h2>下一次接待</h2>.*?今天', clerk.get("/today").text, re.DOTALL)


def test_the_host_answers_a_question_on_the_spot(clerk: Browser, day: Reception, site: Site) -> None:
    page = receive(clerk, day, then="answer", category="路灯", answer="由区里统一更换")
    assert "待核实" in page
    assert "当场答复" in clerk.get(f"/receptions/{day.id}/sheet").text


def test_similar_open_matters_are_offered_and_joined_with_a_code_of_ones_own(
    clerk: Browser, day: Reception, site: Site
) -> None:
    known = site.matters.register(what="三楼楼道堆满纸箱，过不去人", reporter_name="张晓华")
    site.matters.register(what="下水道返味")
    clerk.get(f"/receptions/{day.id}")
    piece = clerk.post(f"/receptions/{day.id}/similar", what="楼道里堆了好多纸箱", place="荔枝路12号").text
    assert re.findall(r'name="issue" value="(\d+)"', piece) == [str(known.id)]
    assert "张晓华" not in piece
    clerk.get(f"/receptions/{day.id}")
    joined = clerk.post(
        f"/receptions/{day.id}/join", issue=known.id, what="楼道里堆了好多纸箱", reporter_phone="13812345678"
    )
    assert (joined.status_code, number_in(joined.text)) == (201, known.number)
    resident = site.browser()
    resident.get("/track")
    assert resident.post("/track", number=known.number, code=code_in(joined.text)).status_code in (200, 303)
    page = clerk.get(f"/issues/{known.id}").text
    assert "138****5678" in page
    assert "13812345678" not in page


def test_without_a_script_similar_matters_are_asked_for_by_a_button_and_nothing_typed_is_lost(
    clerk: Browser, day: Reception, site: Site
) -> None:
    known = site.matters.register(what="三楼楼道堆满纸箱，过不去人")
    assert (
        f'<noscript><button class="btn btn-plain" formaction="/receptions/{day.id}/similar"'
        in clerk.get(f"/receptions/{day.id}").text
    )
    place = f"/receptions/{day.id}/similar"
    page = clerk.post(place, what="楼道里堆了好多纸箱", place="荔枝路12号", reporter_name="老秦").text
    assert "楼道里堆了好多纸箱</textarea>" in page
    assert 'value="老秦"' in page
    assert re.findall(r'formaction="([^"]+)" formnovalidate name="issue" value="(\d+)"', page) == [
        (f"/receptions/{day.id}/join", str(known.id))
    ]
    assert "没有相似的未办结事项" in clerk.post(place, what="井盖丢了", place="别处").text


def test_what_is_noted_waits_in_the_list_and_keeps_the_day_from_closing(
    clerk: Browser, day: Reception, site: Site
) -> None:
    clerk.get(f"/receptions/{day.id}")
    assert clerk.post(f"/receptions/{day.id}/jot", what="有人说路灯不亮").status_code == 201
    page = clerk.get(f"/receptions/{day.id}").text
    assert "还有 1 笔来访没有登记" in page
    assert clerk.get(f"/receptions/{day.id}/close").status_code == 409
    entry = re.search(r"entry=(\d+)", page)[1]  # type: ignore[index]
    filled = clerk.get(f"/receptions/{day.id}?entry={entry}").text
    assert "有人说路灯不亮</textarea>" in filled
    told = {"what": "路灯不亮", "place": "荔枝路12号", "entry": entry, "visitor": field(filled, "visitor")}
    assert clerk.post(f"/receptions/{day.id}/receive", **told).status_code == 201
    assert clerk.get(f"/receptions/{day.id}/close").status_code == 200


def test_what_is_left_to_register_stands_beside_the_end_of_the_day(clerk: Browser, day: Reception) -> None:
    clerk.get(f"/receptions/{day.id}")
    clerk.post(f"/receptions/{day.id}/jot", what="有人说路灯不亮")
    beside = clerk.get(f"/receptions/{day.id}").text.partition("还没有登记的")[2]
    assert f'<a href="/receptions/{day.id}?entry=' in beside.partition("</section>")[0]


def test_a_line_is_struck_by_the_press_beside_it(clerk: Browser, day: Reception) -> None:
    clerk.get(f"/receptions/{day.id}")
    for what in ("有人说路灯不亮", "来问路"):
        clerk.post(f"/receptions/{day.id}/jot", what=what)
    page = clerk.get(f"/receptions/{day.id}").text
    second = re.search(r"来问路.*?/strike\?entry=(\d+)", page, re.DOTALL)
    assert second
    form = clerk.get(f"/receptions/{day.id}/strike?entry={second[1]}").text
    assert f'value="{second[1]}" checked' in form
    assert form.count(" checked") == 1


def test_who_signs_is_told_what_still_waits_to_be_accepted(clerk: Browser, day: Reception) -> None:
    receive(clerk, day)
    receive(clerk, day, then="accept", category="楼道堆物")
    assert "其中 1 件还没有受理" in clerk.get(f"/receptions/{day.id}/close").text
    clerk.post(f"/receptions/{day.id}/close")
    assert "本次登记的还有 1 件等受理" in clerk.get(f"/receptions/{day.id}").text


def test_a_matter_the_branch_may_not_see_is_not_counted_for_it(clerk: Browser, day: Reception, site: Site) -> None:
    receive(clerk, day)
    receive(clerk, day, about_staff_of=str(site.street.orgs["a1"]))
    assert "其中 1 件还没有受理" in clerk.get(f"/receptions/{day.id}/close").text


def test_the_day_ends_with_totals_a_signature_and_a_sheet(clerk: Browser, day: Reception) -> None:
    receive(clerk, day)
    receive(clerk, day, then="accept", category="楼道堆物")
    closing = clerk.get(f"/receptions/{day.id}/close").text
    assert "签字人：周明" in closing
    assert clerk.post(f"/receptions/{day.id}/close").status_code == 303
    page = clerk.get(f"/receptions/{day.id}").text
    assert "周明 · 2026年11月23日" in page
    assert f'data-forget="{day.id}"' in page  # whatever the device still keeps of it goes
    sheet = clerk.get(f"/receptions/{day.id}/sheet").text
    assert "已签字：周明" in sheet
    assert sheet.count("A1-26-000") == 2


def test_a_day_left_open_is_flagged_to_those_above(site: Site, clerk: Browser, day: Reception) -> None:
    receive(clerk, day)
    site.watch.forward(days=1)
    for who in ("secretary", "community", "street"):
        assert "还没有签字结束" in site.browser(who).get("/receptions").text
    clerk = site.browser("secretary")
    assert "还没有签字结束" in clerk.get(f"/receptions/{day.id}").text
    assert clerk.get(f"/receptions/{day.id}/close").status_code == 200


def test_a_month_nobody_held_is_listed_above_the_day_after(site: Site, day: Reception) -> None:
    site.watch.forward(days=8)
    page = site.browser("street").get("/receptions").text
    assert "2026-11 没有接待的支部：3 个" in page
    assert "2026-11 没有接待的支部：1 个" in site.browser("community").get("/receptions").text
    assert "没有接待的支部" not in site.browser("secretary_a2").get("/receptions").text
    assert "上月没有接待" in site.browser("street").get("/today").text
    assert "上月没有接待" not in site.browser("secretary_a2").get("/today").text


def test_a_longer_day_asks_no_more_questions(site: Site, clerk: Browser, day: Reception) -> None:
    own = f"/receptions/{day.id}"
    receive(clerk, day)
    few = {path: queries_of(site, clerk, path) for path in ("/receptions", own, f"{own}/sheet", "/receptions/schedule")}
    for _ in range(8):
        receive(clerk, day, then="accept", category="楼道堆物")
    assert {path: queries_of(site, clerk, path) for path in few} == few


def test_suggestions_ask_the_same_few_questions_however_many_matters_there_are(
    site: Site, clerk: Browser, day: Reception
) -> None:
    site.matters.register()

    def asked() -> int:
        clerk.get(f"/receptions/{day.id}")
        told = {"csrf_token": clerk.token(), "what": "楼道堆满纸箱", "place": "荔枝路12号"}
        with counted(site) as statements:
            assert "可能是同一件事" in clerk.client.post(f"/receptions/{day.id}/similar", data=told).text
        return len(statements)

    few = asked()
    for _ in range(20):
        site.matters.register()
    assert asked() == few


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
