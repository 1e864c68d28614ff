"""The letters: one file for each kind of notice, which says when it speaks, to whom, and in what words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from workflow.calendar.wording import full_day
from workflow.kernel.i18n import N_, Holes, Label, Translate, spoken
from workflow.meetings.words import KINDS

FOLDER = Path(__file__).parent / "texts"
HOLES = ("number", "day", "org", "meeting")
"""All that a letter may name: the number of a matter, a day, a body, a kind of meeting."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One file: the topics it speaks on, and its audience (audiences.py)."""

    name: str
    on: tuple[str, ...]
    to: str
    template: Template

    def render(self, words: dict[str, Any], translate: Translate = N_) -> tuple[str, str]:
        """(subject, body) in the language that `translate` speaks."""
        said = self.template.make_module({"_": worded(translate), **holes(words, translate)})
        return str(said.subject), str(said).strip()  # type: ignore[attr-defined]


def holes(words: dict[str, Any], translate: Translate) -> dict[str, str]:
    """What fills the holes, in the reader's language; a hole nothing is known for stays empty."""
    told = dict.fromkeys(HOLES, "") | {key: str(value) for key, value in words.items() if key in HOLES}
    if told["day"]:
        told["day"] = str(spoken(full_day(date.fromisoformat(told["day"])), translate))
    if told["meeting"] in KINDS:
        told["meeting"] = str(spoken(Label(KINDS[told["meeting"]]), translate))
    return told


def worded(translate: Translate) -> Callable[..., str]:
    """What `_` says in a letter."""

    def say(text: str, /, **values: Any) -> str:
        return translate(text) % Holes(values) if values else translate(text)

    return say


@cache
def letters() -> dict[str, Letter]:
    """Every letter by name, in the order of their names: where two would go to one person, the first does."""
    house = Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=False)  # noqa: S701 - plain text
    found = {}
    for path in sorted(FOLDER.glob("*.txt")):
        template = house.get_template(path.name)
        said: Any = template.make_module({"_": worded(N_), **dict.fromkeys(HOLES, "")})
        found[path.stem] = Letter(path.stem, tuple(said.on), said.to, template)
    return found


@cache
def on_topic(topic: str) -> tuple[Letter, ...]:
    """The letters that speak on a topic of the outbox, such as `issue.escalate`."""
    return tuple(letter for letter in letters().values() if topic in letter.on)
