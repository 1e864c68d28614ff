"""Somebody at the pages: reads them, presses buttons by their words, answers questions by their labels."""

from __future__ import annotations

from typing import Any

from tests.journeys.page import Element, Page
from tests.site import Site
from tests.street import PASSWORD

OPENS = ("main", "section", "article", "tr", "li", "form")


class Visitor:
    """A browser without a script, in the hands of somebody who reads. `never` must not stand in any answer it gets."""

    def __init__(self, site: Site, never: tuple[str, ...] = ()) -> None:
        self.site, self.never = site, never
        self.client = site.app.test_client()
        self.page = Page("")
        self.status = 0

    # -- looking -----------------------------------------------------------------------------------

    def open(self, address: str, status: int = 200) -> Page:
        """Go to an address, as from a bookmark."""
        return self._arrive(self.client.get(address), status)

    def sees(self, *words: str) -> None:
        for one in words:
            assert one in self.page.words, f"“{one}” is not on {self.page.address}: {self.page.words[:3000]}"

    def sees_no(self, *words: str) -> None:
        for one in words:
            assert one not in self.page.html, f"“{one}” is on {self.page.address}"

    def can(self, words: str) -> bool:
        """Whether there is something to press that says so."""
        return bool(self._fits(words, ""))

    # -- acting ------------------------------------------------------------------------------------

    def press(self, words: str, near: str = "", status: int = 200, **answers: Any) -> Page:
        """Press what says so, `near` other words where several do. A link may lead to the form the answers are for."""
        button = self._find(words, near, answers)
        if button.tag == "a":
            self.open(button.attributes["href"], 200 if answers else status)
            if not answers and not self._confirms(words):
                return self.page
            button = self._find(words, "", answers)
        return self._send(button, answers, status)

    def _confirms(self, words: str) -> bool:
        """Whether the page asks nothing but the same press again."""
        again = any(one.tag == "button" and one.name == words for one in self.page.buttons)
        return again and self.page.heading == words

    def _find(self, words: str, near: str, answers: dict[str, Any]) -> Element:
        """The button whose form asks what will be answered, else the first that fits: buttons before links."""
        fits = self._fits(words, near)
        said = [one.name for one in self.page.buttons]
        assert fits, f"nothing to press says “{words}” {near} on {self.page.address} ({self.page.heading}): {said}"
        for one in fits:
            if one.tag == "button" and all(self.page.form(one).question(label) for label in answers):
                return one
        links = [one for one in fits if one.tag == "a"]
        asked = [list(self.page.form(one).questions) for one in fits if one.tag == "button"]
        assert links, f"“{words}” on {self.page.address} asks {asked}, not {list(answers)}"
        return links[0]

    def _fits(self, words: str, near: str) -> list[Element]:
        """What can be pressed and is called so, exactly where anything is, else by how it begins."""
        there = [one for one in self.page.buttons if not near or near in _surroundings(one)]
        exact = [one for one in there if words in (one.name, one.words)]
        return exact or [one for one in there if one.name.startswith(words)]

    def _send(self, button: Element, answers: dict[str, Any], status: int) -> Page:
        form = self.page.form(button)
        files = {}
        for label, given in answers.items():
            asked = form.question(label)
            assert asked is not None, f"“{label}” is not asked on {self.page.address}: {list(form.questions)}"
            if asked.kind == "file":
                files[asked.name] = given
            else:
                asked.answer(given)
        sent: dict[str, Any] = dict(form.hidden)
        for asked in form.questions.values():
            left_empty = asked.needed and asked.name not in files and not any(asked.values)
            assert not left_empty or status != 200, f"“{asked.label}” must be answered on {self.page.address}"
            if asked.values:
                sent[asked.name] = asked.values
        if form.method == "get":
            return self._arrive(self.client.get(form.action, query_string=sent), status)
        return self._arrive(self.client.post(form.action or self.page.address, data=sent | files), status)

    def _arrive(self, answer: Any, status: int) -> Page:
        """Read what came, and go where it sends one."""
        self._read(answer)
        while answer.status_code in (302, 303):
            answer = self.client.get(answer.headers["Location"])
            self._read(answer)
        assert answer.status_code in (status, 201), (
            f"{answer.status_code} from {answer.request.path}: {self.page.words}"
        )
        return self.page

    def _read(self, answer: Any) -> None:
        self.status = answer.status_code
        if answer.mimetype == "text/html":
            self.page = Page(answer.text, answer.request.path)
        for hidden in self.never:
            assert hidden not in answer.text, f"“{hidden}” is in what {answer.request.path} answers"


class Officer(Visitor):
    """Somebody with an account, who logs in again whenever the session has run out meanwhile."""

    def __init__(self, site: Site, account: str) -> None:
        super().__init__(site)
        self.account = account

    def open(self, address: str, status: int = 200) -> Page:
        super().open(address, status)
        if self.page.address == "/login":
            self.press("登录", 账号=self.account, 密码=PASSWORD)
            super().open(address, status)
        return self.page

    def home(self) -> Page:
        """What must I do now?"""
        return self.open("/today")

    def takes_up(self, title: str) -> Page:
        """Open a matter from the home page: whatever is next is one press away."""
        self.home()
        return self.press(title)


class Resident(Visitor):
    """Whoever holds a slip."""

    def __init__(self, site: Site, number: str, code: str, never: tuple[str, ...] = ()) -> None:
        super().__init__(site, (*never, code, code.replace(" ", "")))
        self.number, self.code = number, code

    def looks(self) -> Page:
        """Type number and code; a program with the same two learns no more than the page."""
        self.open("/")
        self.press("查询进展")
        self.open(f"/track/{self.number}")
        self.press("查询", 事项编号=self.number, 查询码=self.code)
        told = self.client.post("/api/v1/track", json={"number": self.number, "code": self.code})
        assert told.status_code == 200
        for hidden in self.never:
            assert hidden not in told.text
            assert hidden not in str(told.json)
        return self.page

    def says(self, words: str, **answers: Any) -> Page:
        """An act of the reporter: one question a page, until the last is answered."""
        self.looks()
        self.open(self._find(words, "", {}).attributes["href"])
        while self.page.address.startswith("/follow/act/"):
            button = next(one for one in self.page.buttons if one.tag == "button" and one.name in ("下一问", words))
            asked = self.page.form(button).questions
            given = {label: answers[label] for label in answers if any(one.startswith(label) for one in asked)}
            self._send(button, given, 200)
        return self.page


def _surroundings(one: Element) -> str:
    """The words a person reads together with a button: those of its row, card or form."""
    around = one.inside("tr", "li", "article", "section", "form")
    return f"{one.name} {around.words if around else ''}"
