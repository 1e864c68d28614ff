"""Commands that make a house and open its doors: `init`, `demo`, `serve`."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import click
from sqlalchemy.exc import ProgrammingError

from workflow import migrations
from workflow.cli.witness import is_address
from workflow.kernel.db import Database
from workflow.kernel.errors import BadAnswer
from workflow.kernel.opening import open_office, prepare
from workflow.kernel.settings import BadSettings, Settings, read_settings
from workflow.kernel.system import why
from workflow.kernel.text import tidy

NOT_ALLOWED = "42501"  # PostgreSQL's word for a missing right
THREADS = 16  # two half-sent requests stop a server with two plain workers
LONGEST_NAME = 80


def site(_context: click.Context, _param: click.Parameter, address: str | None) -> str | None:
    """A link that is shown once begins with it."""
    if address is not None and not is_address(address):
        raise click.BadParameter("应为 https://… 或 http://…")
    return address


ADDRESS = click.option(
    "--address", callback=site, help="人们打开本服务的网址（默认为 LIANXI_SITE_URL，再不然是监听地址）"
)


@click.command()
@click.option("--street", help="街道的名称，第一次时定下，以后不改（默认为“街道”）")
@ADDRESS
def init(street: str | None, address: str | None) -> None:
    """准备数据目录、密钥和数据库；第一次时建立三个管理员，启用链接只显示这一次。"""
    from workflow.orgs.founding import called, found

    wanted = named(street)
    settings = ready(read_settings())
    office = open_office(settings)
    try:
        administrators = found(office, wanted or "街道")
        name = called(office)
    finally:
        office.database.close()
    click.echo(f"数据目录 {settings.data.absolute()} 已就绪，数据库结构为 {migrations.head()}。")
    if wanted and wanted != name:
        click.echo(f"街道早已建立，名称是“{name}”，没有改成“{wanted}”。")
    if administrators:
        founded(name, [(account, welcome(settings, link, address)) for account, link in administrators])


def named(street: str | None) -> str:
    """The street as it will be called for good; empty where nothing was said.

    Raises: BadSettings.
    """
    if street is None:
        return ""
    try:
        name = " ".join(tidy(street, LONGEST_NAME).split())
    except BadAnswer as error:
        raise BadSettings(f"街道的名称不可用：{error}") from None
    if not name:
        raise BadSettings("街道的名称是空的：请写 lianxi init --street 名称")
    return name


def founded(street: str, links: list[tuple[str, str]]) -> None:
    """What is said once, on the first morning: three links, whose they are, and what to do next."""
    click.echo(f"街道的名称是“{street}”，以后不能改；写错了，请趁现在删除数据目录，用 lianxi init --street 名称 重来。")
    click.echo("三个管理员的启用链接只显示这一次，72 小时内有效、只能用一次，请分别交给三个人自设密码")
    click.echo("（system 系统管理员建立账号，security 安全管理员授予岗位，auditor 审计监督员只看不改）：")
    for account, link in links:
        click.echo(f"{account:<12}{link}")
    click.echo("链接过期或遗失了，用 lianxi user invite 账号 再发一个，原来的随即失效。")
    click.echo("接下来：lianxi ground --sample 输出样表，填好后用 lianxi ground 文件名 建立社区、支部、单位和网格；")
    click.echo("lianxi serve 启动服务。")


def welcome(settings: Settings, link: str, address: str | None = None) -> str:
    """Where the owner of a new account sets a password, once: at the address people type, where it is known."""
    return f"{(address or settings.site_url or f'http://{door(settings)}').rstrip('/')}/welcome/{link}"


def door(settings: Settings) -> str:
    """Where the server listens, as an address is written."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


@click.command()
@click.option("--full", is_flag=True, help="十二个月、约三千件事项（默认：十周、约三百件）")
def demo(full: bool) -> None:
    """在空的数据库里建立虚构的荔园街道，并列出演示账号。"""
    settings = ready(read_settings())
    if not fill(settings, full):
        raise BadSettings("数据库里已有数据，演示街道只能建在空的数据库里")
    show_accounts()


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="数据库为空时建立演示街道，登录页列出演示账号")
@click.option("--host", help="监听地址（默认 127.0.0.1）")
@click.option("--port", type=click.IntRange(1, 65535), help="端口（默认 8000）")
@click.option("--workers", type=click.IntRange(1, 64), help="进程数（默认 2）")
def serve(with_demo: bool, host: str | None, port: int | None, workers: int | None) -> None:
    """启动服务；数据目录和数据库在此之前自动准备好。"""
    settings = read_settings(demo=with_demo or None, host=host, port=port, workers=workers)
    need_port(settings)
    ready(settings)
    if settings.demo:
        need_demo(settings)
        show_accounts()
    else:
        open_office(settings).database.close()
    warn(settings)
    click.echo(f"联席 http://{door(settings)}")
    sys.stdout.flush()
    hand_over(settings)


def warn(settings: Settings) -> None:
    """Say so where nobody on another machine could stay logged in, or where the database lets history be edited."""
    from workflow.migrations import roles

    if settings.secure_cookies and not settings.proxies:
        why_not = "前面没有 HTTPS 代理（LIANXI_PROXIES），别的电脑用 http:// 打开时登录不能保持"
        click.echo(f"注意：{why_not}；只是试用，可设 LIANXI_SECURE_COOKIES=no。", err=True)
    opened = Database(settings.database)
    try:
        with opened.reading() as db:
            found = roles.standing(db)
    finally:
        opened.close()
    if found and found.lacks:
        raise BadSettings(f"角色 {found.role} 不能使用表 {found.lacks[0]}，请由拥有这些表的角色重新运行 lianxi roles")
    if found and (sentence := roles.warning(found)):
        click.echo(f"注意：{sentence}。", err=True)


def need_port(settings: Settings) -> None:
    """Nothing is built for a door that cannot be opened.

    Raises: BadSettings where somebody listens there already, or nobody may.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as error:
        where = f"{settings.host} 的端口 {settings.port} 不能使用：{why(error)}"
        spare = settings.port + 1 if 1024 < settings.port < 65535 else 8000
        raise BadSettings(f"{where}；换一个再试，例如 lianxi serve --port {spare} 或 make run PORT={spare}") from None


def ready(settings: Settings) -> Settings:
    """Folder, secret, sealing key, schema and the tables of the jobs engine are there afterwards.

    Raises: BadSettings where the schema is old, and the role at work may not change it.
    """
    from workflow.sealing import keys

    prepare(settings)
    keys.make(settings.sealing_key)
    try:
        newest(settings.database)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != NOT_ALLOWED:
            raise
        raise BadSettings(
            "数据库结构不是最新的，而当前角色无权修改结构，请用拥有这些表的角色运行 lianxi init，再运行 lianxi roles"
        ) from None
    return settings


def newest(url: str) -> None:
    """The newest schema, with the tables of the jobs engine."""
    from workflow.jobs.engine import make_tables

    migrations.upgrade(url)
    make_tables(database := Database(url))
    database.close()


def fill(settings: Settings, full: bool) -> bool:
    """Build the demo street in an empty database; False where it is not empty."""
    from workflow.demo import FULL, SLICE, build, is_empty

    office = open_office(settings)
    try:
        if not is_empty(office):
            return False
        click.echo("正在建立演示街道……", err=True)
        build(office, FULL if full else SLICE)
        return True
    finally:
        office.database.close()


def need_demo(settings: Settings) -> None:
    """The demo street is there afterwards: a demo asks for no second factor, and its passwords are known to everybody.

    Raises: BadSettings where a real street lives.
    """
    from workflow.demo.names import STREET
    from workflow.orgs.founding import called

    if fill(settings, full=False):
        return
    office = open_office(settings)
    try:
        name = called(office)
    finally:
        office.database.close()
    if name != STREET:
        raise BadSettings(f"数据库里是{name}，不是演示街道：请不加 --demo 启动，或另设 LIANXI_DATA 来试用")


def show_accounts() -> None:
    from workflow.demo import accounts

    click.echo("演示账号（账号、密码、是谁）：")
    for account in accounts():
        click.echo(f"{account.name:<12}{account.password}   {account.who}")


def hand_over(settings: Settings) -> None:
    """Become gunicorn: from here on the server is nobody's child."""
    house = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-m", "gunicorn", "wsgi:app", "--pythonpath", str(house)]
    words += ["--bind", door(settings), "--workers", str(settings.workers)]
    words += ["--worker-class", "gthread", "--threads", str(THREADS), "--no-control-socket", "--log-level", "error"]
    words += ["-c", "python:workflow.cli.waiting"]  # and not `warning`: it would name addresses, and what was sent
    os.environ["LIANXI_DATA"] = str(settings.data.absolute())
    if settings.demo:
        os.environ["LIANXI_DEMO"] = "1"
    os.execv(sys.executable, words)  # noqa: S606 - our own words, no shell
