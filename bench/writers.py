"""Eight writers on one SQLite file: nobody may fail, and nobody may wait long."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median
from threading import Barrier
from time import perf_counter
from typing import Any

from bench.report import Figure
from bench.street import Street

WRITERS = 8
LONGEST = 0.1  # seconds, DESIGN.md section 8
Told = tuple[int, list[float]]
"""How many steps failed, and the seconds each of the others took."""


def compare(url: str, *, steps: int) -> list[Figure]:
    """The longest step of any writer, waiting included: as threads of one process, and as processes."""
    street = Street(url)
    issues = street.registered(WRITERS)
    together = Barrier(WRITERS)
    threads = figure(
        "threads", ThreadPoolExecutor(WRITERS), lambda issue: spend(street, issue, steps, together), issues
    )
    street.close()
    start = get_context("spawn")
    pool = ProcessPoolExecutor(WRITERS, start, initializer=share, initargs=(start.Barrier(WRITERS),))
    return [threads, figure("processes", pool, Alone(url, steps), issues)]


def figure(kind: str, pool: Executor, write: Callable[[int], Told], issues: list[int]) -> Figure:
    with pool:
        told = list(pool.map(write, issues))
    errors = sum(failed for failed, _ in told)
    spent = [one for _, of_one in told for one in of_one]
    note = f"{errors} errors in {errors + len(spent)} steps, half of them under {median(spent) * 1e3:.1f} ms"
    return Figure(f"longest step among {WRITERS} writers ÷ 100 ms, sqlite, {kind}", max(spent), LONGEST, 1.0, note)


shared: list[Any] = []
"""What a new process was given to begin together with the others."""


def share(together: Any) -> None:
    shared.append(together)


@dataclass(frozen=True)
class Alone:
    """One writer in a process of its own."""

    url: str
    steps: int

    def __call__(self, id: int) -> Told:
        street = Street(self.url, built=True)
        try:
            return spend(street, id, self.steps, shared[0])
        finally:
            street.close()


def spend(street: Street, id: int, steps: int, together: Any) -> Told:
    """Take one small step after the other, as fast as the others let one."""
    failed, spent = 0, []
    street.note(id)  # warms up
    together.wait()
    for _ in range(steps):
        begun = perf_counter()
        try:
            street.note(id)
        except Exception:  # noqa: BLE001 - whatever went wrong is what is counted
            failed += 1
        else:
            spent.append(perf_counter() - begun)
    return failed, spent
