"""`lianxi ground`: the communities, branches, units, grids and kinds of matters of a real street, from a table."""

from __future__ import annotations

from pathlib import Path

import click

from workflow.cli.opened import opened
from workflow.kernel.settings import BadSettings


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="只看会建立什么，不做改动")
@click.option("--sample", is_flag=True, help="输出一份样表，改成自己的再导入")
def ground(file: Path | None, dry_run: bool, sample: bool) -> None:
    """按 CSV 文件 FILE 建立社区、支部、单位、网格和事项类别；已有的保持不变，可以补充后再次运行。"""
    from workflow.kernel.errors import BadAnswers
    from workflow.orgs.entering import operator
    from workflow.rules import ground as table

    if sample:
        click.echo(SAMPLE.replace("HEAD", ",".join(table.HEAD)), nl=False)
        return
    if file is None or not file.is_file():
        raise BadSettings(f"没有文件 {file}" if file else "请写明文件；lianxi ground --sample 输出一份样表")
    with file.open("rb") as open_file:
        data = open_file.read(table.LARGEST + 1)
    with opened() as office, office.desk(operator()) as desk:
        made = table.plan(desk.db, desk.actor.street, data)
        if made.faults:
            raise BadAnswers({str(n): fault for n, fault in enumerate(made.faults)})
        if made.new and not dry_run:
            table.lay(desk, made)
    counts = "、".join(f"{name} {made.count(kind)} 个" for name, kind in table.NAMED.items() if made.count(kind))
    click.echo(f"{'将' if dry_run else '已'}建立：{counts or '无'}；原有 {made.known} 个不变。")
    if made.new and not dry_run:
        click.echo("接下来：系统管理员在“管理”里建立账号，安全管理员授予岗位。")


SAMPLE = """HEAD
社区,C1,东园社区党委,,,,
支部,B01,东园第一网格党支部,C1,,,
网格,G011,东园路网格,B01,东园路 东园市场,,
单位,U01,城管执法队,,,,
类别,clutter,楼道堆物,,楼道 堆 杂物,是,否
类别,noise,噪声油烟,,噪声 油烟 施工,否,否
类别,lighting,路灯照明,,路灯 照明,是,是
"""
