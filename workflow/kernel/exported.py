"""The exported JSON of a flow, read without trust: what cannot be read is left out and named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeGuard

from workflow.kernel.graph import Ask, Graph, State, Step

Misread = list[tuple[str, str]]
"""Each place that could not be read, and what should stand there."""

ASKED = ("name", "kind", "label", "required", "choices")


def whole(value: Any) -> TypeGuard[int]:
    """A whole number that can be printed; true and false count as 1 and 0."""
    return isinstance(value, int) and value.bit_length() < 64


def read(raw: Any) -> tuple[Graph, Misread]:
    """Whatever of a flow can be read, and all that cannot."""
    reader = Reader()
    return reader.flow(raw), reader.misread


@dataclass
class Reader:
    """Looks no deeper than a flow is, so that no hostile JSON makes it raise."""

    misread: Misread = field(default_factory=list)

    def flow(self, raw: Any) -> Graph:
        raw = self.mapping(raw, "flow")
        if raw is None:
            return Graph("", "", {}, ())
        states = self.mapping(raw.get("states"), "states") or {}
        steps = [self.step(item, f"steps[{n}]") for n, item in enumerate(self.items(raw, "steps"))]
        return Graph(
            self.text(raw, "flow"),
            self.text(raw, "initial"),
            {name: self.state(name, states[name]) for name in states},
            tuple(step for step in steps if step),
            self.texts(raw, "births") if "births" in raw else (),
        )

    def state(self, name: str, raw: Any) -> State:
        place = f"states.{name}"
        raw = self.mapping(raw, place)
        if raw is None:
            return State(name, name, None, None, None, False)
        place += "."
        label = self.text(raw, "label", place)
        phase, holder, clock = (self.word(raw, key, place) for key in ("phase", "holder", "clock"))
        return State(name, label, phase, holder, clock, self.flag(raw, "final", place))

    def step(self, raw: Any, place: str) -> Step | None:
        raw = self.mapping(raw, place)
        if raw is None:
            return None
        name = self.text(raw, "name", f"{place}.") or place
        place = f"steps.{name}."
        asks = [self.ask(item, f"{place}asks[{n}]") for n, item in enumerate(self.items(raw, "asks", place))]
        return Step(
            name,
            self.text(raw, "label", place),
            self.texts(raw, "from", place),
            self.word(raw, "to", place),
            self.texts(raw, "by", place),
            self.texts(raw, "guards", place),
            self.number(raw, "climbs", place),
            tuple(ask for ask in asks if ask),
        )

    def ask(self, raw: Any, place: str) -> Ask | None:
        """What else it says in whole numbers is its limits."""
        raw = self.mapping(raw, place)
        if raw is None:
            return None
        place += "."
        name, kind, label = (self.text(raw, key, place) for key in ("name", "kind", "label"))
        choices = self.texts(raw, "choices", place) if "choices" in raw else ()
        limits = {key: raw[key] for key in raw if key not in ASKED and whole(raw[key])}
        return Ask(name, kind, label, self.flag(raw, "required", place), choices, limits)

    def mapping(self, raw: Any, place: str) -> dict[str, Any] | None:
        """What can be read of a mapping, None where it is none: then nothing inside is missed one by one."""
        if not isinstance(raw, dict):
            self.misread.append((place, "mapping"))
            return None
        read = {key: raw[key] for key in raw if isinstance(key, str) and key}
        if len(read) != len(raw):
            self.misread.append((place, "mapping"))
        return read

    def items(self, raw: dict[str, Any], key: str, place: str = "") -> list[Any]:
        if isinstance(given := raw.get(key), list | tuple):
            return list(given)
        self.misread.append((f"{place}{key}", "list"))
        return []

    def texts(self, raw: dict[str, Any], key: str, place: str = "") -> tuple[str, ...]:
        given = raw.get(key)
        listed = given if isinstance(given, list | tuple) else ()
        read = tuple(word for word in listed if isinstance(word, str) and word)
        if listed is not given or len(read) != len(listed):
            self.misread.append((f"{place}{key}", "texts"))
        return read

    def text(self, raw: dict[str, Any], key: str, place: str = "") -> str:
        if isinstance(given := raw.get(key), str) and given:
            return given
        self.misread.append((f"{place}{key}", "text"))
        return ""

    def word(self, raw: dict[str, Any], key: str, place: str = "") -> str | None:
        """A text or null; the key must be there."""
        given = raw.get(key)
        if key in raw and (given is None or isinstance(given, str)):
            return given
        self.misread.append((f"{place}{key}", "word"))
        return None

    def flag(self, raw: dict[str, Any], key: str, place: str = "") -> bool:
        if isinstance(given := raw.get(key), bool):
            return given
        self.misread.append((f"{place}{key}", "flag"))
        return False

    def number(self, raw: dict[str, Any], key: str, place: str = "") -> int:
        if whole(given := raw.get(key)):
            return int(given)
        self.misread.append((f"{place}{key}", "number"))
        return 0
