"""What a sweep costs: as much as is due, however many clocks are running."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from statistics import median
from time import perf_counter

from bench.report import Figure
from bench.street import Street
from workflow.issues.clocks import DEADLINES
from workflow.jobs.sweep import sweep
from workflow.kernel.clock import utc_now
from workflow.kernel.db import insert_into

OPEN = 100_000
GOAL = 1.2
LATER = timedelta(days=5)
"""When what is registered now and left alone is urged, and not yet called to account."""


def compare(quiet: str, busy: str, kind: str, *, rounds: int, size: int, running: int = OPEN) -> list[Figure]:
    """The same clocks due where nothing else runs, and among very many that are not due."""
    places = {"alone": Street(quiet), "among": Street(busy)}
    crowd(places["among"], running)
    times: dict[str, list[float]] = {name: [] for name in places}
    for turn in range(rounds + 1):
        for name, street in places.items():
            spent = swept(street, size)
            times[name] += [spent] if turn else []
    for street in places.values():
        street.close()
    what = f"sweep of {size} due clocks among {running:,} ÷ alone, {kind}"
    return [Figure(what, median(times["among"]), median(times["alone"]), GOAL)]


def swept(street: Street, size: int) -> float:
    """Seconds for firing so many clocks that have just come due."""
    street.registered(size)
    office = replace(street.office, clock=lambda: utc_now() + LATER)
    start = perf_counter()
    fired = sweep(office).fired
    spent = perf_counter() - start
    if fired != size:
        raise RuntimeError(f"{fired} clocks fired instead of {size}")
    return spent


def crowd(street: Street, many: int) -> None:
    """Clocks of other matters, due in a year."""
    with street.database.writing() as db:
        for batch in batches(many):
            db.execute(insert_into(DEADLINES), batch)


def batches(many: int, size: int = 5000) -> Iterator[list[dict[str, object]]]:
    now = utc_now()
    row = {"noun": "issue", "seq": 1, "kind": "handle", "street_id": 1, "started_at": now, "amount": 250, "paused": 0}
    row |= {"unit": "working_days", "extended": 0, "kept": 0, "provisional": False, "stage": 0}
    for start in range(0, many, size):
        yield [
            row | {"subject_id": 10**9 + n, "due_at": now + timedelta(days=365), "next_at": now + timedelta(days=363)}
            for n in range(start, min(start + size, many))
        ]
