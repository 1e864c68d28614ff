"""The ground of a real street, read from a table: communities, branches, units, their grids, and the kinds of matters.

No step makes them: they are there before anybody can act. What is there already is left as it is, so that a table may
be brought again when it has grown; a line that says something else of a known code is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from workflow.kernel import accesses
from workflow.kernel.db import bare
from workflow.kernel.desk import Desk
from workflow.kernel.errors import BadAnswers
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs.model import Grid, Org
from workflow.rules.model import Category

ORGS, GRIDS, CATEGORIES = bare(Org), bare(Grid), bare(Category)
HEAD = ("种类", "编号", "名称", "上级", "词语", "常规", "照片")
LARGEST = 1024 * 1024
NAMED = {"社区": "community", "支部": "branch", "单位": "unit", "网格": "grid", "类别": "category"}
UNDER = {"community": "street", "branch": "community", "unit": "street", "grid": "branch"}
NAMES = {"street": "街道", **{kind: name for name, kind in NAMED.items()}}
CODE = re.compile(r"[A-Za-z0-9_-]{1,16}")
"""Of an organisation in capitals: the numbers of its matters begin with it, and are sought so (issues/codes.py)."""
YES, NO = ("是", "yes", "1"), ("", "否", "no", "0")
Said = tuple[str, str, str]
"""Kind, name, and the code of what it belongs to."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that can be used. `words` are names of places in a grid, or what a kind of matter is known by."""

    at: int
    kind: str
    code: str
    name: str
    above: str
    words: str
    routine: bool
    photo: bool


@dataclass
class Plan:
    """What a table would add, how many of its lines are there already, and what is wrong with it, line by line."""

    new: list[Line] = field(default_factory=list)
    known: int = 0
    faults: list[Sentence] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(line.kind == kind for line in self.new)


def plan(db: Connection, street: int, data: bytes) -> Plan:
    """Read a table against what is there. Nothing is changed."""
    made, there = Plan(), known(db, street)
    top = next(key[1] for key, said in there.items() if said[0] == "street")
    ahead: dict[tuple[str, str], Said] = {}
    for line in lines(data, made.faults):
        key = (family(line.kind), line.code)
        said = (line.kind, line.name, line.above or (top if UNDER.get(line.kind) == "street" else ""))
        if key not in there | ahead:
            ahead[key] = said
            made.new.append(line)
        elif there.get(key) == said:
            made.known += 1
        else:
            made.faults.append(Sentence(N_("第 %(n)s 行：编号 %(code)s 已经用过"), {"n": line.at, "code": line.code}))
    have = {(said[0], key[1]) for key, said in (there | ahead).items()}
    made.faults += [orphan(line) for line in made.new if UNDER.get(line.kind) and above(line, top) not in have]
    return made


def family(kind: str) -> str:
    """A code is used once among organisations, once among grids, once among kinds of matters."""
    return kind if kind in ("grid", "category") else "org"


def above(line: Line, top: str) -> tuple[str, str]:
    """(kind, code) of what a line belongs to; where it names nothing and may, the street."""
    kind = UNDER[line.kind]
    return kind, line.above or (top if kind == "street" else "")


def orphan(line: Line) -> Sentence:
    told = {"n": line.at, "name": line.name, "kind": NAMES[UNDER[line.kind]], "above": line.above or "–"}
    return Sentence(N_("第 %(n)s 行：%(name)s的上级应是一个%(kind)s，没有编号为 %(above)s 的"), told)


def known(db: Connection, street: int) -> dict[tuple[str, str], Said]:
    """What is there, by family and code."""
    orgs = {row.id: row for row in db.execute(select(ORGS).where(ORGS.c.street_id == street))}
    told = {
        ("org", row.code): (row.kind, row.name, orgs[row.parent_id].code if row.parent_id else "")
        for row in orgs.values()
    }
    for row in db.execute(select(GRIDS).where(GRIDS.c.street_id == street)):
        told["grid", row.code] = ("grid", row.name, orgs[row.branch_id].code)
    for row in db.execute(select(CATEGORIES.c.code, CATEGORIES.c.name).where(CATEGORIES.c.street_id == street)):
        told["category", row.code] = ("category", row.name, "")
    return told


def lines(data: bytes, faults: list[Sentence]) -> Iterator[Line]:
    """The lines that can be used; what is wrong with the others is added to `faults`."""
    try:
        rows = list(csv.reader(io.StringIO(text(data), newline=""), strict=True))
    except csv.Error:  # such as a quotation mark that never closes: the rest of the table would stand in one cell
        faults.append(Sentence(N_("表格有一格读不出来：引号没有成对，或内容过长")))
        return
    if not rows or tuple(cell.strip() for cell in rows[0]) != HEAD:
        faults.append(Sentence(N_("第一行应是：%(head)s"), {"head": "，".join(HEAD)}))
        return
    for at, row in enumerate(rows[1:], 2):
        cells = [*(cell.strip() for cell in row), *[""] * len(HEAD)][: len(HEAD)]
        if not any(cells):
            continue
        wrong = fault(cells)
        if wrong:
            faults.append(Sentence(N_("第 %(n)s 行：%(why)s"), {"n": at, "why": Sentence(wrong)}))
            continue
        kind, code, name, above, words, routine, photo = cells
        yield Line(at, NAMED[kind], code, name, above, words, routine.lower() in YES, photo.lower() in YES)


def fault(cells: list[str]) -> str:
    """What is wrong with one line, or nothing."""
    kind, code, name, _above, words, *flags = cells
    if kind not in NAMED:
        return N_("种类应是社区、支部、单位、网格或类别")
    wrong = {
        N_("编号应是不超过 16 个字母和数字"): not CODE.fullmatch(code),
        N_("组织的编号须用大写字母：事项编号由它开头"): family(NAMED[kind]) == "org" and code != code.upper(),
        N_("没有名称，或名称太长"): not name or len(name) > (60 if kind == "类别" else 80),
        N_("词语太长，最多 200 字"): len(words) > 200,
        N_("有看不见的控制字符，请删去"): not all(cell.isprintable() for cell in cells),
        N_("常规和照片应填是或否"): not all(flag.lower() in YES + NO for flag in flags),
    }
    return next((sentence for sentence, found in wrong.items() if found), "")


def text(data: bytes) -> str:
    """Raises: BadAnswers for what is no text in UTF-8 or GB18030."""
    if len(data) > LARGEST:
        raise BadAnswers({"file": Sentence(N_("文件太大，最多 1 MB"))})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadAnswers({"file": Sentence(N_("不是 UTF-8 或 GB18030 的文本"))})


def lay(desk: Desk, made: Plan) -> None:
    """Add what is new, and write down in the second log how much of each it was."""
    street = desk.actor.street
    orgs = {row.code: (row.id, row.path) for row in desk.db.execute(select(ORGS).where(ORGS.c.street_id == street))}
    top = next(code for code, (id, _path) in orgs.items() if id == street)
    for kind in NAMED.values():
        for line in (line for line in made.new if line.kind == kind):
            row: dict[str, Any] = {"street_id": street, "code": line.code, "name": line.name}
            if kind == "category":
                row |= {"routine": line.routine, "evidence": "photo" if line.photo else "text", "keywords": line.words}
                desk.db.execute(insert(CATEGORIES), row)
            elif kind == "grid":
                row |= {"branch_id": orgs[line.above][0], "places": line.words.split()}
                desk.db.execute(insert(GRIDS), row)
            else:
                orgs[line.code] = _org(desk.db, row | {"kind": kind}, orgs[line.above or top])
    counts: dict[str, Any] = {kind: made.count(kind) for kind in NAMED.values()}
    accesses.note(desk.db, desk.actor, "ground", at=desk.now, noun="org", id=street, request=desk.request, **counts)


def _org(db: Connection, row: dict[str, Any], above: tuple[int, str]) -> tuple[int, str]:
    """One organisation below another; its id and path."""
    keys = db.execute(insert(ORGS), row | {"parent_id": above[0], "path": ""}).inserted_primary_key
    assert keys is not None
    id, path = int(keys[0]), f"{above[1]}/{keys[0]}"
    db.execute(update(ORGS).where(ORGS.c.id == id).values(path=path))
    return id, path
