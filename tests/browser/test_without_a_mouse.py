"""Everything can be done by keys, and one always sees where one is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.going import goes, presses
from tests.browser.keys import here, tab_to
from workflow.demo.accounts import PASSWORD


def test_logging_in(visit):
    page = visit()
    page.goto("/login")
    tab_to(page, "input 账号")
    page.keyboard.type("secretary")
    assert tab_to(page, "input 密码") == ["input 密码"]
    page.keyboard.type(PASSWORD)
    assert tab_to(page, "button 登录") == ["button 登录"]
    presses(page)
    assert page.url.endswith("/today")


@pytest.mark.slow
def test_the_first_stop_skips_to_the_words(visit):
    page = visit("secretary")
    page.goto("/today")
    assert tab_to(page, "a 跳到正文") == ["a 跳到正文"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "where"),
    [("gt", "/today"), ("gi", "/issues"), ("gm", "/meetings"), ("gr", "/receptions"), ("n", "/issues/new")],
)
def test_keys_go_to_the_rooms(visit, keys, where):
    page = visit("secretary")
    page.goto("/issues?state=settled")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(re.compile(rf"{where}$"))


@pytest.mark.slow
def test_a_slash_searches(visit):
    page = visit("secretary")
    page.goto("/today")
    page.keyboard.press("/")
    page.keyboard.type("共享单车")
    presses(page)
    assert "/issues?q=" in page.url
    titles = page.locator("table.rows .what a").all_inner_texts()
    assert titles
    assert all("共享单车" in title for title in titles)


def test_a_question_mark_shows_the_keys_and_escape_hides_them(visit):
    page = visit("secretary")
    page.goto("/today")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


@pytest.mark.slow
def test_keys_stay_out_of_the_way_of_typing(visit):
    page = visit("secretary")
    page.goto("/issues/new")
    page.focus("#what")
    page.keyboard.type("gt n / ?")
    assert page.input_value("#what") == "gt n / ?"
    assert page.url.endswith("/issues/new")


def test_a_matter_is_registered_and_accepted(visit):
    page = visit("secretary")
    page.goto("/today")
    page.keyboard.press("n")
    page.wait_for_url("**/issues/new")
    tab_to(page, "textarea 反映什么")
    page.keyboard.type("楼道灯坏了三天，晚上看不清台阶")
    tab_to(page, "input 在哪里")
    page.keyboard.type("紫荆路5号2单元")
    tab_to(page, "button 登记")
    presses(page)
    expect(page.locator("h1")).to_have_text("已登记")
    tab_to(page, "a 打开事项")
    presses(page)
    expect(page.locator("h1")).to_contain_text("楼道灯坏了三天")
    tab_to(page, "select 类别")
    page.keyboard.press("ArrowDown")
    tab_to(page, "button 受理")
    presses(page)
    expect(page.locator(".notices")).to_contain_text("已受理")


def accepted(page, what):
    """A matter registered and accepted: each form is one key away, and after the act one stands at its sentence."""
    page.goto("/issues/new")
    page.keyboard.press("a")
    page.keyboard.type(what)
    tab_to(page, "input 在哪里")
    page.keyboard.type("紫荆路5号2单元")
    presses(page)
    expect(page.locator("h1")).to_have_text("已登记")
    tab_to(page, "a 打开事项")
    presses(page)
    assert re.search(r"/issues/\d+$", page.url)
    page.keyboard.press("a")
    assert here(page) == "select 类别"
    page.keyboard.press("ArrowDown")
    tab_to(page, "button 受理")
    page.keyboard.press("Enter")
    expect(page.locator(".notices .notice")).to_be_focused()


def test_a_goes_to_what_is_to_be_done(visit):
    page = visit("secretary2")
    page.goto("/today")
    page.keyboard.press("a")
    assert here(page) == f"a {page.locator('main table.rows .what a').first.inner_text()}"
    accepted(page, "楼道灯坏了三天，晚上看不清台阶")


@pytest.mark.slow
def test_a_refused_form_leads_to_the_answer_that_must_change(visit):
    page = visit("secretary2")
    page.goto("/issues/new")
    page.keyboard.press("a")
    page.keyboard.type("有人的证件号是 11010519491231002X")
    tab_to(page, "input 在哪里")
    page.keyboard.type("紫荆路5号2单元")
    page.keyboard.press("Enter")
    expect(page.locator("#what")).to_be_focused()


@pytest.mark.slow
def test_what_a_question_means_is_one_key_away_and_no_stop_between_two_answers(visit):
    page = visit("system")
    page.goto("/admin/accounts/new")
    page.keyboard.press("a")
    assert here(page) == "input 姓名"
    page.keyboard.press("F1")
    expect(page.locator("#person_name-help")).to_be_visible()
    assert tab_to(page, "input 账号") == ["input 账号"]


@pytest.mark.slow
def test_a_list_of_presses_is_left_where_one_was(visit):
    page = visit("secretary2")
    for what in ("信箱被撬没人修", "井盖响了半个月", "树枝碰到电线"):
        accepted(page, what)
    page.goto("/meetings/new")
    page.fill("#on", f"{datetime.now(UTC).date() + timedelta(days=40)}")
    goes(page.get_by_role("button", name="拟定会议", exact=True))
    takes = page.locator("form[action$='/add_item'] button")
    takes.first.focus()
    for _ in range(2):
        left = takes.count()
        page.keyboard.press("Enter")
        expect(takes).to_have_count(left - 1)
        expect(takes.first).to_be_focused()


@pytest.mark.slow
def test_a_menu_closes_on_escape_and_gives_the_focus_back(visit):
    page = visit("secretary")
    page.goto("/today")
    tab_to(page, "summary 周明")
    page.keyboard.press("Enter")
    tab_to(page, "button 大字版")
    page.keyboard.press("Escape")
    expect(page.locator(".menu-sheet")).to_be_hidden()
    assert here(page) == "summary 周明"


@pytest.mark.slow
def test_the_menu_of_a_phone_opens_and_closes(visit):
    page = visit("secretary", width=390)
    page.goto("/today")
    tab_to(page, "button 菜单")
    page.keyboard.press("Enter")
    tab_to(page, "a 事项")
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    assert here(page) == "button 菜单"
