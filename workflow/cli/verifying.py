"""`lianxi verify`: whether history is sound, all of it or one matter's; in the end what its exit status says."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import select

from workflow.cli.opened import opened
from workflow.kernel.settings import BadSettings

if TYPE_CHECKING:
    from workflow.exchange.checked import Checked
    from workflow.kernel.desk import Office
    from workflow.sealing.report import LogReport


LONGEST_NOTE = 2**16


@dataclass
class Found:
    """What was found, with what only a terminal is told of."""

    checked: Checked
    of_all: bool = True
    forgotten: list[str] = field(default_factory=list)
    """Files that should remember the last checkpoint and are not there."""

    @property
    def status(self) -> int:
        return self.checked.status

    @property
    def bad(self) -> str | None:
        return str(bad) if (bad := self.checked.first_bad) else None

    @property
    def told(self) -> dict[str, Any]:
        chain = self.checked.chain
        counted = {
            name: getattr(chain, name) for name in ("events", "subjects", "flows", "accesses", "erased", "unseen")
        }
        logs = [
            {"street": log.street, "size": log.size, "root": log.root.hex(), "checkpoints": log.checkpoints,
             "unsealed": log.unsealed, "keys": [str(key) for key in log.keys]}
            for log in self.checked.logs
        ]  # fmt: skip
        return {"status": self.status, **counted, "first_bad": self.bad, "logs": logs}


@click.command()
@click.argument("number", required=False)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--checkpoint", "--against", "files", multiple=True, type=click.Path(dir_okay=False, path_type=Path),
              help="另外保存的检查点文件（如见证方的 last.txt），可多次给出；恢复了较早的备份时由它发现")  # fmt: skip
@click.option("--key", "pinned", help="另外抄存的公钥（名称+编号+密钥）")
@click.pass_context
def verify(
    context: click.Context, number: str | None, as_json: bool, files: tuple[Path, ...], pinned: str | None
) -> None:
    """校验全部历史，或只校验编号为 NUMBER 的一件事项（和它的移交单、议题、会议、申请、督办单），或一个存证包文件。

    查链、正文、流程、状态、办理人的资格、存证树、检查点和签名。

    状态码：0 完好，1 被改动，2 缺尾，3 密钥不符，4 有已依法删除的正文。
    """
    kept = [read_note(path) for path in files]
    if number and number.lower().endswith(".zip"):
        context.exit(one_pack(Path(number), kept, pinned, as_json=as_json))
    with opened() as office:
        found = one_matter(office, number, kept, pinned) if number else whole(office, kept, pinned, quiet=as_json)
    if as_json:
        click.echo(json.dumps(found.told, ensure_ascii=False))
    elif found.bad:
        click.echo(f"历史有问题，第一处是 {found.bad}", err=True)
    else:
        say_sound(found)
    context.exit(found.status)


def say_sound(found: Found) -> None:
    chain, logs = found.checked.chain, found.checked.logs
    erased = f"，其中 {chain.erased} 条的正文已依法删除" if chain.erased else ""
    logged = f"，查阅日志 {chain.accesses} 条" if chain.accesses else ""
    click.echo(f"历史完好：{chain.subjects} 个对象的 {chain.events} 条记录{logged}{erased}。")
    for log in logs if found.of_all else ():
        late = f"，另有 {log.unsealed} 条尚未封存" if log.unsealed else ""
        click.echo(f"街道 {log.street} 的存证树有 {log.size} 条，{log.checkpoints} 个检查点{late}；根 {log.root.hex()}")
    for log in () if found.of_all else logs:
        late = f"，另有 {log.unsealed} 条尚未封存" if log.unsealed else ""
        click.echo(
            f"都在街道 {log.street} 的第 {log.checkpoints} 个检查点（{log.size} 条）里{late}；根 {log.root.hex()}"
        )
        click.echo(f"检查点的签名相符，公钥 {log.keys[-1]}" if log.keys else "还没有检查点。")
    for name in found.forgotten:
        click.echo(
            f"密钥文件旁没有 {name}：恢复了较早的备份时，要给出另外保存的检查点（--checkpoint）才能发现。",
            err=True,
        )
    if chain.unseen:
        click.echo(f"有 {chain.unseen} 条的正文不对这个数据库角色开放，没有重新计算。", err=True)
    if found.checked.without_key:
        click.echo("本机没有签名密钥文件，公钥只与数据库自己的登记核对过。", err=True)


def whole(office: Office, kept: list[str], pinned: str | None, *, quiet: bool) -> Found:
    """Everything there is, in one view that stands still."""
    from workflow import nouns  # noqa: F401 - history is of every noun there is
    from workflow.exchange.checked import Checked, beside, trusted
    from workflow.issues.entitled import entitled
    from workflow.kernel.verify import one_view
    from workflow.kernel.verify import verify as check
    from workflow.sealing import keys

    with progress(office, quiet=quiet) as told:
        without_key = not office.sealing_key or not trusted(office, 0)
        found = Found(all_of_it := Checked(check(office, entitled, told), without_key=without_key))
        with one_view(office.database) as db:
            all_of_it.chain.altered = all_of_it.chain.altered or next(beside(db), None)
        streets = log_streets(office)
        of_ours(kept, streets)
        for street in streets:
            last = keys.last(office.sealing_key, street) if office.sealing_key else None
            all_of_it.logs.append(log := one_log(office, street, [*kept, *([last] if last else [])], pinned, told))
            if office.sealing_key and not last and not without_key and log.checkpoints:
                found.forgotten.append(keys.last_file(office.sealing_key, street).name)
    return found


def read_note(path: Path) -> str:
    """Raises: BadSettings."""
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_NOTE).decode()
    except (OSError, UnicodeDecodeError):
        raise BadSettings(f"读不了检查点文件 {path}") from None


def of_ours(kept: list[str], streets: list[int]) -> None:
    """A checkpoint of a street that has no log here is not simply left out.

    Raises: BadSettings.
    """
    for note in kept:
        origin = note.partition("\n")[0]
        if not any(origin.endswith(f"/{street}") for street in streets):
            raise BadSettings(f"检查点属于 {origin[:80] or '（空）'}，这里没有这个街道的存证")


def one_pack(path: Path, kept: list[str], pinned: str | None, *, as_json: bool) -> int:
    """A proof pack, held against each checkpoint that was kept; what is worst is told.

    Checked by this product's own copy of `verify.py`, never by the one in the pack.
    """
    from workflow.exchange.checked import WORST
    from workflow.exchange.verify import check

    if not path.is_file():
        raise BadSettings(f"没有存证包 {path}")
    found = [check(path, pinned, note) for note in kept] or [check(path, pinned)]
    told = min(found, key=lambda one: (*WORST, 0).index(one["status"]))
    said = json.dumps(told, ensure_ascii=False) if as_json else f"{told.get('where', told.get('key'))}: {told['says']}"
    click.echo(said, err=not as_json and told["status"] not in (0, 4))
    return int(told["status"])


@contextmanager
def progress(office: Office, *, quiet: bool) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal's error output, so that what is printed stays clean."""
    from workflow.kernel.history import EVENTS
    from workflow.sealing.model import LEAVES
    from workflow.sealing.unsealed import counted

    stream = sys.stderr
    if quiet or not stream.isatty():
        yield lambda n: None
        return
    with office.database.reading() as db:
        length = counted(db, EVENTS) + counted(db, LEAVES)
    with click.progressbar(length=length, label="校验", file=stream) as bar:
        yield bar.update


def log_streets(office: Office) -> list[int]:
    """Streets that have a history, or a log of one."""
    from workflow.sealing import unsealed
    from workflow.sealing.model import CHECKPOINTS, LEAVES

    with office.database.reading() as db:
        logged = [db.execute(select(table.c.street_id).distinct()).scalars() for table in (CHECKPOINTS, LEAVES)]
        return sorted({*unsealed.streets(db), *(street for found in logged for street in found)})


def one_log(
    office: Office, street: int, outside: list[str], pinned: str | None, told: Callable[[int], object]
) -> LogReport:
    from workflow.exchange.checked import trusted
    from workflow.kernel.verify import one_view
    from workflow.sealing.audit import audit

    with one_view(office.database) as db:
        mine = [note for note in outside if note.partition("\n")[0].endswith(f"/{street}")]
        return pin(audit(db, street, trusted(office, street), mine, told), pinned)


def pin(report: LogReport, pinned: str | None) -> LogReport:
    """The key somebody wrote down must be one of the log's."""
    from workflow.kernel.i18n import N_, Sentence
    from workflow.kernel.verify import Fault

    if pinned and pinned.strip() not in map(str, report.keys):
        report.wrong_key = Fault("key", report.street, 0, Sentence(N_("这本日志没有所给的公钥")))
    return report


def one_matter(office: Office, number: str, kept: list[str], pinned: str | None) -> Found:
    """The chains of one matter and of all that belongs to it, each entry in its place under the newest checkpoint."""
    from workflow import nouns  # noqa: F401 - history is of every noun there is
    from workflow.exchange.checked import check_matter
    from workflow.issues.codes import plain_number
    from workflow.issues.model import Issue
    from workflow.kernel.db import bare

    issues = bare(Issue).c
    with office.database.reading() as db:
        wanted = select(issues.id, issues.street_id).where(issues.number == plain_number(number))
        issue = db.execute(wanted).one_or_none()
    if issue is None:
        raise BadSettings(f"没有编号为 {number} 的事项")
    of_ours(kept, [issue.street_id])
    checked = check_matter(office, issue.id, kept)
    checked.logs = [pin(log, pinned) for log in checked.logs]
    return Found(checked, of_all=False)
