"""A walk through the site by its own links, one page of every kind before a second of any."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from tests.browser.look import Ear, wrong

# Files, switches and the way out are no pages.
FILES = r"\.(csv|xlsx|zip|json|ics|pdf|xml|txt)\b"
SKIPPED = re.compile(rf"/logout|/lang/|/static/|/export|/api/v1/(?!docs)|{FILES}")
# Where a link leads, and the badge beside it: a matter in another state is another kind of page.
LINKS = """() => [...document.querySelectorAll("a[href]:not([download])")].map(link => [
    link.href.split("#")[0], link.closest("tr, li")?.querySelector(".state")?.textContent || ""])"""


def kind(address: str, badge: str) -> str:
    """Pages of one kind differ in numbers only."""
    parts = urlsplit(address)
    return f"{re.sub(r'[0-9]+', 'N', parts.path)}?{'&'.join(sorted(parse_qs(parts.query)))} {badge}".rstrip("? ")


def walk(page: Page, start: str, most: int, again: int = 3) -> Iterator[str]:
    """Open page after page and say where we are: `most` pages, and of a kind no more than `again`."""
    home = "{0.scheme}://{0.netloc}/".format(urlsplit(start))
    todo, met, kinds = {start: kind(start, "")}, {start}, Counter[str]()
    while todo and kinds.total() < most:
        address = min(todo, key=lambda one: kinds[todo[one]])  # the first of those met that is of the rarest kind
        here = todo.pop(address)
        if kinds[here] >= again:
            return
        kinds[here] += 1
        page.goto(address)
        yield address
        for link, badge in page.evaluate(LINKS):
            if link.startswith(home) and link not in met and not SKIPPED.search(link):
                met.add(link)
                todo[link] = kind(link, badge)


def faults(page: Page, start: str, most: int) -> list[str]:
    """What is wrong on the pages of a walk, at the width of a desk and of a phone: `address: what`."""
    ear, found = Ear(page), list[str]()
    for address in walk(page, start, most):
        found += [f"{urlsplit(address).path}: {line}" for line in wrong(page, ear)]
    return found
