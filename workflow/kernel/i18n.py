"""Sentences for people: marked where they are written, translated where they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Translate = Callable[[str], str]


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a Chinese sentence for translation; it is its own message id."""
    return text


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
        return translate(self.message) % filled

    def __str__(self) -> str:
        return self.render()


@dataclass(frozen=True, slots=True)
class Label:
    """A hole that holds a message id of its own, such as the name of a step."""

    message: str


def spoken(value: Any, translate: Translate) -> Any:
    """A hole's value in the reader's language: sentences and labels are translated, the rest stays."""
    if isinstance(value, Sentence):
        return value.render(translate)
    return translate(value.message) if isinstance(value, Label) else value
