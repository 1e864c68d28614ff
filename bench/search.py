"""Search of two Chinese characters against LIKE over the same rows, and whether both tell the same."""

from __future__ import annotations

import random
from statistics import quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, insert, select

from bench.report import Figure
from bench.street import Street
from workflow.issues import search
from workflow.issues.model import Issue
from workflow.issues.queries import Filter, issues
from workflow.kernel.clock import utc_now
from workflow.kernel.db import bare
from workflow.kernel.grams import grams
from workflow.kernel.policy import Actor

ISSUES = bare(Issue)
THINGS = [
    "路灯", "楼道", "电梯", "下水道", "垃圾", "围墙", "噪音", "积水", "井盖",
    "树枝", "车位", "消防通道", "油烟", "漏水", "充电桩", "护栏",
]  # fmt: skip
TROUBLES = [
    "不亮", "堆物", "停运", "堵塞", "无人清", "开裂", "扰民", "严重", "缺失",
    "倒伏", "被占", "不通", "太大", "没人修", "起火", "松动",
]  # fmt: skip
PLACES = [
    "荔枝路", "丰安里", "新学巷", "圳美村", "迳口村", "龙塘街", "凤凰大道", "果园路", "河滨路",
    "观澜街", "福城里", "同富路",
]  # fmt: skip
RARE = "麒麟嶂"
"""Stands in one matter of a thousand."""
SIGNS = "的一是在了有人这上大来和个中说要下用好小多年得可里后么心样起与去向到已经常次每夜间口边旁内外东西南北"
PAGE, GOAL, LIMIT = 50, 1 / 15, 0.020  # DESIGN.md section 8
MILLION = 1_000_000
"""The goal against LIKE, which takes longer the more there is to read, is for so many (`--issues 1000000`)."""
BATCH = 2000


def compare(url: str, kind: str, *, size: int, searches: int = 60) -> list[Figure]:
    """p95 of a page of what two characters find, of `size` matters; LIKE over the same texts is the yardstick."""
    street, dice = Street(url), random.Random(7)
    try:
        pour(street, size, dice)
        words = [pair_of(dice) for _ in range(searches)]
        with street.database.reading() as db:
            measured(db, Actor.clock(1), words[: len(words) // 5])  # warms up
            ours, plain, wrong = measured(db, Actor.clock(1), words)
    finally:
        street.close()
    told = f"{size:,} matters, {wrong or 'nothing'} wrong or missing"
    what = f"a page of a search, two characters ÷ LIKE, p95, {kind}"
    return [
        Figure(what, p95(ours), p95(plain), GOAL if size >= MILLION else None, told),
        Figure(f"the same ÷ {LIMIT * 1000:g} ms, {kind}", p95(ours), LIMIT, 1.0),
    ]


def measured(db: Connection, actor: Actor, words: list[str]) -> tuple[list[float], list[float], int]:
    """Seconds of each search and of LIKE, by turns, and how many answers differ."""
    ours, plain, wrong = [], [], 0
    for word in words:
        start = perf_counter()
        found = [row.id for row in issues(db, actor, Filter(q=word), utc_now(), PAGE)]
        middle = perf_counter()
        expected = like(db, word)
        plain.append(perf_counter() - middle)
        ours.append(middle - start)
        wrong += found != expected
    return ours, plain, wrong


def like(db: Connection, word: str) -> list[int]:
    """Every text read, as LIKE has to when fewer than a page hold the word, and sorted as the page is."""
    texts = search.TEXTS.c
    found = select(texts.issue_id).where(texts.text.like(search.like(word)))
    ids: list[int] = list(db.execute(found).scalars())
    return sorted(ids, reverse=True)[: PAGE + 1]


def pair_of(dice: random.Random) -> str:
    """Two characters as people search: from what there is much of, from what is rare, and by chance."""
    how = dice.random()
    chance = "".join(dice.sample(SIGNS, 2))
    source = RARE if how < 0.2 else dice.choice(THINGS + TROUBLES + PLACES) if how < 0.8 else chance
    start = dice.randrange(len(source) - 1)
    return source[start : start + 2]


def pour(street: Street, size: int, dice: random.Random) -> None:
    """Matters by the thousand: rows as the desk writes them, remembered as the desk remembers them."""
    first = street.register()
    with street.database.reading() as db:
        row = dict(db.execute(select(ISSUES).where(ISSUES.c.id == first)).one()._mapping)
    for start in range(0, size, BATCH):
        with street.database.writing() as db:
            write(db, [told(row, start + n + 2, dice) for n in range(min(BATCH, size - start))])
    if not street.database.is_sqlite:
        with street.database.writing() as db:
            db.exec_driver_sql("ANALYZE")


def told(row: dict[str, Any], id: int, dice: random.Random) -> dict[str, Any]:
    """One matter of its own."""
    place = RARE if id % 1000 == 0 else dice.choice(PLACES)
    more = "".join(dice.choices(SIGNS, k=dice.randint(10, 40)))
    what = f"{dice.choice(THINGS)}{dice.choice(TROUBLES)}，{more}"
    return {**row, "id": id, "number": f"B01-26-{id:07}", "what": what, "place": f"{place}{dice.randint(1, 300)}号"}


def write(db: Connection, rows: list[dict[str, Any]]) -> None:
    """The rows, their texts and their pairs, many at once."""
    db.execute(insert(ISSUES), rows)
    words = {row["id"]: search.words_of(row["number"], row["what"], row["place"]) for row in rows}
    db.execute(insert(search.TEXTS), [{"issue_id": id, "street_id": 1, "text": text} for id, text in words.items()])
    small = db.dialect.name == "sqlite"
    pairs = {id: grams(text) for id, text in words.items()}
    db.execute(
        search.SQLITE_ADD if small else search.SERVER_ADD,
        [{"issue": id, "grams": " ".join(one) if small else one} for id, one in pairs.items()],
    )


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]
