"""A person's hands in Chromium: press what says so, answer a question by its label."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import Locator, Page

from tests.browser.going import goes


class Hands:
    """One person at one browser. `never` must not stand in any page this person is shown."""

    def __init__(self, page: Page, never: tuple[str, ...] = ()) -> None:
        self.page, self.never = page, never
        self.troubles: list[str] = []
        page.on("console", lambda said: said.type == "error" and self.troubles.append(said.text))
        page.on("response", lambda answer: answer.status >= 400 and self.troubles.append(answer.url))

    def open(self, address: str) -> None:
        self.page.goto(address)
        self._look()

    def press(self, words: str) -> None:
        """A button that sends a form; the browser itself refuses an unanswered question."""
        self._go(self.page.locator("main").get_by_role("button", name=words, exact=True).first)

    def follow(self, words: str) -> None:
        self._go(self.page.locator("main").get_by_role("link", name=re.compile(f"^{re.escape(words)}")).first)

    def more(self, words: str) -> None:
        """An act that is not the first one: under its button where it moves the matter, else behind 更多."""
        named = re.compile(f"^{re.escape(words)}")
        ways = self.page.locator("main .ways").get_by_role("link", name=named)
        if ways.count():
            self._go(ways.first)
            return
        acts = self.page.locator("details.more").first
        if acts.get_attribute("open") is None:
            acts.locator("summary").click()
        self._go(acts.get_by_role("link", name=named).first)

    def takes_up(self, title: str) -> None:
        """From the home page, by one press."""
        self.open("/today")
        self.follow(title)

    def answer(self, **told: str) -> None:
        for label, answer in told.items():
            self._answer(label, answer)

    def shows_photo(self, label: str) -> None:
        """A small photo from the telephone."""
        out = io.BytesIO()
        Image.new("RGB", (64, 48), "saddlebrown").save(out, "JPEG")
        photo = {"name": "现场照片.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
        self.page.get_by_label(label).set_input_files(photo)

    def sees(self, *words: str) -> None:
        text = self.page.locator("body").inner_text()
        for one in words:
            assert one in text, f"“{one}” is not on {self.page.url}: {text[:2000]}"

    def _answer(self, label: str, answer: str) -> None:
        main = self.page.locator("main")
        for folded in main.locator("details.may:not([open]) > summary", has_text=label).all():
            folded.click()
        group = main.locator("[role=radiogroup], [role=group]", has=self.page.get_by_text(label, exact=True)).first
        if group.count():
            group.get_by_label(answer, exact=True).check()
            return
        asked = main.locator("label.name").filter(has_text=re.compile(f"^{re.escape(label)}")).first
        field = main.locator(f"#{asked.get_attribute('for')}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=answer)
        else:
            field.fill(answer)

    def _go(self, what: Locator) -> None:
        goes(what)
        self._look()

    def _look(self) -> None:
        assert self.troubles == [], self.page.url
        shown = self.page.content()
        for hidden in self.never:
            assert hidden not in shown, f"“{hidden}” is on {self.page.url}"
