"""`lianxi witness`: on a machine of one's own, without the database."""

from __future__ import annotations

from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import click

from workflow.kernel.settings import BadSettings

PATIENCE = 30
MOST = 2**20


@click.command()
@click.argument("site")
@click.option("--folder", default="witness", show_default=True, type=click.Path(path_type=Path),
              help="保存检查点、公钥和证据的文件夹")  # fmt: skip
@click.option("--name", default="witness", show_default=True, help="见证方的名称，写在签名里（不含空格和加号）")
@click.option("--key", "pinned", help="当面抄来的日志公钥；第一次时不给，就相信日志自己说的")
@click.option("--street", type=click.IntRange(1), help="哪个街道的日志（只有一个时不用给）")
def witness(site: str, folder: Path, name: str, pinned: str | None, street: int | None) -> None:
    """见证 SITE（如 https://lianxi.example.org）的存证：核对它是不是接着上次的检查点，签名并保存。

    状态码：0 接得上；1 接不上或连不上，证据留在文件夹里。适合每天定时运行。
    """
    from workflow.kernel.clock import utc_now
    from workflow.sealing.witness import own, visit

    if not is_address(site):
        raise BadSettings("网址应为 https://… 或 http://…")
    seen = visit(folder, lambda path: ask(site, path, street), name, utc_now(), pinned)
    if seen.before is None:
        click.echo(f"第一次见证：{seen.point.origin}，{seen.point.size} 条。")
    else:
        click.echo(f"接得上：上次 {seen.before} 条，现在 {seen.point.size} 条，以前的一条不少、一字未改。")
    click.echo(f"见证方公钥 {own(folder, name).public}")


def ask(site: str, path: str, street: int | None) -> str:
    """What the log answers.

    Raises: BadSettings where it does not.
    """
    address = f"{site.rstrip('/')}/log/{path}"
    if street is not None:
        address += f"{'&' if '?' in address else '?'}street={street}"
    try:
        with urlopen(Request(address), timeout=PATIENCE) as answer:  # noqa: S310 - the scheme was looked at
            return str(answer.read(MOST).decode())
    except HTTPError as error:
        if error.code == 404 and path.startswith("consistency"):
            return ""  # no proof: the caller says what that means
        raise BadSettings(f"{site} 没有给出存证：HTTP {error.code}") from None
    except (OSError, ValueError, HTTPException) as error:  # whatever answers there may speak no HTTP, or no text
        raise BadSettings(f"连接不上 {site}：{getattr(error, 'reason', error)}") from None


def is_address(site: str) -> bool:
    try:
        there = urlsplit(site)
    except ValueError:
        return False
    return there.scheme in ("http", "https") and bool(there.hostname) and site.isprintable() and " " not in site
