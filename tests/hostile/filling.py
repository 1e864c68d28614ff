"""Every form of a page as a person meets it: read from the page itself, filled in with markup, sent where it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from tests.hostile.test_markup import HOSTILE
from tests.matrix.people import Somebody
from tests.matrix.world import World
from workflow.kernel.clock import local

TYPED = ("text", "search", "textarea", "")
KEPT = ("hidden", "password")
PLAIN = {
    "email": "resident@example.org",
    "tel": "13812345678",
    "number": "2",
    "time": "09:00",
    "url": "https://example.org/",
}


def kind(path: str) -> str:
    """The same for addresses that differ in numbers only."""
    return re.sub(r"[0-9]+", "N", path.partition("?")[0])


@dataclass
class Form:
    """Where it goes and what it asks: (kind, value, longest) of each field, the last choice of each list."""

    method: str
    action: str
    fields: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return kind(self.action)

    def filled(self, today: str, soon: str) -> dict[str, str]:
        told = {}
        for name, (kind, value, longest) in self.fields.items():
            if kind in TYPED and not re.fullmatch(r"[0-9a-f]{16,}", value):
                told[name] = HOSTILE[:longest]
            elif kind in ("date", "datetime-local"):
                told[name] = value or (soon if "date" in kind else today)
            else:
                told[name] = value or PLAIN.get(kind, "")
        return told


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.form: Form | None = None
        self.list, self.must = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(told.get("method", "get").lower(), told.get("action", ""))
            self.found.append(self.form)
        elif self.form is not None:
            self._asked(self.form, tag, told)

    def _asked(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name, kind = told.get("name", ""), told.get("type", tag if tag == "textarea" else "")
        longest = int(told.get("maxlength") or 999)
        if tag == "select":
            self.list, self.must = name, "required" in told
            form.fields.setdefault(name, ("select", "", 0))
        elif tag == "option" and self.list and (told.get("value") not in (None, "", "__None")):
            if (self.must and not form.fields[self.list][1]) or "selected" in told:
                form.fields[self.list] = ("select", told["value"], 0)
        elif tag in ("input", "textarea") and name and kind not in ("file", "submit", "button"):
            there = form.fields.get(name)
            if kind in ("radio", "checkbox"):
                if there is None or not there[1] or "checked" in told:
                    form.fields[name] = (kind, told.get("value", "y"), 0)
            elif there is None:
                form.fields[name] = (kind, told.get("value", ""), longest)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.list = ""


@dataclass
class Pen:
    """Somebody at the pages of a street that keeps what is written."""

    world: World
    app: Any
    who: Somebody
    met: set[str]
    """Forms that somebody of this role has filled in already."""

    def get(self, path: str) -> str:
        said = self.app.test_client(use_cookies=False).get(path, headers=self._cookie())
        return str(said.text) if said.status_code == 200 and said.mimetype == "text/html" else ""

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": f"lianxi={self.world.cookies[self.who.name]}"}

    def write(self, path: str) -> Iterator[tuple[str, int]]:
        """Fill in each form of a page that was not met before: its kind, and what was said."""
        today = local(self.world.site.watch.now).date()
        for form in Forms(self.get(path)).found:
            form.action = form.action or path
            typed = any(kind in TYPED for kind, *_ in form.fields.values())
            if form.kind in self.met or not typed or form.method != "post":
                continue
            data = form.filled(today.isoformat(), (today + timedelta(days=3)).isoformat())
            client = self.app.test_client(use_cookies=False)
            said = client.post(form.action, data=data, headers=self._cookie())
            if said.status_code in (200, 201, 302, 303):
                self.met.add(form.kind)
            yield form.kind, said.status_code

    def questions(self, path: str) -> Iterator[str]:
        """Addresses of what a page asks to look for, with markup as what is looked for."""
        for form in Forms(self.get(path)).found:
            names = [name for name, (kind, *_rest) in form.fields.items() if kind in TYPED and name]
            if form.method == "get" and names and form.kind not in self.met:
                self.met.add(form.kind)
                yield (form.action or path).partition("?")[0]
