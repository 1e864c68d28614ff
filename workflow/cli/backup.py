"""`lianxi backup` and `lianxi restore`: the whole database as one file, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.opened import opened
from workflow.cli.verifying import log_streets, verify
from workflow.kernel.clock import local, parse_stamp, stamp, utc_now
from workflow.kernel.settings import BadSettings, read_settings

if TYPE_CHECKING:
    from workflow.kernel.desk import Office

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", required=False, type=FILE)
def backup(file: Path | None) -> None:
    """把整个数据库备份成一个文件（默认以时间命名）。可在服务运行时进行；备份之前先封存。

    密钥文件不在备份里：secret 和 sealing.key 请另外保管。
    """
    from workflow import migrations
    from workflow.exchange import backups

    settings, now = read_settings(), utc_now()
    file = file or Path(f"lianxi-{local(now):%Y%m%d-%H%M%S}.backup")
    with opened(settings) as office:
        notes = sealed(office)
    made = backups.make(settings.database, file, migrations.head(), stamp(now), notes)
    click.echo(f"{file}：{made.size} 字节，SHA-256 {made.sha256}")
    click.echo("secret 和 sealing.key 不在其中，请另外保管。", err=True)


def sealed(office: Office) -> list[str]:
    """The newest signed checkpoint of each street; a backup is made even where nothing can be signed."""
    from workflow.kernel.errors import Refusal
    from workflow.sealing import keys, sealer

    try:
        sealer.seal_all(office)
    except Refusal as error:
        click.echo(f"备份之前没有封存：{error}", err=True)
    if not office.sealing_key:
        return []
    found = [keys.last(office.sealing_key, street) for street in log_streets(office)]
    return [note for note in found if note]


@click.command()
@click.argument("file", type=FILE)
@click.pass_context
def restore(context: click.Context, file: Path) -> None:
    """把备份 FILE 恢复到空的数据库里，更新到本版本的结构，然后校验全部历史。绝不覆盖已有的数据。"""
    from workflow import migrations
    from workflow.exchange import backups

    settings = read_settings()
    if not settings.secret.exists():
        raise BadSettings(f"没有密钥文件 {settings.secret}：请先把它放回原处，没有它恢复的查询码和登录都无法使用")
    if not migrations.is_empty(settings.database):
        raise BadSettings("数据库里已有内容；恢复只写入空的数据库，请另设 LIANXI_DATA 或 LIANXI_DATABASE_URL")
    made = backups.restore(settings.database, file, migrations.known())
    migrations.upgrade(settings.database)
    at = local(parse_stamp(made.made_at))
    click.echo(f"已恢复 {at:%Y-%m-%d %H:%M:%S} 的备份。此后的数据不在其中；请接着运行 lianxi privacy retention。")
    context.invoke(verify)
