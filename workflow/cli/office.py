"""Commands that ask the office: tokens for programs."""

from __future__ import annotations

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
