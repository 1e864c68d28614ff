"""`lianxi doctor`: what a server needs, looked at one by one."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workflow.kernel.settings import Settings, read_settings

ROOM = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    says: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """看一遍运行环境：Python、SQLite、数据库、迁移、磁盘、时区；有问题时状态码 1。"""
    settings = read_settings()
    findings = [finding for look in LOOKS for finding in look(settings)]
    ok = all(finding.ok for finding in findings)
    if as_json:
        click.echo(json.dumps({"ok": ok, "checks": [asdict(f) for f in findings]}, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{'好  ' if finding.ok else '有误'} {finding.name}：{finding.says}")
    context.exit(0 if ok else 1)


def python(_settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), f"{version}（需要 3.11 以上）")


def sqlite(settings: Settings) -> Iterator[Finding]:
    """Which journal mode and why: see `kernel/sqlite.py`."""
    if not settings.database.startswith("sqlite"):
        return
    from workflow.kernel.sqlite import driver, journal_mode

    module = driver()
    mode = journal_mode(module)
    why = (
        "此版本没有 WAL 复位缺陷"
        if mode == "WAL"
        else "此版本有 WAL 复位缺陷（3.51.3、3.50.7、3.44.6 起已修复），改用较慢的回滚日志"
    )
    yield Finding("sqlite", True, f"{module.sqlite_version}，journal_mode={mode}：{why}")


def secret(settings: Settings) -> Iterator[Finding]:
    path = settings.secret
    if not path.is_file():
        yield Finding("secret", False, f"没有密钥文件 {path}，请先运行 lianxi init")
        return
    yield private("secret", path)


def private(name: str, path: Path) -> Finding:
    closed = path.stat().st_mode & 0o077 == 0
    return Finding(name, closed, "只有本用户可读" if closed else f"其他用户可读，请运行 chmod 600 {path}")


def sealing_key(settings: Settings) -> Iterator[Finding]:
    """A machine may do without: it seals nothing then."""
    from workflow.sealing import keys

    path = settings.sealing_key
    if not path.is_file():
        yield Finding("sealing_key", True, f"没有签名密钥 {path}：本机不封存历史")
        return
    try:
        keys.load(path)
    except keys.NoKey:
        yield Finding("sealing_key", False, f"签名密钥 {path} 已损坏，请从备份恢复")
        return
    yield private("sealing_key", path)


def database(settings: Settings) -> Iterator[Finding]:
    """Whether it answers, and whether its schema is the newest."""
    from workflow.kernel.db import Database
    from workflow.migrations import current, head, known

    if settings.database.startswith("sqlite:///") and not Path(settings.database.removeprefix("sqlite:///")).is_file():
        yield Finding("database", False, "还没有数据库，请先运行 lianxi init")
        return
    try:
        opened = Database(settings.database)
        with opened.reading() as db:
            db.execute(text("SELECT 1"))
        opened.close()
        found = current(settings.database)
    except (SQLAlchemyError, OSError) as error:
        yield Finding("database", False, f"连接不上：{str(getattr(error, 'orig', None) or error).splitlines()[0]}")
        return
    yield Finding("database", True, "可以连接")
    ahead = bool(found) and found not in known()
    todo = "" if found == head() else "，比本版本新，请换用更新的版本" if ahead else "，请运行 lianxi init"
    yield Finding("migrations", found == head(), f"{found or '无'}（本版本 {head()}）{todo}")


def history(settings: Settings) -> Iterator[Finding]:
    """On PostgreSQL: whether the role at work could edit history, and whether it may do its work."""
    from workflow.kernel.db import Database
    from workflow.migrations import current, head, roles

    if not settings.database.startswith("postgresql"):
        return
    opened = Database(settings.database)
    try:
        if current(settings.database) != head():
            return
        with opened.reading() as db:
            found = roles.standing(db)
    except SQLAlchemyError:  # `database` has said so
        return
    finally:
        opened.close()
    if found and found.lacks:
        yield Finding("history", False, f"角色 {found.role} 不能使用表 {found.lacks[0]}：请重新运行 lianxi roles")
    elif found:
        yield Finding("history", True, roles.warning(found) or f"角色 {found.role} 不能修改历史")


def disk(settings: Settings) -> Iterator[Finding]:
    folder = next(path for path in (settings.data.absolute(), *settings.data.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    yield Finding("disk", free > ROOM, f"数据目录所在磁盘剩余 {free // 2**20} MB（至少应有 {ROOM // 2**20} MB）")


def zone(_settings: Settings) -> Iterator[Finding]:
    from workflow.kernel.clock import LOCAL, local, utc_now

    yield Finding("time_zone", True, f"{LOCAL.key}，现在是 {local(utc_now()):%Y-%m-%d %H:%M}")


LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    python, sqlite, secret, sealing_key, database, history, disk, zone,
)  # fmt: skip
