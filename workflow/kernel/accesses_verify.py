"""Checks the second log as history is checked: every digest, every link, every end (`lianxi verify`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, select, tuple_

from workflow.kernel.accesses import ACCESSES, CHAINS, PLACE, WORDS
from workflow.kernel.canonical import canonical, leaf_hash, salted
from workflow.kernel.examine import ERASED, UNREADABLE, UNSEEN
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.legible import columns
from workflow.kernel.streams import BATCH

COLUMNS = {
    "chain": "chain", "month": "month", "seq": "seq", "street_id": "street", "kind": "kind", "noun": "noun",
    "subject_id": "id", "at": "at",
}  # fmt: skip
"""Each column that repeats a part of the payload."""

Wrong = tuple[str, int, Sentence]
"""The chain with its month, the entry's number (0: the chain as a whole), and what is wrong with it."""
CUT = Sentence(N_("链的长度或末端摘要与记录不一致"))


def entries(db: Connection) -> Iterator[tuple[str, int, Sentence | None]]:
    """Every entry in order, with what is wrong with it or that its words were erased; then the end of its chain."""
    for (chain, month), group in groupby(_rows(db), key=lambda row: (row.chain, row.month)):
        before, name = None, f"{chain} {month}"
        for row in group:
            yield name, row.seq, _examine(row, before)
            before = row
        if before is not None and not _ends(before):
            yield name, before.seq, CUT


def _ends(last: Any) -> bool:
    """Whether the chain ends where its last entry stands; a longer one has lost its tail, which `cut_off` finds."""
    if type(last.length) is not int or type(last.seq) is not int:
        return False
    return bool(last.length > last.seq or (last.length, last.head) == (last.seq, last.hash))


def cut_off(db: Connection) -> Iterator[tuple[str, int]]:
    """Chains with fewer entries than they are long, and the first entry that is missing."""
    last = select(ACCESSES.c.seq).where(_same(ACCESSES)).order_by(ACCESSES.c.seq.desc()).limit(1).scalar_subquery()
    found = select(CHAINS.c.chain, CHAINS.c.month, CHAINS.c.length, last.label("last"))
    for row in db.execute(found.order_by(CHAINS.c.chain, CHAINS.c.month)):
        if type(row.length) is int and (row.last or 0) < row.length:
            yield f"{row.chain} {row.month}", (row.last or 0) + 1


def orphans(db: Connection) -> list[tuple[str, int]]:
    """Words without an entry."""
    there = exists().where(and_(*(WORDS.c[name] == ACCESSES.c[name] for name in PLACE)))
    found = select(WORDS.c.chain, WORDS.c.month, WORDS.c.seq).where(~there)
    return [(f"{row.chain} {row.month}", row.seq) for row in db.execute(found)]


def _same(table: Any) -> Any:
    return and_(table.c.chain == CHAINS.c.chain, table.c.month == CHAINS.c.month)


def _found(db: Connection) -> Select[Any]:
    place = and_(*(WORDS.c[name] == ACCESSES.c[name] for name in PLACE))
    ends = and_(CHAINS.c.chain == ACCESSES.c.chain, CHAINS.c.month == ACCESSES.c.month)
    joined = ACCESSES.outerjoin(CHAINS, ends).outerjoin(WORDS, place)
    more = (CHAINS.c.length, CHAINS.c.head, WORDS.c.seq.label("told"), *columns(db, WORDS, "salt", "text"))
    return select(ACCESSES, *more).select_from(joined)


def _rows(db: Connection) -> Iterator[Any]:
    """The whole log in the order of its chains, a batch at a time."""
    place = [ACCESSES.c[name] for name in PLACE]
    some = _found(db).order_by(*place).limit(BATCH)
    batch = db.execute(some).all()
    while batch:
        yield from batch
        last = tuple(getattr(batch[-1], name) for name in PLACE)
        batch = db.execute(some.where(tuple_(*place) > last)).all()


def _examine(row: Any, before: Any) -> Sentence | None:
    try:
        if leaf_hash(row.payload) != row.hash:
            return Sentence(N_("内容与摘要不符"))
        return _written(row, json.loads(row.payload), before)
    except UNREADABLE:
        return Sentence(N_("记录无法读取"))


def _written(row: Any, entry: dict[str, Any], before: Any) -> Sentence | None:
    if canonical(entry) != row.payload:
        return Sentence(N_("记录不是规范格式"))
    said = {column: entry[part] for column, part in COLUMNS.items()} | {"actor_id": entry["actor"]["id"]}
    for column, value in said.items():
        stored = getattr(row, column)
        if stored != value or type(stored) is not type(value):
            return Sentence(N_("“%(column)s”一列与记录内容不一致"), {"column": column})
    if row.seq != (before.seq + 1 if before else 1):
        return Sentence(N_("序号不连续，前面缺少记录"))
    if entry["prev"] != (before.hash if before else ""):
        return Sentence(N_("与前一条记录的摘要不衔接"))
    return _told(row, entry["words"])


def _told(row: Any, kept: str | None) -> Sentence | None:
    if row.told is None:
        return ERASED if kept is not None else None
    if kept is None:
        return Sentence(N_("这一条不应有正文"))
    if row.salt is None:  # never empty where it may be read
        return UNSEEN
    return None if salted(row.salt, row.text) == kept else Sentence(N_("正文与摘要不符"))
