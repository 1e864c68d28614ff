"""Chromium, and the demo street on a port of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.going import presses
from tests.browser.served import served
from tests.home import HOME
from workflow.demo.accounts import PASSWORD

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def street() -> Iterator[str]:
    """The address of the served street."""
    with served(Path(os.environ[HOME]), os.environ.get("PYTEST_XDIST_WORKER", "alone")) as address:
        yield address


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Cookies of those who have logged in once; argon2 is slow on purpose."""
    return {}


@pytest.fixture
def visit(chromium: Browser, street: str, sessions: dict[str, Any]) -> Iterator[Visit]:
    """Somebody with a browser of their own: `visit("secretary", "en", width=390)`; without a name the public."""
    contexts = []

    def come(name: str = "", language: str = "zh", width: int = 1440, **more: Any) -> Page:
        if name and name not in sessions:
            page = chromium.new_page()
            log_in(page, street, name)
            sessions[name] = page.context.storage_state()
            page.close()
        more = {"storage_state": sessions.get(name), "locale": {"zh": "zh-CN", "en": "en-US"}[language], **more}
        contexts.append(chromium.new_context(base_url=street, viewport={"width": width, "height": 900}, **more))
        return contexts[-1].new_page()

    yield come
    for context in contexts:
        context.close()


def log_in(page: Page, street: str, name: str) -> None:
    page.goto(f"{street}/login")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture
def registered(visit: Visit) -> Page:
    """The slip of a matter that the secretary has just registered."""
    page = visit("secretary")
    page.goto("/issues/new")
    page.fill("#what", "楼道灯坏了三天，晚上看不清台阶")
    page.fill("#place", "紫荆路5号2单元")
    page.focus("#place")
    presses(page)
    return page


@pytest.fixture
def slip(registered: Page) -> tuple[str, str]:
    """Its number and code."""
    return registered.inner_text(".slip-number"), registered.inner_text(".slip-code")
