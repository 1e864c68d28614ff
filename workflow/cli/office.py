"""Commands that ask the office: tokens for programs, and whether history is sound."""

from __future__ import annotations

import json

import click

from workflow.cli.opened import opened


@click.command()
@click.argument("name")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="有效天数")
def token(name: str, days: int) -> None:
    """为账号 NAME 发一个 API 令牌（只输出令牌）。"""
    from workflow.orgs.entering import new_token

    with opened() as office:
        click.echo(new_token(office, name, days))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """校验全部历史：链、正文、流程、状态和办理人的资格。0 完好，1 被改动，2 缺尾，4 有已依法删除的正文。"""
    from workflow import audit, issues, meetings, notices, receptions, requests, supervision  # noqa: F401 - every noun must be known
    from workflow.issues.entitled import entitled
    from workflow.kernel import verify as checking

    with opened() as office:
        report = checking.verify(office, entitled)
    told = {name: getattr(report, name) for name in ("events", "subjects", "flows", "accesses", "erased")}
    bad = report.first_bad
    if as_json:
        click.echo(json.dumps({"status": report.status, **told, "first_bad": str(bad) if bad else None}))
    elif bad:
        click.echo(f"历史有问题，第一处是 {bad}", err=True)
    else:
        erased = f"，其中 {report.erased} 条的正文已依法删除" if report.erased else ""
        logged = f"，查阅日志 {report.accesses} 条"
        click.echo(f"历史完好：{report.subjects} 个对象的 {report.events} 条记录{logged}{erased}。")
    context.exit(report.status)
