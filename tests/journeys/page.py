"""A page as a person reads it: its words, its buttons and links by what they say, its questions by their labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNREAD = {"head", "script", "style", "svg"}


@dataclass
class Element:
    """One element with what stands in it; text is a string among its children."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def find(self, *tags: str) -> Iterator[Element]:
        """Elements below this one, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                if child.tag in tags:
                    yield child
                yield from child.find(*tags)

    def inside(self, *tags: str) -> Element | None:
        """The nearest element of these around this one."""
        around = self.parent
        while around is not None and around.tag not in tags:
            around = around.parent
        return around

    @property
    def words(self) -> str:
        """Everything a reader sees in it."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in UNREAD:
                yield from child._texts()
                yield " " if child.tag not in ("b", "span", "strong", "a", "code") else ""

    @property
    def name(self) -> str:
        """What it is called: its label, else its own words, else all in it."""
        own = " ".join("".join(child for child in self.children if isinstance(child, str)).split())
        return self.attributes.get("aria-label") or own or self.words


class Reader(HTMLParser):
    """Builds the tree. Pages are written by hand, so what is opened is closed: a stray tag is a defect."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(made)
        if tag not in VOID:
            self.here = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


@dataclass
class Question:
    """One question of a form: its name, and the choices by their words where there are any."""

    label: str
    name: str
    kind: str
    needed: bool
    values: list[str] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)

    def answer(self, given: object) -> None:
        """Fill it in as a person would: a choice by its words, anything else by typing."""
        told = given if isinstance(given, list) else [given]
        self.values = [self._choice(str(one)) if self.choices else str(one) for one in told]

    def _choice(self, words: str) -> str:
        fits = [label for label in self.choices if label == words] or [one for one in self.choices if words in one]
        assert len(fits) == 1, f"“{words}” is not one choice of “{self.label}”: {list(self.choices)}"
        return self.choices[fits[0]]


@dataclass
class Form:
    """A form: where it goes, what it carries unseen, and its questions by their labels."""

    action: str
    method: str
    hidden: dict[str, str]
    questions: dict[str, Question]

    def question(self, label: str) -> Question | None:
        """By its whole label, else by how the label begins."""
        if label in self.questions:
            return self.questions[label]
        fits = [one for words, one in self.questions.items() if words.startswith(label)]
        return fits[0] if len(fits) == 1 else None


class Page:
    """What came back from the server."""

    def __init__(self, html: str, address: str = "") -> None:
        self.html, self.address = html, address
        reader = Reader()
        reader.feed(html)
        reader.close()
        self.root = reader.root

    @cached_property
    def words(self) -> str:
        return self.root.words

    @property
    def heading(self) -> str:
        return next((one.words for one in self.root.find("h1")), "")

    @property
    def notice(self) -> str:
        """What was flashed: what happened, and what comes next."""
        return " ".join(one.words for one in self.root.find("div") if one.attributes.get("class") == "notices")

    @cached_property
    def buttons(self) -> list[Element]:
        """What can be pressed: buttons that send a form, and links."""
        sends = [one for one in self.root.find("button") if one.attributes.get("type", "submit") == "submit"]
        return sends + [one for one in self.root.find("a") if one.attributes.get("href")]

    def form(self, button: Element) -> Form:
        """The form a button sends."""
        found = button.inside("form")
        assert found is not None, f"“{button.name}” sends no form"
        hidden, questions = {}, {}
        for control in found.find("input", "select", "textarea"):
            if control.attributes.get("type") == "hidden":
                hidden[control.attributes["name"]] = control.attributes.get("value", "")
            elif control.attributes.get("name"):
                one = self._question(control)
                known = questions.setdefault(one.label, one)
                known.choices |= one.choices
                known.values += one.values if known is not one else []
        if button.attributes.get("name"):
            hidden[button.attributes["name"]] = button.attributes.get("value", "")
        method = found.attributes.get("method", "get").lower()
        return Form(found.attributes.get("action", self.address), method, hidden, questions)

    def _question(self, control: Element) -> Question:
        kind = control.attributes.get("type", control.tag)
        asked = Question(self._label(control), control.attributes["name"], kind, "required" in control.attributes)
        value = control.attributes.get("value", "")
        if control.tag == "select":
            options = list(control.find("option"))
            asked.choices = {one.words: one.attributes.get("value", one.words) for one in options}
            chosen = [one for one in options if "selected" in one.attributes] or options[:1]
            asked.values = [one.attributes.get("value", one.words) for one in chosen]
        elif control.tag == "textarea":
            asked.values = ["".join(text for text in control.children if isinstance(text, str)).removeprefix("\n")]
        elif kind in ("radio", "checkbox"):
            asked.choices = {_around(control).words: value or "on"}
            asked.values = [value or "on"] if "checked" in control.attributes else []
        elif kind != "file":
            asked.values = [value]
        return asked

    def _label(self, control: Element) -> str:
        """The words that ask: of a group of choices the group's, else the control's own label."""
        group = control.inside("div", "fieldset")
        while group is not None and group.attributes.get("role") not in ("radiogroup", "group"):
            group = group.inside("div", "fieldset")
        if group is not None and control.attributes.get("type") in ("radio", "checkbox"):
            named = group.attributes.get("aria-labelledby", "")
            return next(one.words for one in group.find("span", "legend") if one.attributes.get("id") == named)
        id = control.attributes.get("id", "")
        named = next((one.words for one in self.root.find("label") if id and one.attributes.get("for") == id), "")
        return named or control.attributes.get("aria-label") or _around(control).words


def _around(control: Element) -> Element:
    label = control.inside("label")
    assert label is not None, f"nothing says what {control.attributes} asks"
    return label
