"""What is wrong with the page in front of us, a line each: axe, console, policy, answers, and words off the edge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Response

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"], preload: false});
    return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""

# A scrolling box may hold what is wider than the screen; the page itself may not.
TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room + 1) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(one => one.getBoundingClientRect().right > room + 1);
    const first = wide.find(one => !wide.some(other => other !== one && one.contains(other))) || document.body;
    return [`wider than ${room} px: ${first.outerHTML.slice(0, 160)}`];
}"""


class Ear:
    """Whatever the browser complains about from here on."""

    def __init__(self, page: Page) -> None:
        self.page, self.heard = page, list[str]()
        self.deaf = False
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self.deaf and "Failed to load resource" not in message.text:
            kind = "policy" if "Content Security Policy" in message.text else "console"
            self.heard.append(f"{kind}: {message.text[:200]}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"status {response.status}: {response.url}")

    @contextmanager
    def not_listening(self) -> Iterator[None]:
        """What axe itself provokes is not the page's."""
        self.deaf = True
        yield
        self.deaf = False

    def take(self) -> list[str]:
        """What was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard


def axe(page: Page, ear: Ear) -> list[str]:
    """Each element that breaks a rule of axe-core."""
    with ear.not_listening():
        if not page.evaluate("typeof axe !== 'undefined'"):
            page.evaluate(AXE)
        return [f"axe {line}" for line in page.evaluate(RUN_AXE)]


def too_wide(page: Page) -> list[str]:
    """Whether one would have to scroll sideways, and the first element that makes one."""
    page.wait_for_load_state("domcontentloaded")
    return list(page.evaluate(TOO_WIDE))


def wrong(page: Page, ear: Ear, widths: tuple[int, ...] = (1440, 390)) -> list[str]:
    """Everything that is wrong with a page, at each width."""
    found = ear.take()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"at {width} px {line}" for line in (*too_wide(page), *axe(page, ear), *ear.take())]
    return found
