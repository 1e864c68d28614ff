"""`lianxi roles`: two roles of PostgreSQL that cannot edit history, one to work with and one to look with."""

from __future__ import annotations

import click

from workflow.cli.opened import opened
from workflow.kernel.settings import BadSettings


@click.command()
@click.option("--app", metavar="NAME", help="服务和后台使用的角色：能办事，不能修改、删除或清空历史")
@click.option("--auditor", metavar="NAME", help="审计使用的角色：只能读，读不到联系方式和各人所写的内容")
@click.option("--print", "only_print", is_flag=True, help="只输出 SQL，不执行")
def roles(app: str | None, auditor: str | None, only_print: bool) -> None:
    """按表授权给 PostgreSQL 的两个角色；由拥有这些表的角色运行，每次更新之后再运行一次。"""
    from workflow.migrations.grants import statements
    from workflow.migrations.roles import grant

    if not (app or auditor):
        raise BadSettings("请用 --app 或 --auditor 说明要授权的角色")
    if app == auditor:
        raise BadSettings("办事和审计要用两个不同的角色")
    with opened() as office:
        if office.database.is_sqlite:
            raise BadSettings("SQLite 没有角色：谁能写数据库文件，谁就能改它，请用文件权限保护，并由他人见证检查点")
        if only_print:
            with office.database.reading() as db:
                click.echo("\n".join(f"{statement};" for statement in statements(db, app, auditor)))
            return
        with office.database.writing() as db:
            grant(db, app, auditor)
    for role, what in ((app, "能办事，不能修改历史"), (auditor, "只能读")):
        if role:
            click.echo(f"角色 {role} 已授权：{what}。")
