"""A flow drawn for people: a Mermaid diagram to paste, a matrix of who may take which step."""

from __future__ import annotations

import re

from workflow.kernel.exported import read
from workflow.kernel.graph import Graph, Step

START = "[*]"
PLAIN = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = frozenset({"as", "class", "default", "direction", "end", "fork", "hide", "join", "note", "state", "style"})
"""Words that mean something to Mermaid."""


def diagram(flow: object) -> str:
    """Mermaid `stateDiagram-v2` text. Internal steps are left out: they move nothing."""
    graph, _ = read(flow)
    ids = {name: named(name, number) for number, name in enumerate(graph.states)}
    lines = ["stateDiagram-v2", "direction LR"]
    lines += [f'state "{quoted(state.label or state.name)}" as {ids[state.name]}' for state in graph.states.values()]
    for (source, target), labels in arrows(graph).items():
        if {source, target} <= ids.keys() | {START}:
            spoken = f": {quoted(' / '.join(labels))}" if labels else ""
            lines.append(f"{ids.get(source, START)} --> {ids.get(target, START)}{spoken}")
    return "\n    ".join(lines) + "\n"


def arrows(graph: Graph) -> dict[tuple[str, str], list[str]]:
    """One arrow for each pair of states, with the labels of all steps that go that way."""
    found: dict[tuple[str, str], list[str]] = {(START, graph.initial): []}
    for step in graph.steps:
        for source in step.sources or (START,):
            if step.target is not None:
                found.setdefault((source, step.target), []).append(step.label or step.name)
    found.update({(state.name, START): [] for state in graph.states.values() if state.final})
    return {pair: list(dict.fromkeys(labels)) for pair, labels in found.items()}


def named(name: str, number: int) -> str:
    """The state's own name where Mermaid can read it."""
    return name if PLAIN.fullmatch(name) and name not in TAKEN else f"S{number}"


def quoted(text: str) -> str:
    """Letters, digits and plain punctuation stay; what Mermaid could take for its own signs becomes an entity."""
    return "".join(c if c.isalnum() or c in " _-/、，。（）“”《》〔〕" else f"#{ord(c)};" for c in text)


def matrix(flow: object) -> list[list[str]]:
    """A head and a row for each step: its name and label, from where, to where, and a mark for each role that may."""
    graph, _ = read(flow)
    roles = list(dict.fromkeys(role for step in graph.steps for role in step.by))
    head = ["步骤", "名称", "从", "到", *roles]
    return [head, *(row(graph, step, roles) for step in graph.steps)]


def row(graph: Graph, step: Step, roles: list[str]) -> list[str]:
    labels = {state.name: state.label or state.name for state in graph.states.values()}
    sources = "、".join(labels.get(source, source) for source in step.sources) or "（新建）"
    target = "（不变）" if step.target is None else labels.get(step.target, step.target)
    return [step.name, step.label, sources, target, *("●" if role in step.by else "" for role in roles)]


def as_markdown(matrix: list[list[str]]) -> str:
    """The matrix as a Markdown table."""
    lines = ["| " + " | ".join(map(cell, line)) + " |" for line in matrix]
    lines[1:1] = ["|" + " --- |" * len(matrix[0])]
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """Text that neither ends the cell nor starts markup."""
    return re.sub(r"([\\|`*<\[_])", r"\\\1", " ".join(text.split()))
