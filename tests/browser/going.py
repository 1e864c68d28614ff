"""To the next page. A click alone returns with its first bytes: whoever counts then, counts half a page.

A browser that refuses a form stays where it is, and these time out.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def goes(what: Locator) -> None:
    """Click what leads to another page; back when that page is whole."""
    with what.page.expect_navigation():
        what.click()


def presses(page: Page, key: str = "Enter") -> None:
    """Press a key where the focus is."""
    with page.expect_navigation():
        page.keyboard.press(key)
