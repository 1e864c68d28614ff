"""`lianxi seal`: seal now, or let a new key take over."""

from __future__ import annotations

import click

from workflow.cli.opened import opened


@click.command()
@click.option("--rotate", is_flag=True, help="换一把签名密钥，由旧密钥签字交接")
def seal(rotate: bool) -> None:
    """封存至今的全部历史并签名一个检查点；每个街道输出一个检查点。"""
    from workflow.sealing import sealer

    with opened() as office:
        if rotate:
            click.echo(f"已换用新密钥 {sealer.rotate(office).id.hex()}，旧密钥已签字交接。", err=True)
        for point in sealer.seal_all(office):
            click.echo(f"{point.origin} {point.size} {point.root.hex()}")
