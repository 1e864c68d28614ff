"""`lianxi flow`: the flows as they rule here, or as a file has them, checked and printed for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workflow.kernel.settings import BadSettings
from workflow.kernel.strict import parse
from workflow.kernel.system import why

if TYPE_CHECKING:
    from workflow.kernel.flow import Flow

LARGEST = 8 * 2**20
"""Bytes of a flow that is read from a file: no flow comes near it."""


@click.group()
def flow() -> None:
    """检查、查看、导出、比较流程。NAME 是流程名（issue、assignment……）或导出的 JSON 文件。"""


def ruling() -> dict[str, Flow]:
    """Every flow of the house by its name."""
    from workflow.nouns import SUBJECTS

    return {model.flow.name: model.flow for model in SUBJECTS.values()}


def known() -> dict[str, Any]:
    """The same as plain data."""
    return {name: flow.export() for name, flow in ruling().items()}


def find(name: str) -> Any:
    """A flow by name, or out of a file.

    Raises: BadSettings.
    """
    flows = ruling()
    if name in flows:
        return flows[name].export()
    path, shown = Path(name), name if len(name) < 200 else f"{name[:200]}…"
    try:
        if not path.is_file():
            raise BadSettings(f"没有名为“{shown}”的流程，也没有这个文件；已有的流程：{'、'.join(flows)}")
        if path.stat().st_size > LARGEST:
            raise BadSettings(f"文件 {shown} 过大：流程文件最多 {LARGEST // 2**20} MB")
        return parse(path.read_bytes())
    except ValueError:
        raise BadSettings(f"文件 {shown} 不是可读的 JSON") from None
    except OSError as error:
        raise BadSettings(f"文件 {shown} 无法读取：{why(error)}") from None


@flow.command()
@click.argument("name", required=False)
@click.pass_context
def check(context: click.Context, name: str | None) -> None:
    """检查一个或全部流程；有缺陷时逐条指出位置，状态码 1。"""
    from workflow.kernel.check import defects
    from workflow.kernel.flow import GUARDS
    from workflow.kernel.policy import RELATIONS

    flows = known() if name is None else {name: find(name)}
    found = [(label, bad) for label, given in flows.items() for bad in defects(given, RELATIONS.keys(), GUARDS.keys())]
    for label, bad in found:
        click.echo(f"{label} · {bad.place}: {bad} [{bad.code}]", err=True)
    if found:
        context.exit(1)
    click.echo(f"{'、'.join(flows)}：没有发现缺陷。")


@flow.command()
@click.argument("name")
def show(name: str) -> None:
    """用文字列出状态和步骤。"""
    from workflow.kernel.exported import read

    graph, _ = read(find(name))
    if not graph.states:
        raise BadSettings(f"{name} 里没有流程的状态")
    labels = {state.name: state.label for state in graph.states.values()}
    for state in graph.states.values():
        mark = " ■" if state.final else f"  时限 {state.clock}" if state.clock else ""
        click.echo(f"{state.label}（{state.name}）{mark}")
        for step in graph.steps:
            if state.name in step.sources:
                target = labels.get(step.target, step.target) if step.target else "不变"
                click.echo(f"    {step.label}（{step.name}）→ {target}，由 {'、'.join(step.by)}")


@flow.command()
@click.argument("name")
def export(name: str) -> None:
    """导出 JSON。"""
    click.echo(json.dumps(find(name), ensure_ascii=False, indent=2))


@flow.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """逐条说出两个流程的不同。"""
    from workflow.kernel.diff import diff as compare

    click.echo("\n".join(compare(find(old), find(new))) or "没有不同。")


@flow.command()
@click.argument("name")
def diagram(name: str) -> None:
    """Mermaid 状态图。"""
    from workflow.kernel.diagram import diagram as draw

    click.echo(draw(find(name)), nl=False)


@flow.command()
@click.argument("name")
def matrix(name: str) -> None:
    """谁可以进行哪一步（Markdown 表）。"""
    from workflow.kernel.diagram import as_markdown
    from workflow.kernel.diagram import matrix as who

    click.echo(as_markdown(who(find(name))), nl=False)
