"""What a step asks: kinds of answers, how each is cleaned, and how it is described to a form or a program."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from unicodedata import normalize

from workflow.kernel.clock import LOCAL, local
from workflow.kernel.errors import BadAnswer
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.text import plain_number, tidy

if TYPE_CHECKING:
    from workflow.kernel.policy import Case

Option = tuple[Any, Sentence | Label | str]
"""A value and what people call it (a plain string is a proper name, never translated)."""

Among = Callable[["Case"], Sequence[Option]]
Need = Callable[["Case"], bool]


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """One question of a step. `free` answers are erasable text: history keeps only their salted digest.

    `personal` answers are contact data: history never sees them, the effect puts them where they may be erased.
    """

    label: str
    required: bool = True
    required_if: Need | None = None
    help: str = ""
    kind: ClassVar[str] = "text"
    free: ClassVar[bool] = False
    personal: ClassVar[bool] = False

    def is_required(self, case: Case) -> bool:
        return self.required_if(case) if self.required_if else self.required

    def clean(self, raw: Any, case: Case) -> Any:
        """The answer in its own type, None when empty.

        Raises: BadAnswer with a sentence for the person.
        """
        if raw is None or (isinstance(raw, str) and not raw.strip()) or raw == []:
            if self.is_required(case):
                raise BadAnswer(N_("请填写“%(label)s”"), label=Label(self.label))
            return None
        return self.parse(raw, case)

    @abstractmethod
    def parse(self, raw: Any, case: Case) -> Any:
        """A non-empty answer in its own type.

        Raises: BadAnswer.
        """

    def bounds(self) -> dict[str, Any]:
        """Limits a form or a program can check beforehand."""
        return {}

    def options(self, case: Case) -> Sequence[Option] | None:
        """The possible answers where they are a list, else None."""
        return None


@dataclass(frozen=True, kw_only=True)
class Line(Field):
    """One line of text."""

    longest: int = 200
    kind: ClassVar[str] = "line"
    free: ClassVar[bool] = True

    def parse(self, raw: Any, case: Case) -> str:
        text = tidy(raw, self.longest)
        return " ".join(text.split())

    def bounds(self) -> dict[str, Any]:
        return {"max_length": self.longest}


@dataclass(frozen=True, kw_only=True)
class Contact(Line):
    """A name, a phone, an address: a person's data."""

    kind: ClassVar[str] = "line"
    personal: ClassVar[bool] = True


MAILED = re.compile(r"[!#-'*+/-9=?A-Z^-~.-]+@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Email(Contact):
    """An address that a mail can be sent to."""

    longest: int = 120
    kind: ClassVar[str] = "email"

    def parse(self, raw: Any, case: Case) -> str:
        address = normalize("NFKC", super().parse(raw, case)).replace(" ", "")
        if not MAILED.fullmatch(address):
            raise BadAnswer(N_("请填写完整的邮箱，例如 name@example.org"))
        return address


@dataclass(frozen=True, kw_only=True)
class Text(Line):
    """Sentences, with line breaks kept."""

    longest: int = 5000
    kind: ClassVar[str] = "text"

    def parse(self, raw: Any, case: Case) -> str:
        return tidy(raw, self.longest)


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    """A whole number; full-width digits are read too."""

    least: int = 0
    most: int = 1_000_000
    kind: ClassVar[str] = "int"

    def parse(self, raw: Any, case: Case) -> int:
        number = plain_number(raw)
        if number is None or not self.least <= number <= self.most:
            raise BadAnswer(N_("请填写 %(least)s 到 %(most)s 之间的整数"), least=self.least, most=self.most)
        return number

    def bounds(self) -> dict[str, Any]:
        return {"min": self.least, "max": self.most}


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """Yes or no."""

    kind: ClassVar[str] = "bool"

    def parse(self, raw: Any, case: Case) -> bool:
        known = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False}
        if isinstance(raw, bool):
            return raw
        if str(raw).strip().lower() in known:
            return known[str(raw).strip().lower()]
        raise BadAnswer(N_("请回答“是”或“否”"))


OLDEST = 1900
"""The year before which nothing happened here: what is reckoned from an earlier day leaves the calendar."""


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A local date; `ahead` days at most from today, never in the past unless `past`."""

    ahead: int = 366
    past: bool = False
    kind: ClassVar[str] = "date"

    def parse(self, raw: Any, case: Case) -> date:
        try:
            day = raw if isinstance(raw, date) else date.fromisoformat(str(raw).strip()[:10])
        except ValueError:
            raise BadAnswer(N_("请按 2026-11-24 的样子填写日期")) from None
        if day.year < OLDEST:
            raise BadAnswer(N_("日期不能早于 %(year)s 年"), year=OLDEST)
        distance = (day - case.today).days
        if distance < 0 and not self.past:
            raise BadAnswer(N_("日期不能早于今天"))
        if distance > self.ahead:
            raise BadAnswer(N_("日期须在今天起 %(days)s 天之内"), days=self.ahead)
        return day


@dataclass(frozen=True, kw_only=True)
class Moment(Day):
    """A local date with the hour and minute where they are told, else its beginning; with its own zone where one is."""

    def parse(self, raw: Any, case: Case) -> datetime:
        try:
            at = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw).strip())
            at = (at if at.tzinfo else at.replace(tzinfo=LOCAL)).astimezone(UTC)
            super().parse(local(at).date(), case)
        except (ValueError, OverflowError):
            raise BadAnswer(N_("请按 2026-11-24 或 2026-11-24 09:30 的样子填写")) from None
        return at


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a list: fixed (`of`: value to message id) or made for the case (`among`)."""

    of: dict[str, str] = field(default_factory=dict)
    among: Among | None = None
    kind: ClassVar[str] = "choice"

    def options(self, case: Case) -> Sequence[Option]:
        return self.among(case) if self.among else [(value, Label(label)) for value, label in self.of.items()]

    def parse(self, raw: Any, case: Case) -> Any:
        for value, _label in self.options(case):
            if str(value) == str(raw).strip():
                return value
        raise BadAnswer(N_("“%(label)s”不在可选范围内"), label=Label(self.label))


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Several of a list."""

    most: int = 20
    kind: ClassVar[str] = "choices"

    def parse(self, raw: Any, case: Case) -> list[Any]:
        given = raw if isinstance(raw, list | tuple) else [raw]
        if len(given) > self.most:
            raise BadAnswer(N_("最多可选 %(most)s 项"), most=self.most)
        known = {str(value): value for value, _label in self.options(case)}
        named = [str(item).strip() for item in given]
        if not known.keys() >= set(named):
            raise BadAnswer(N_("“%(label)s”不在可选范围内"), label=Label(self.label))
        return [known[name] for name in dict.fromkeys(named)]

    def bounds(self) -> dict[str, Any]:
        return {"max_items": self.most}
