"""`lianxi privacy`: what is kept of people, asked on the server; every question is itself kept in the second log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from workflow.cli.opened import opened

if TYPE_CHECKING:
    from workflow.issues.reads import Read
    from workflow.kernel.desk import Office


@click.group()
def privacy() -> None:
    """个人信息：谁看过，保存多久。"""


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
    from workflow.issues.model import Issue
    from workflow.kernel.accesses import note_alone
    from workflow.kernel.db import bare, fetch_one
    from workflow.kernel.errors import NotFound
    from workflow.orgs.entering import operator

    with office.database.reading() as db:
        issue = fetch_one(db, Issue, bare(Issue).c.number == number.strip().upper())
        if issue is None:
            raise NotFound("没有编号为“%(number)s”的事项", number=number)
        found = reads.of_issue(db, issue.street_id, issue.id)
    note_alone(office, operator(issue.street_id), "audit", noun="issue", id=issue.id, page="who_saw")
    return found


def plain(one: Read) -> dict[str, object]:
    """One look as plain data."""
    from workflow.kernel.clock import local

    told = {"at": local(one.at).isoformat(timespec="seconds"), "kind": one.kind.message, "name": one.name or None}
    return told | {
        "post": one.post or None,
        "detail": [said.message for said in one.detail],
        "words": one.words or None,
    }
