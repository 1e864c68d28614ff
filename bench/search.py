"""Search of two Chinese characters against LIKE over the same rows, and whether both tell the same."""

from __future__ import annotations

import random
from statistics import quantiles
from time import perf_counter

from sqlalchemy import Connection, select

from bench.report import Figure
from bench.words import typed
from workflow.issues import search
from workflow.issues.queries import Filter, issues
from workflow.kernel.clock import utc_now
from workflow.kernel.db import Database
from workflow.kernel.policy import Actor

PAGE, GOAL, LIMIT = 50, 1 / 15, 0.020  # DESIGN.md section 8
MILLION = 1_000_000
"""The goal against LIKE, which takes longer the more there is to read, is for so many."""


def compare(url: str, kind: str, *, size: int, searches: int = 60) -> list[Figure]:
    """p95 of a page of what one or two characters find among `size` matters; LIKE over the same is the yardstick."""
    database, dice = Database(url), random.Random(7)
    figures: list[Figure] = []
    with database.reading() as db:
        for length, told in ((2, "two characters"), (1, "one character")):
            words = [typed(dice, length) for _ in range(searches)]
            measured(db, Actor.clock(1), words[: len(words) // 5])  # warms up
            ours, plain, wrong = measured(db, Actor.clock(1), words)
            note = f"{size:,} matters, {wrong or 'nothing'} wrong or missing"
            goal = GOAL if size >= MILLION and length == 2 else None
            figures.append(Figure(f"a page of a search, {told} ÷ LIKE, p95, {kind}", p95(ours), p95(plain), goal, note))
            limit = 1.0 if length == 2 else None
            figures.append(Figure(f"the same ÷ {LIMIT * 1000:g} ms, {kind}", p95(ours), LIMIT, limit))
    database.close()
    return figures


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
    found = select(texts.issue_id).where(texts.text.like(search.like(word), escape="\\"))
    ids: list[int] = list(db.execute(found).scalars())
    return sorted(ids, reverse=True)[: PAGE + 1]


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]
