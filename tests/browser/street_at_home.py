"""The small street before Chromium: served in this process, so that a story may do by hand what it does not show."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.going import goes
from tests.browser.hands import Hands
from tests.browser.test_residents import SCALE
from tests.site import Site
from tests.street import PASSWORD

Phone = Callable[..., Page]
CODE = re.compile(r"[0-9A-Z]{5}(?: [0-9A-Z]{5}){3}")
JUDGED = {"工作人员联系过您吗": "否", "问题解决了吗": "是", SCALE: "4"}


class Quiet(WSGIRequestHandler):
    """Says nothing of what it served."""

    def log_request(self, code: object = "-", size: object = "-") -> None:
        pass


@contextmanager
def at_home(site: Site) -> Iterator[str]:
    """The address of this site while it is served."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Officer(Hands):
    """Somebody with an account and a phone, logged in by the page."""

    def __init__(self, page: Page, account: str) -> None:
        super().__init__(page)
        page.goto("/login")
        page.fill("#name", account)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)

    def takes(self, step: str, **answers: str) -> None:
        """The act in front of one, or the one behind 更多."""
        if not self.page.locator("main").get_by_role("button", name=step, exact=True).count():
            self.more(step)
        self.answer(**answers)
        self.press(step)

    def unfolds(self, summary: str) -> None:
        self.page.locator("main summary", has_text=summary).first.click()

    def offered(self, words: str) -> bool:
        """Whether there is something to press that says so."""
        main = self.page.locator("main")
        return any(main.get_by_role(kind, name=words, exact=True).count() for kind in ("button", "link"))

    def tries(self, address: str, **answers: str) -> int:
        """Send a form that no page offers, as a spiteful hand would; the status that comes back."""
        token = self.page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
        return self.page.request.post(address, form={"csrf_token": token, **answers}, max_redirects=0).status

    def misses(self, address: str) -> None:
        """Nothing is there, as far as this person is told."""
        answer = self.page.goto(address)
        assert answer
        assert answer.status == 404, address
        self.troubles.clear()  # the browser says of its own that nothing was found

    def words(self, address: str) -> str:
        """All that a page says, whatever is folded up."""
        self.open(address)
        return " ".join((self.page.locator("body").text_content() or "").split())


class Resident(Hands):
    """Whoever holds a slip, or is about to get one."""

    number = code = ""

    def given(self, number: str, code: str) -> Resident:
        self.number, self.code = number, code
        assert CODE.fullmatch(code), code
        return self

    def raises(self, what: str, place: str, danger: str = "没有危险，我要反映事情", **contact: str) -> None:
        """From the front page to the page where everything is read over."""
        self.open("/")
        self.follow("反映事情")
        self.press(danger)
        self.answer(说说发生了什么=what)
        self.press("下一步")
        self.answer(门牌=place)
        self.press("下一步")
        self.answer(**contact)
        self.press("下一步")

    def sends(self) -> None:
        self.page.check("#agree")
        self.press("送出")
        self.given(self.page.inner_text(".slip-number").split()[-1], self.page.inner_text(".slip-code").strip())

    def looks(self, *words: str) -> None:
        """By number and code, and by nothing else."""
        self.page.context.clear_cookies()
        self.open(f"/track/{self.number}")
        self.answer(查询码=self.code)
        self.press("查询")
        self.sees(*words)

    def says(self, step: str, **answers: str) -> None:
        """An act of the reporter, question by question."""
        goes(self.page.get_by_role("link", name=step, exact=True))
        while "/follow/act/" in self.page.url:
            asked = self.page.locator("main").inner_text()
            self.answer(**{label: told for label, told in answers.items() if label in asked})
            self._go(self.page.locator(".portal-buttons button.w-100").first)

    def can(self, step: str) -> bool:
        return bool(self.page.get_by_role("link", name=step, exact=True).count())
