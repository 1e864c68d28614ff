"""A flow: states and steps declared once, from which everything else follows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from transitions import Machine

from workflow.kernel.canonical import canonical, digest
from workflow.kernel.errors import NotFound, NotLegal
from workflow.kernel.fields import Choice, Field
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case, Relation

logging.getLogger("transitions").setLevel(logging.WARNING)

Effect = Callable[..., None]
Rule = Callable[[Case], None]
Follow = Callable[..., None]


@dataclass(frozen=True, slots=True)
class State:
    """A place in the flow. `holder` names who must act there, `clock` what runs meanwhile."""

    name: str
    label: str
    phase: str
    holder: str | None = None
    clock: str | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule that may refuse a step before anything is asked; it raises a Refusal or returns."""

    name: str
    label: str
    rule: Rule

    def __call__(self, case: Case) -> None:
        self.rule(case)


GUARDS: dict[str, Guard] = {}


def guard(label: str) -> Callable[[Rule], Guard]:
    """Declare a guard by its rule; its name is the function's."""

    def declare(rule: Rule) -> Guard:
        if rule.__name__ in GUARDS:
            raise ValueError(f"two guards are named {rule.__name__}")
        GUARDS[rule.__name__] = Guard(rule.__name__, label, rule)
        return GUARDS[rule.__name__]

    return declare


@dataclass(frozen=True, eq=False)
class Step:
    """One thing that may happen: who, when, from where to where, what is asked, and what follows.

    `to` is None for an internal step (history grows, the state stays); `sources` is empty for a birth.
    `voice` is how the reporter hears of it; without one the reporter does not hear of it.
    `explains` where whoever has it next reads first what was said with this step: a reason, a result, an objection.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    to: str | None
    by: tuple[Relation, ...]
    effect: Effect
    guards: tuple[Guard, ...] = ()
    climbs: int = 0
    asks: dict[str, Field] = field(default_factory=dict)
    voice: str = ""
    primary: bool = False
    working: bool = False
    explains: bool = False
    help: str = ""

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles that can ever take it."""
        return frozenset[str]().union(*(way.roles for way in self.by))

    @property
    def by_hand(self) -> bool:
        """Whether a person ever takes it; the rest follows from other steps or from a clock."""
        return any(way.name not in ("follows", "clock") for way in self.by)


class _Slot:
    """A throw-away object for the state machine to move."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class Flow:
    """States and steps of one kind of subject, over one flat `transitions` machine."""

    def __init__(self, name: str, initial: str, births: tuple[str, ...] = ()) -> None:
        """`births` are the states, besides the initial one, in which a subject may be born."""
        self.name, self.initial, self.births = name, initial, births
        self.states: dict[str, State] = {}
        self.steps: dict[str, Step] = {}
        self.afterwards: list[Follow] = []

    def state(self, name: str, label: str, phase: str, *, holder: str | None = None, clock: str | None = None) -> None:
        """A state with a way on."""
        self.states[name] = State(name, label, phase, holder, clock)

    def final(self, name: str, label: str, phase: str = "end") -> None:
        """A state where nothing moves any more."""
        self.states[name] = State(name, label, phase, final=True)

    def step(
        self,
        label: str,
        source: str | Iterable[str],
        *,
        by: Relation | Iterable[Relation],
        to: str | None = None,
        guards: Iterable[Guard] = (),
        climbs: int = 0,
        voice: str = "",
        primary: bool = False,
        working: bool = False,
        explains: bool = False,
        help: str = "",
        **asks: Field,
    ) -> Callable[[Effect], Effect]:
        """Declare a step by its effect; the function's name is the step's, its docstring what the name cannot say."""
        sources = tuple(source.split()) if isinstance(source, str) else tuple(source)
        ways = (by,) if isinstance(by, Relation) else tuple(by)

        def declare(effect: Effect) -> Effect:
            name = effect.__name__
            if name in self.steps:
                raise ValueError(f"two steps of {self.name} are named {name}")
            step = Step(
                name,
                label,
                sources,
                to,
                ways,
                effect,
                tuple(guards),
                climbs,
                asks,
                voice,
                primary,
                working,
                explains,
                help,
            )
            self.steps[name] = step
            return effect

        return declare

    def after(self, follow: Follow) -> Follow:
        """Run this at the end of every step, inside its transaction: `follow(desk, subject, step, before)`."""
        self.afterwards.append(follow)
        return follow

    def find(self, name: str) -> Step:
        """The step of this name.

        Raises: NotFound, with the name.
        """
        if name not in self.steps:
            raise NotFound(N_("没有“%(name)s”这一步"), name=name[:40])
        return self.steps[name]

    def legal(self, state: str, step: Step) -> None:
        """Raises: NotLegal unless the step starts from this state."""
        if state not in step.sources:
            raise NotLegal.here(self.states[state].label, step.label)

    @cached_property
    def machine(self) -> Machine:
        """Built once, shared by all threads, attached to nothing."""
        machine = Machine(model=None, states=list(self.states), initial=self.initial, auto_transitions=False)
        for step in self.steps.values():
            if step.to and step.sources:
                machine.add_transition(step.name, list(step.sources), step.to)
        return machine

    def move(self, state: str, step: Step) -> str:
        """The state the step leads to from here.

        Raises: NotLegal where the machine knows no such transition.
        """
        self.legal(state, step)
        if step.to is None:
            return state
        slot = _Slot(state)
        self.machine.events[step.name].trigger(slot)
        return slot.state

    def export(self) -> dict[str, Any]:
        """The flow as plain data, the same for the same flow."""
        return {
            "flow": self.name,
            "initial": self.initial,
            **({"births": list(self.births)} if self.births else {}),
            "states": {
                s.name: {"label": s.label, "phase": s.phase, "holder": s.holder, "clock": s.clock, "final": s.final}
                for s in self.states.values()
            },
            "steps": [_exported(step) for step in self.steps.values()],
        }

    @cached_property
    def canonical(self) -> str:
        return canonical(self.export())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON; every event carries it."""
        return digest(self.canonical)


def _exported(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "label": step.label,
        "from": list(step.sources),
        "to": step.to,
        "by": [way.name for way in step.by],
        "guards": [rule.name for rule in step.guards],
        "climbs": step.climbs,
        "asks": [_asked(name, asked) for name, asked in step.asks.items()],
    }


def _asked(name: str, asked: Field) -> dict[str, Any]:
    told = {"name": name, "kind": asked.kind, "label": asked.label, "required": asked.required, **asked.bounds()}
    if isinstance(asked, Choice) and asked.of:
        told["choices"] = list(asked.of)
    return told
