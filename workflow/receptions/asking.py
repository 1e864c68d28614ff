"""Questions asked at the desk: quick to answer, and with texts that only the issue's own history keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from workflow.kernel.errors import BadAnswer
from workflow.kernel.fields import Choice, Contact, Field, Line, Text
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Case


@dataclass(frozen=True, kw_only=True)
class Told(Text):
    """Sentences that must be erasable in one place: the history of the step that asks does not keep them."""

    personal: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class Unsaid(Choice):
    """A choice that must not be read off the history of the step that asks."""

    personal: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class Named(Choice):
    """One of a list, by its value, its name, or as much of the name as no other has."""

    def parse(self, raw: Any, case: Case) -> Any:
        typed = str(raw).strip()
        options = [(value, str(name)) for value, name in self.options(case)]
        for fits in (
            [value for value, _name in options if str(value) == typed],
            [value for value, name in options if name == typed],
            [value for value, name in options if typed in name],
        ):
            if len(fits) == 1:
                return fits[0]
        raise BadAnswer(N_("没有认出“%(label)s”，请从列表中选一个"), label=Label(self.label))


KEPT_BY: dict[type[Field], type[Line]] = {Text: Told, Line: Contact}


def kept_elsewhere(asks: Mapping[str, Field], without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The same questions for a step that passes the answers on."""
    return {name: _passed_on(asked) for name, asked in asks.items() if name not in without}


def _passed_on(asked: Field) -> Field:
    kept_by = KEPT_BY.get(type(asked))
    if kept_by is None:
        return asked
    return kept_by(**{one.name: getattr(asked, one.name) for one in fields(asked)})
