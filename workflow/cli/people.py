"""`lianxi user`: accounts as the server's operator handles them, by the same steps as the pages."""

from __future__ import annotations

import json
from typing import Any

import click

from workflow.cli.opened import opened
from workflow.cli.serving import ADDRESS, welcome
from workflow.kernel.clock import local
from workflow.kernel.desk import Office
from workflow.kernel.settings import read_settings


@click.group()
def user() -> None:
    """账号：列出、建立、发链接、停用。在服务器上办理的都记为“服务器操作员”。"""


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def listed(as_json: bool) -> None:
    """全部账号：账号、姓名、状态。"""
    from workflow.orgs import entering, registers
    from workflow.orgs.flows import account_flow

    with opened() as office, office.database.reading() as db:
        rows = registers.accounts(db, entering.operator(), limit=100_000)
    if as_json:
        click.echo(
            json.dumps([{"name": r.name, "person": r.person, "state": r.state} for r in rows], ensure_ascii=False)
        )
        return
    for row in rows:
        click.echo(f"{row.name:<20}{account_flow.states[row.state].label}  {row.person}")


@user.command()
@click.argument("name")
@click.argument("person")
@click.option("--role", help="同时授予街道一级的岗位，如 security_admin（管理员都离任后由此恢复）")
@ADDRESS
def add(name: str, person: str, role: str | None, address: str | None) -> None:
    """为姓名 PERSON 建立账号 NAME，输出一次性链接。"""
    from workflow.orgs import entering
    from workflow.orgs.accounts import Account
    from workflow.orgs.links import link_of
    from workflow.orgs.model import Post

    with opened() as office:
        with office.desk(entering.operator()) as desk:
            account = desk.begin(Account, "create", {"name": name, "person_name": person})
            link = link_of(office, desk)
            if role:
                today = local(desk.now).date()
                post = {"person": account.person_id, "org": account.street_id, "role": role, "starts": today}
                desk.begin(Post, "grant", post)
        show(link, address)


@user.command()
@click.argument("name")
@ADDRESS
def invite(name: str, address: str | None) -> None:
    """为账号 NAME 发一个新的一次性链接；原密码和登录随即失效。"""
    from workflow.orgs.links import link_of

    steps = {"active": "reset", "closed": "reopen"}
    with opened() as office:
        desk = take(office, name, lambda state: steps.get(state, "invite_again"))
        show(link_of(office, desk), address)


@user.command()
@click.argument("name")
def close(name: str) -> None:
    """停用账号 NAME：全部登录和令牌立即失效。"""
    with opened() as office:
        take(office, name, lambda _state: "close")
    click.echo(f"账号 {name} 已停用。")


def take(office: Office, name: str, step_for: Any) -> Any:
    """One step of the operator's with an account; the desk it happened at."""
    from workflow.orgs import entering
    from workflow.orgs.accounts import Account

    with office.database.reading() as db:
        account = entering.named(db, name)
    with office.desk(entering.operator(account.street_id)) as desk:
        desk.take(Account, account.id, step_for(account.state), {})
    return desk


def show(link: str | None, address: str | None) -> None:
    """The link alone on stdout, so that it can be handed on."""
    click.echo(welcome(read_settings(), link or "", address))
