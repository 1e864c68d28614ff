"""The board on a small phone without JavaScript: found, narrowed, answered; and a photo marked with a finger."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.going import goes

WIDE = "document.documentElement.scrollWidth"


def public(visit) -> Page:
    """A small phone of somebody without an account."""
    return visit(width=320, java_script_enabled=False)


def test_what_was_done_is_found_without_a_script(visit) -> None:
    page = public(visit)
    page.goto("/board?kind=matter")
    expect(page.locator("article").first).to_be_visible()
    head = page.locator("article h2").first.inner_text()
    page.fill("#q", head.split(" · ")[0])
    goes(page.get_by_role("button", name="查找"))
    assert head.split(" · ")[0] in page.locator("article h2").first.inner_text()
    page.fill("#q", "没有这样的地方")
    goes(page.get_by_role("button", name="查找"))
    expect(page.get_by_text("没有找到这样的公开内容")).to_be_visible()


def test_a_consultation_is_answered_without_a_script_and_without_an_account(visit) -> None:
    page = public(visit)
    page.goto("/board/consultations")
    goes(page.get_by_role("link", name="说说您的意见").first)
    page.locator("input[name=choice]").first.check()
    page.fill("textarea", "早上人少")
    goes(page.get_by_role("button", name="提交意见"))
    expect(page.get_by_text("收到了，谢谢")).to_be_visible()
    page.reload()
    page.goto(page.url)
    expect(page.get_by_text("这台设备已经答过")).to_be_visible()


@pytest.mark.slow
def test_promises_unfold_and_nothing_is_wider_than_the_phone(visit) -> None:
    page = visit(width=320)
    for path in ("/board", "/board/promises", "/board/consultations"):
        page.goto(path)
        assert page.evaluate(WIDE) == 320, path
    page.goto("/board/promises")
    page.locator("summary").first.click()
    expect(page.locator(".promise-branch").first).to_be_visible()


@pytest.mark.slow
def test_a_rectangle_drawn_with_the_mouse_is_four_numbers(visit) -> None:
    page = visit("secretary", width=390)
    page.goto("/postings?state=published")
    posting = next(url for url in addresses(page) if with_photo(page, url))
    for step in ("take_back", "unpublish_photo"):
        page.goto(f"{posting}/{step}")
        for choice in page.locator("form.single input[type=radio]").all()[:1]:
            choice.check()
        goes(page.locator("form.single button.btn-primary"))
    page.goto(f"{posting}/publish_photo")
    box = page.locator(".marking svg").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.6)
    page.mouse.up()
    expect(page.locator("rect")).to_have_count(1)
    numbers = [int(page.locator(f"input[name={name}]").first.input_value()) for name in ("left", "top", "wide", "high")]
    assert all(abs(n - wanted) <= 2 for n, wanted in zip(numbers, (20, 30, 30, 30), strict=True))
    goes(page.get_by_role("button", name="模糊后放到文稿旁"))
    expect(page.locator(".board-photos img").first).to_be_visible()


def addresses(page: Page) -> list[str]:
    return [str(link.get_attribute("href")) for link in page.locator(".rows th a").all()]


def with_photo(page: Page, url: str) -> bool:
    page.goto(url)
    return bool(page.locator(".board-photos img").count() and page.locator("a:has-text('收回修改')").count())
