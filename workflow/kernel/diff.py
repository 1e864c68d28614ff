"""What changed between two versions of a flow, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from workflow.kernel.exported import read
from workflow.kernel.graph import Ask, Graph, State, Step
from workflow.kernel.i18n import N_, Label, Sentence

Thing = State | Step | Ask

LISTS = {
    "sources": (
        N_("步骤“%(label)s”（%(name)s）增加起点“%(item)s”"),
        N_("步骤“%(label)s”（%(name)s）取消起点“%(item)s”"),
    ),
    "by": (
        N_("步骤“%(label)s”（%(name)s）增加办理角色 %(item)s"),
        N_("步骤“%(label)s”（%(name)s）取消办理角色 %(item)s"),
    ),
    "guards": (N_("步骤“%(label)s”（%(name)s）增加条件 %(item)s"), N_("步骤“%(label)s”（%(name)s）取消条件 %(item)s")),
}
STEP = {
    "label": N_("步骤“%(label)s”（%(name)s）的名称由 %(old)s 改为 %(new)s"),
    "target": N_("步骤“%(label)s”（%(name)s）的去向由 %(old)s 改为 %(new)s"),
    "climbs": N_("步骤“%(label)s”（%(name)s）上升的级数由 %(old)s 改为 %(new)s"),
}
STATE = {
    "label": N_("状态“%(label)s”（%(name)s）的名称由 %(old)s 改为 %(new)s"),
    "phase": N_("状态“%(label)s”（%(name)s）的阶段由 %(old)s 改为 %(new)s"),
    "holder": N_("状态“%(label)s”（%(name)s）的持有方由 %(old)s 改为 %(new)s"),
    "clock": N_("状态“%(label)s”（%(name)s）的时限由 %(old)s 改为 %(new)s"),
    "final": N_("状态“%(label)s”（%(name)s）是否终态由 %(old)s 改为 %(new)s"),
}
ASK = {
    "label": N_("步骤“%(step)s”的填写项“%(label)s”（%(name)s）的名称由 %(old)s 改为 %(new)s"),
    "kind": N_("步骤“%(step)s”的填写项“%(label)s”（%(name)s）的类型由 %(old)s 改为 %(new)s"),
    "required": N_("步骤“%(step)s”的填写项“%(label)s”（%(name)s）是否必填由 %(old)s 改为 %(new)s"),
    "choices": N_("步骤“%(step)s”的填写项“%(label)s”（%(name)s）的选项由 %(old)s 改为 %(new)s"),
    "limits": N_("步骤“%(step)s”的填写项“%(label)s”（%(name)s）的限制由 %(old)s 改为 %(new)s"),
}


def diff(old: object, new: object) -> list[str]:
    """Every change as a Chinese sentence; empty when the two differ in nothing but order."""
    return [str(change) for change in changes(old, new)]


def changes(old: object, new: object) -> Iterator[Sentence]:
    """The same, translatable."""
    before, after = read(old)[0], read(new)[0]
    if before.name != after.name:
        yield Sentence(N_("流程由 %(old)s 改名为 %(new)s"), {"old": before.name, "new": after.name})
    if before.initial != after.initial:
        yield Sentence(N_("初始状态由 %(old)s 改为 %(new)s"), {"old": before.initial, "new": after.initial})
    yield from births(before, after)
    yield from states(before, after)
    yield from steps(before, after)


def births(old: Graph, new: Graph) -> Iterator[Sentence]:
    """States, besides the initial one, that subjects may be born in."""
    labels = {state.name: Label(state.label) for graph in (old, new) for state in graph.states.values() if state.label}
    for name in dict.fromkeys([*old.births, *new.births]):
        said = {"state": labels.get(name, name)}
        if name not in old.births:
            yield Sentence(N_("可直接建立于状态“%(state)s”"), said)
        elif name not in new.births:
            yield Sentence(N_("不再可直接建立于状态“%(state)s”"), said)


def states(old: Graph, new: Graph) -> Iterator[Sentence]:
    for name in dict.fromkeys([*old.states, *new.states]):
        before, after = old.states.get(name), new.states.get(name)
        if before and after:
            yield from fields(STATE, before, after, called(after))
        elif before:
            yield Sentence(N_("删除状态“%(label)s”（%(name)s）"), called(before))
        elif after:
            yield Sentence(N_("新增状态“%(label)s”（%(name)s）"), called(after))


def steps(old: Graph, new: Graph) -> Iterator[Sentence]:
    """Steps that share a name are told apart: those without a change first, then in their order."""
    labels = {state.name: Label(state.label) for graph in (old, new) for state in graph.states.values() if state.label}
    for name in dict.fromkeys(step.name for step in (*old.steps, *new.steps)):
        left, right = ([step for step in graph.steps if step.name == name] for graph in (old, new))
        gone, come = [step for step in left if step not in right], [step for step in right if step not in left]
        for before, after in zip_longest(gone, come):
            if before and after:
                yield from inside(before, after, labels)
            elif before:
                yield Sentence(N_("删除步骤“%(label)s”（%(name)s）：%(way)s"), {**called(before), "way": way(before)})
            elif after:
                yield Sentence(N_("新增步骤“%(label)s”（%(name)s）：%(way)s"), {**called(after), "way": way(after)})


def inside(before: Step, after: Step, labels: dict[str, Label]) -> Iterator[Sentence]:
    """What changed in one step."""
    name = called(after)
    yield from fields(STEP, before, after, name, labels)
    for key, (more, less) in LISTS.items():
        old, new = dict.fromkeys(getattr(before, key)), dict.fromkeys(getattr(after, key))
        known: dict[str, Label] = labels if key == "sources" else {}
        yield from (Sentence(more, {**name, "item": known.get(item, item)}) for item in new if item not in old)
        yield from (Sentence(less, {**name, "item": known.get(item, item)}) for item in old if item not in new)
    yield from asks(before, after)


def asks(before: Step, after: Step) -> Iterator[Sentence]:
    old, new = ({ask.name: ask for ask in step.asks} for step in (before, after))
    step = {"step": called(after)["label"]}
    for name in dict.fromkeys([*old, *new]):
        if name in old and name in new:
            yield from fields(ASK, old[name], new[name], {**step, **called(new[name])})
        elif name in old:
            yield Sentence(N_("步骤“%(step)s”取消填写项“%(label)s”（%(name)s）"), {**step, **called(old[name])})
        else:
            yield Sentence(N_("步骤“%(step)s”增加填写项“%(label)s”（%(name)s）"), {**step, **called(new[name])})


def fields(
    told: dict[str, str], before: Thing, after: Thing, name: dict[str, Any], labels: dict[str, Label] | None = None
) -> Iterator[Sentence]:
    """One sentence for each plain field that differs."""
    for key, message in told.items():
        old, new = getattr(before, key), getattr(after, key)
        if old != new:
            yield Sentence(message, {**name, "old": spelt(key, old, labels), "new": spelt(key, new, labels)})


def called(thing: Thing) -> dict[str, Any]:
    return {"label": Label(thing.label or thing.name), "name": thing.name}


def way(step: Step) -> str:
    return f"{'、'.join(step.sources) or '[*]'} → {step.target or '↺'}"


def spelt(key: str, value: Any, labels: dict[str, Label] | None) -> Any:
    """A value as a person would say it."""
    if key == "target" and value is None:
        return Label(N_("不变"))
    if isinstance(value, bool):
        return Label(N_("是") if value else N_("否"))
    if isinstance(value, dict):
        value = tuple(f"{limit}={number}" for limit, number in value.items())
    if isinstance(value, tuple):
        value = "、".join(value)
    if value is None or value == "":
        return Label(N_("无"))
    return Label(value) if key == "label" else (labels or {}).get(value, value)
