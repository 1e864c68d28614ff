"""What the chain costs where it could cost most: eight writers at once, with it and without it by turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from statistics import median
from threading import Barrier
from time import perf_counter
from unittest.mock import patch

from bench.report import Figure
from bench.street import Street
from bench.writers import WRITERS, spend
from workflow.kernel import history

GOAL = 0.9  # DESIGN.md section 8


def unchained() -> AbstractContextManager[object]:
    """Entries with nothing of the chain: no hash, and no head to keep in the subject's row."""
    return patch.object(history, "leaf_hash", lambda payload: "")


def compare(url: str, *, rounds: int, steps: int) -> list[Figure]:
    """The rate with the chain as a share of the rate without it."""
    street = Street(url)
    issues = street.registered(WRITERS)
    times: dict[str, list[float]] = {"on": [], "off": []}
    for turn in range(rounds + 1):
        for name, mode in (("on", nullcontext), ("off", unchained)):
            with mode():
                spent = together(street, issues, steps)
            times[name] += [spent] if turn else []
    street.close()
    on, off = median(times["on"]), median(times["off"])
    return [Figure(f"rate of {WRITERS} writers, chain on ÷ off, sqlite", off, on, GOAL, least=True)]


def together(street: Street, issues: list[int], steps: int) -> float:
    """Seconds until all writers have taken their steps."""
    begin = Barrier(WRITERS)
    start = perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda issue: spend(street, issue, steps, begin), issues))
    return perf_counter() - start
