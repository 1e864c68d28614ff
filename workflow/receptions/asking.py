"""Questions of an issue asked at the desk, whose texts only the issue's own history keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from workflow.kernel.fields import Contact, Field, Line, Text


@dataclass(frozen=True, kw_only=True)
class Told(Text):
    """Sentences that must be erasable in one place: the history of the step that asks does not keep them."""

    personal: ClassVar[bool] = True


KEPT_BY: dict[type[Field], type[Line]] = {Text: Told, Line: Contact}


def kept_elsewhere(asks: Mapping[str, Field], without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The same questions for a step that passes the answers on."""
    return {name: _passed_on(asked) for name, asked in asks.items() if name not in without}


def _passed_on(asked: Field) -> Field:
    kept_by = KEPT_BY.get(type(asked))
    if kept_by is None:
        return asked
    return kept_by(**{one.name: getattr(asked, one.name) for one in fields(asked)})
