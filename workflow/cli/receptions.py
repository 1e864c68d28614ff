"""`lianxi receptions`: the year planned from outside, who owes a month, and what the clock records as missed."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import click

from workflow.cli.opened import opened
from workflow.kernel.settings import BadSettings

if TYPE_CHECKING:
    from workflow.kernel.desk import Office
    from workflow.kernel.policy import Actor


MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@click.group()
def receptions() -> None:
    """接待日：按规则排定全年，查看没有接待的支部，记下未举行的接待日。"""


def today(office: Office) -> date:
    from workflow.kernel.clock import local

    return local(office.clock()).date()


def acting(office: Office, name: str) -> Actor:
    """Whoever holds an account, with the posts of today.

    Raises: NotFound.
    """
    from workflow.kernel.db import bare, fetch_one
    from workflow.kernel.errors import NotFound
    from workflow.orgs import capacities
    from workflow.orgs.accounts import Account

    accounts = bare(Account)
    with office.database.reading() as db:
        found = fetch_one(db, Account, accounts.c.name == name, accounts.c.closed_at.is_(None))
        if found is None:
            raise NotFound("没有名为“%(name)s”的账号", name=name)
        return capacities.actor(db, found.person_id, today(office))


@receptions.command()
@click.option("--as", "account", required=True, help="以哪个账号的身份排定（街道、社区或支部的工作人员）")
@click.option("--year", type=int, required=True, help="今年或明年")
@click.option("--day", type=int, required=True, help="每月几日，1 到 31")
@click.option("--shift", default="next", show_default=True, help="遇休息日：next 顺延，previous 提前，keep 照常")
@click.option("--branch", "codes", multiple=True, help="只排这些支部（代码，可重复）；不写时为全部")
@click.option("--hours", default="", help="接待时间；不写时沿用上一次的")
@click.option("--place", default="", help="接待地点；不写时沿用上一次的")
@click.option("--dry-run", is_flag=True, help="只看将排定什么，不做改动")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def plan(
    account: str, year: int, day: int, shift: str, codes: tuple[str, ...], hours: str, place: str,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """按规则排定全年；已有的不变，再排一次不会多出来。"""
    from workflow.receptions import planning, queries

    with opened() as office:
        actor, now = acting(office, account), today(office)
        with office.database.reading() as db:
            branches = queries.ids_of(db, actor.street, codes)
            wanted = planning.read_wanted(now, year, day, shift, branches, hours, place)
            rows = planning.preview(db, actor, wanted, now)
        if not dry_run:
            rows = planning.make(office, actor, wanted)
    told = [{"branch": row.code, "days": [on.isoformat() for _month, on in sorted(row.new.items())]} for row in rows]
    if as_json:
        click.echo(json.dumps({"made": not dry_run, "branches": told}, ensure_ascii=False))
        return
    for row, line in zip(rows, told, strict=True):
        if line["days"]:
            click.echo(f"{row.name}：{'、'.join(line['days'])}")
    count = sum(len(line["days"]) for line in told)
    click.echo(f"{'将' if dry_run else '已'}新排定 {count} 个接待日。")


@receptions.command()
@click.argument("month", required=False)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def owed(month: str | None, as_json: bool) -> None:
    """列出 MONTH（如 2026-10，默认上月）没有接待的支部。"""
    from workflow.receptions import queries

    if month and not MONTH.fullmatch(month):
        raise BadSettings("月份写作 2026-10")
    with opened() as office:
        wanted = month or queries.month_before(today(office))
        with office.database.reading() as db:
            found = [row.name for street in queries.streets(db) for row in queries.owed(db, street, wanted)]
    if as_json:
        click.echo(json.dumps({"month": wanted, "branches": found}, ensure_ascii=False))
    else:
        click.echo("\n".join(found) or f"{wanted} 没有缺接待的支部。")


@receptions.command()
def sweep() -> None:
    """把已过的月份里没有举行的接待日记为未举行；可以重复运行。"""
    from workflow.receptions.missing import sweep as record

    with opened() as office:
        click.echo(f"已记下 {record(office)} 个未举行的接待日。")
