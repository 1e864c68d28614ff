"""Sentences for people: marked where they are written, translated where they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Translate = Callable[[str], str]


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a Chinese sentence for translation; it is its own message id."""
    return text


class InContext(str):
    """A message id that other languages say differently here than elsewhere; in all else it is its text."""

    __slots__ = ("context",)
    context: str


def C_(context: str, text: str) -> InContext:  # noqa: N802
    """Mark a word with two meanings: 挂账 is a step ("Suspend") and, in the context `state`, a state ("Suspended")."""
    marked = InContext(text)
    marked.context = context
    return marked


class Holes(dict[str, Any]):
    """The values of a sentence's holes; `%(n|day|days)s` is the word that goes with the number `n`."""

    def __missing__(self, key: str) -> str:
        name, *words = key.split("|")
        if len(words) != 2:
            raise KeyError(key)
        return words[0] if self[name] == 1 else words[1]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with its named holes filled; a hole may hold another sentence."""

    message: str
    values: dict[str, Any] = field(default_factory=dict)

    def render(self, translate: Translate = N_) -> str:
        """The sentence in the language `translate` speaks (the source language by default)."""
        if not self.values:
            return translate(self.message)
        filled = {key: spoken(value, translate) for key, value in self.values.items()}
        return translate(self.message) % Holes(filled)

    def __str__(self) -> str:
        return self.render()


@dataclass(frozen=True, slots=True)
class Label:
    """A hole that holds a message id of its own, such as the name of a step."""

    message: str


def spoken(value: Any, translate: Translate) -> Any:
    """A hole's value in the reader's language: sentences and labels are translated, lists joined, the rest stays."""
    if isinstance(value, Sentence):
        return value.render(translate)
    if isinstance(value, list):
        return translate(N_("、")).join(str(spoken(one, translate)) for one in value)
    return translate(value.message) if isinstance(value, Label) else value
