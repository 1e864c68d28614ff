"""A resident raises a matter on the smallest phone without a script, and on a usual one with: pages, weight, order."""

from __future__ import annotations

import pytest

from tests.browser.going import goes, presses
from tests.browser.look import Ear, too_wide, wrong

MOST_PAGES, MOST_BYTES = 6, 60 * 1024
APART = ("font", "image")
SLOWLY = [pytest.param(*told, marks=pytest.mark.slow) for told in (("zh", "normal"), ("en", "normal"))]
WHAT = "楼道的灯罩掉下来一半，晃来晃去"


def on(page):
    """To the next page, and there: a look too early would see the one before."""
    goes(page.locator("form.card button.btn-primary, form[enctype] .portal-buttons button").first)


def through(page, look=lambda: None, what=WHAT, place="紫荆路5号2单元"):
    """From danger to the receipt; `look` is called on each page. How many pages there were."""
    page.goto("/raise")
    look()
    goes(page.locator("button[value=no]"))
    look()
    page.fill("#what", what)
    on(page)
    look()
    page.fill("#place", place)
    on(page)
    look()
    on(page)
    look()
    page.check("#agree")
    on(page)
    assert page.locator(".slip-code").count() == 1
    look()
    return MOST_PAGES


@pytest.mark.parametrize(("language", "size"), [("zh", "large"), *SLOWLY])
def test_without_a_script_at_320_px_nothing_runs_off_the_edge(visit, street, language, size):
    page = visit(language=language, width=320, java_script_enabled=False)
    page.context.add_cookies([{"name": "text", "value": size, "url": street}])
    seen = []
    through(page, lambda: seen.append((page.url, too_wide(page))))
    assert [one for one in seen if one[1]] == []
    assert len(seen) <= MOST_PAGES
    assert page.locator("[data-print]").is_hidden()  # what needs a script is not there without one


@pytest.mark.slow
@pytest.mark.parametrize(("language", "size"), [("zh", "normal"), ("en", "large")])
def test_every_page_is_in_order(visit, street, language, size):
    page = visit(language=language, width=390)
    page.context.add_cookies([{"name": "text", "value": size, "url": street}])
    ear, found = Ear(page), []
    through(page, lambda: found.extend(wrong(page, ear, (1440, 390, 320))))
    page.goto("/raise/notice")
    assert found + wrong(page, ear, (1440, 390, 320)) == []


def test_each_page_weighs_less_than_60_kb_without_a_cache(visit):
    page = visit(width=390)
    tool = page.context.new_cdp_session(page)
    tool.send("Network.setCacheDisabled", {"cacheDisabled": True})
    loaded, weights = [], []

    def hear(answer):
        loaded.append(answer)

    def weigh():
        page.wait_for_load_state("networkidle")
        kinds = [one for one in loaded if one.request.resource_type not in APART and one.status < 300]
        weights.append((page.url, sum(len(one.body()) for one in kinds)))
        loaded.clear()

    page.on("response", hear)
    through(page, weigh)
    assert len(weights) <= MOST_PAGES
    assert [one for one in weights if not 5_000 < one[1] < MOST_BYTES] == []


def test_going_back_loses_nothing_and_asks_nothing(visit):
    page = visit(width=390, java_script_enabled=False)
    page.goto("/raise")
    goes(page.locator("button[value=no]"))
    page.fill("#what", WHAT)
    on(page)
    page.go_back()
    assert page.input_value("#what") == WHAT
    page.go_forward()
    assert page.locator("#place").count() == 1


@pytest.mark.slow
def test_what_was_typed_stays_on_this_device_until_it_is_deleted(visit):
    page = visit(width=390)
    page.goto("/raise")
    goes(page.locator("button[value=no]"))
    page.type("#what", WHAT)
    page.context.clear_cookies()
    page.goto("/raise")
    goes(page.locator("button[value=no]"))
    assert page.input_value("#what") == WHAT
    page.goto("/raise")
    page.click("[data-forget-kept]")
    goes(page.locator("button[value=no]"))
    assert page.input_value("#what") == ""


@pytest.mark.slow
def test_the_draft_on_the_device_is_gone_once_it_was_sent_and_never_held_a_contact(visit):
    page = visit(width=390)
    seen = []
    through(page, lambda: seen.append(page.evaluate("JSON.stringify({...localStorage})")))
    assert any(WHAT in one for one in seen)
    assert seen[-1] == "{}"
    page.goto("/raise")
    goes(page.locator("button[value=no]"))
    page.goto(page.url.replace("/what", "/contact"))
    page.type("#reporter_phone", "13812345678")
    assert "13812345678" not in page.evaluate("JSON.stringify({...localStorage})")


def test_by_keyboard_alone(visit):
    page = visit(width=1440)
    page.goto("/raise")
    reach(page, "没有危险，我要反映事情")
    presses(page)
    assert page.locator("#what").count() == 1
    reach(page, "what")
    page.keyboard.type(WHAT)
    reach(page, "下一步")
    presses(page)
    assert page.locator("#place").count() == 1
    reach(page, "place")
    page.keyboard.type("紫荆路9号")
    presses(page)
    assert page.locator("#reporter_name").count() == 1
    reach(page, "下一步")
    presses(page)
    assert page.locator("#agree").count() == 1
    reach(page, "agree")
    page.keyboard.press("Space")
    reach(page, "送出")
    presses(page)
    assert page.locator(".slip-code").count() == 1


def reach(page, wanted):
    """Go on by the tab key until there."""
    for _ in range(30):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.id, document.activeElement.textContent.trim()]")
        if wanted in here or any(wanted in one for one in here if len(wanted) < 3):
            return
    raise AssertionError(f"{wanted} is not reached on {page.url}")
