"""`lianxi calendar`: the notice of a year imported from a file, looked at before, and what holds in a year."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from workflow.cli.opened import opened
from workflow.kernel.settings import BadSettings


@click.group()
def calendar() -> None:
    """工作日：导入放假通知，查看一年的安排。"""


@calendar.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=int, help="通知的年份；不写时看文件里的国庆节")
@click.option("--source", default="", help="通知的名称、文号或网址；JSON 里写明的不必再写")
@click.option("--dry-run", is_flag=True, help="只看哪些日子、哪些期限会变，不做改动")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def bring(file: Path, year: int | None, source: str, dry_run: bool, as_json: bool) -> None:
    """从 CSV 或 JSON 文件导入一年的放假通知，立即施行，正在计时的期限随之核算。"""
    from workflow.issues import foreseen
    from workflow.kernel.errors import BadAnswers
    from workflow.orgs.entering import operator
    from workflow.rules.model import HolidayNotice

    with opened() as office:
        with office.database.reading() as db:
            plan = foreseen.foresee(db, 1, contents(file), year, source)
        if plan.faults:
            raise BadAnswers({str(n): fault for n, fault in enumerate(plan.faults)})
        if not dry_run:
            with office.desk(operator()) as desk:
                desk.begin(HolidayNotice, "publish", plan.answers)
    made = not dry_run
    click.echo(json.dumps(plain(plan, made=made), ensure_ascii=False) if as_json else told(plan, made=made))


def contents(file: Path) -> bytes:
    """Its bytes, and never more than a notice can have.

    Raises: BadSettings.
    """
    from workflow.calendar.reading import LARGEST

    if not file.is_file():
        raise BadSettings(f"没有文件 {file}")
    with file.open("rb") as open_file:
        return open_file.read(LARGEST + 1)


def plain(plan: Any, *, made: bool) -> dict[str, Any]:
    days = [{"day": str(day), "was": str(was), "becomes": str(will)} for day, was, will in plan.days]
    limits = [
        {"clock": one.kind, "was": str(one.was), "becomes": str(one.due), "kept": one.kept, "n": one.n}
        for one in plan.limits
    ]
    return {"made": made, "year": plan.year, "source": plan.source, "days": days, "limits": limits}


def told(plan: Any, *, made: bool) -> str:
    lines = [f"{day}：{was} → {will}" for day, was, will in plan.days]
    lines += [f"{one.label.message}：{one.sentence}" for one in plan.limits]
    sums = f"{len(plan.days)} 天有变化，{plan.moved} 个期限推迟，{plan.kept} 个期限按已告知的日期不提前。"
    lines.append(f"{'已' if made else '将'}导入 {plan.year} 年的通知：{sums}")
    return "\n".join(lines)


@calendar.command()
@click.argument("year", type=click.IntRange(1992, 2099))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def show(year: int, as_json: bool) -> None:
    """YEAR 年的放假和调休上班日，是正式的还是暂定的，来自哪份通知。"""
    from workflow.rules import papers

    with opened() as office, office.database.reading() as db:
        found = papers.year(db, 1, year)
    if as_json:
        days = [{"date": str(one.day), "kind": one.kind, "name": one.name} for one in found.days]
        whole = {"year": year, "status": found.status, "source": found.source, "days": days}
        click.echo(json.dumps(whole, ensure_ascii=False))
        return
    for one in found.days:
        click.echo(f"{one.day} {'放假' if one.kind == 'off' else '上班'} {one.name}")
    click.echo(str(found.sentence))
