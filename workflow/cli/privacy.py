"""`lianxi privacy`: who looked at people's data, what of them goes when, and files without a trace of what has gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from workflow.cli.opened import opened
from workflow.kernel.clock import local
from workflow.kernel.settings import BadSettings

if TYPE_CHECKING:
    from workflow.issues.reads import Read
    from workflow.kernel.desk import Office


@click.group()
def privacy() -> None:
    """个人信息：谁看过，到期删除，清除文件里的痕迹。"""


@privacy.command("who-saw")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def who_saw(number: str, as_json: bool) -> None:
    """列出谁看过事项 NUMBER 的联系方式、谁导出过、审计监督员什么时候查过；本次查询同样留存。"""
    with opened() as office:
        found = of_number(office, number)
    if as_json:
        click.echo(json.dumps([plain(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        said = "，".join(told.message for told in one.detail)
        parts = (str(plain(one)["at"]), one.kind.message, one.name, one.post, said, one.words)
        click.echo("  ".join(part for part in parts if part))
    if not found:
        click.echo("还没有人看过。")


def of_number(office: Office, number: str) -> list[Read]:
    """Every look at a matter so far; this question is noted after them.

    Raises: NotFound.
    """
    from workflow.issues import reads
    from workflow.issues.codes import plain_number
    from workflow.issues.model import Issue
    from workflow.kernel.accesses import note_alone
    from workflow.kernel.db import bare, fetch_one
    from workflow.kernel.errors import NotFound
    from workflow.orgs.entering import operator

    with office.database.reading() as db:
        issue = fetch_one(db, Issue, bare(Issue).c.number == plain_number(number))
        if issue is None:
            raise NotFound("没有编号为“%(number)s”的事项", number=number)
        found = reads.of_issue(db, issue.street_id, issue.id)
    note_alone(office, operator(issue.street_id), "audit", noun="issue", id=issue.id, page="who_saw")
    return found


def plain(one: Read) -> dict[str, object]:
    """One look as plain data."""
    told = {"at": local(one.at).isoformat(timespec="seconds"), "kind": one.kind.message, "name": one.name or None}
    return told | {
        "post": one.post or None,
        "detail": [said.message for said in one.detail],
        "words": one.words or None,
    }


@privacy.command()
@click.option("--dry-run", is_flag=True, help="只看今天会删除什么、以后每月会删除多少，不做改动")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def retention(dry_run: bool, as_json: bool) -> None:
    """删除到期的联系方式和内容（后台每天也会做）；依法保留的不动，统计数字保留。"""
    from workflow import nouns  # noqa: F401 - every room erases its share
    from workflow.privacy import retention as keeping
    from workflow.rules.settable import KEEP_CONTACT, KEEP_TEXT

    with opened() as office:
        today = local(office.clock()).date()
        if not dry_run:
            done = keeping.run(office, most=1_000_000)
            told = {"contacts": done[KEEP_CONTACT], "texts": done[KEEP_TEXT]}
            click.echo(
                json.dumps(told) if as_json else f"已删除 {told['contacts']} 件的联系方式、{told['texts']} 件的内容。"
            )
            return
        with office.database.reading() as db:
            due = {
                key: [one.number for street in keeping.streets(db) for one in keeping.due(db, street, key, today)]
                for key in keeping.STEPS
            }
            months = [row for street in keeping.streets(db) for row in keeping.ahead(db, street, today)]
    if as_json:
        rows = [{"month": month, "contacts": contacts, "texts": texts} for month, contacts, texts in months]
        click.echo(json.dumps({"contacts": due[KEEP_CONTACT], "texts": due[KEEP_TEXT], "ahead": rows}))
        return
    click.echo(f"今天会删除联系方式的有 {len(due[KEEP_CONTACT])} 件：{'、'.join(due[KEEP_CONTACT][:50])}")
    click.echo(f"今天会删除内容的有 {len(due[KEEP_TEXT])} 件：{'、'.join(due[KEEP_TEXT][:50])}")
    for month, contacts, texts in months:
        click.echo(f"{month}：联系方式 {contacts} 件，内容 {texts} 件")


@privacy.command()
@click.pass_context
def sweep(context: click.Context) -> None:
    """重写数据库文件，已删除的内容不再留在任何一页里；请在没人使用时运行。没做完时状态码 1。"""
    from workflow.migrations.roles import owns
    from workflow.privacy.upkeep import scrub

    with opened() as office:
        with office.database.reading() as db:
            mine = owns(db)
        if not mine:  # PostgreSQL would leave each table out and call it done
            raise BadSettings("重写文件要由拥有这些表的角色运行，请换用它的 LIANXI_DATABASE_URL")
        whole = scrub(office)
    click.echo(
        "已重写，文件里没有已删除的内容。" if whole else "有人正在读取，日志还没有清空，请稍后再运行一次。",
        err=not whole,
    )
    context.exit(0 if whole else 1)
