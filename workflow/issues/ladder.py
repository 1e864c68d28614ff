"""The ladder of a clock: what fires when, worked out from its row alone (WORKFLOWS.md section 5).

A clock whose state ends by itself has one rung: the flow's own step, at the due date. Every other one speaks before the
limit and after it, ever louder. `stage` counts the rungs passed; `next_at` says when the next one is due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from workflow.calendar.counting import RUNNING
from workflow.calendar.days import Calendar
from workflow.kernel.clock import LOCAL, local
from workflow.kernel.flow import Flow, Step
from workflow.kernel.policy import clock
from workflow.rules.book import Book
from workflow.rules.settable import SETTABLE

MORNING = time(9)
"""Rungs counted in working days fire when offices have opened."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One stage: a step of the subject's own flow, so many working days after the due date, or a share of the limit."""

    step: str
    days: int
    percent: int

    @property
    def speaks(self) -> bool:
        """It only tells somebody, and gives way where a later rung is due as well."""
        return self.step in ("warn", "urge")


Rungs = tuple[Rung, ...]
STEPS = ("warn", "urge", "supervise", "circular")
ABOVE = ("answer", "ratify")
"""Clocks that run above the states: none of them ends such a clock, and no pause holds it."""
ALONE = {"ratify": "miss_ratification"}
"""Those of them that do not climb: they have one rung, this step."""


def _rungs(amount: Callable[[str], int]) -> Rungs:
    """None comes before the one before it, whatever was set at which level."""
    days, percent, rungs = -amount("warn"), 0, []
    for step in STEPS:
        days = days if step == "warn" else max(days, amount(step))
        percent = max(percent, amount(f"{step}.share"))
        rungs.append(Rung(step, days, percent))
    return tuple(rungs)


LADDER = _rungs(lambda key: SETTABLE[key].standard)
"""Where nobody has set anything."""


def holding(book: Book, org: int, started_at: datetime) -> Rungs:
    """The ladder of an organisation's clock: what was set by the day it started on."""
    if not book.rules:
        return LADDER
    on = local(started_at).date()
    return _rungs(lambda key: book.ruled(key, org, on))


@dataclass(frozen=True, slots=True)
class Place:
    """How far a clock has got: rungs passed, and when the next one is due (None: nothing is left)."""

    stage: int
    next_at: datetime | None


OTHERS = (*STEPS, *ALONE.values())


@lru_cache(maxsize=256)
def own_step(flow: Flow, state: str) -> Step | None:
    """How a state ends by itself when its clock runs out: the step that moves it, or that only the clock takes."""
    for step in flow.steps.values():
        if step.name not in OTHERS and state in step.sources and clock in step.by and (step.to or not step.by_hand):
            return step
    return None


@lru_cache(maxsize=256)
def resuming_step(flow: Flow, state: str) -> Step | None:
    """How a clock that somebody stopped goes on by itself."""
    for step in flow.steps.values():
        if state in step.sources and clock in step.by and not step.to and step.by_hand:
            return step
    return None


@lru_cache(maxsize=256)
def climbs(flow: Flow, state: str) -> bool:
    """Whether anybody is to be reminded in this state."""
    return STEPS[0] in flow.steps and state in flow.steps[STEPS[0]].sources


def acts(flow: Flow, state: str, kind: str) -> Step | None:
    """The step that follows when this very clock runs out; the clock of the whole answer ends nothing."""
    if kind in ALONE:
        return flow.steps[ALONE[kind]]
    return own_step(flow, state) if flow.states[state].clock == kind else None


def at(calendar: Calendar, row: Any, rung: Rung) -> datetime:
    """When a rung of a clock is due."""
    if row["unit"] in RUNNING:
        return row["due_at"] + row["amount"] * RUNNING[row["unit"]] * (rung.percent - 100) / 100  # type: ignore[no-any-return]
    day = calendar.add_working_days(local(row["due_at"]).date(), rung.days)
    return datetime.combine(day, MORNING, LOCAL)


def first(calendar: Calendar, rungs: Rungs, row: Any, flow: Flow, state: str, now: datetime) -> Place:
    """Where a clock stands that begins now: what would have come before is left out."""
    if acts(flow, state, row["kind"]):
        return Place(0, row["due_at"])
    if not climbs(flow, state) and row["kind"] == flow.states[state].clock:
        return Place(0, None)
    for stage, rung in enumerate(rungs):
        if (due := at(calendar, row, rung)) > max(now, row["started_at"]):
            return Place(stage, due)
    return Place(len(rungs), None)


def moved(calendar: Calendar, rungs: Rungs, row: Any, acting: bool, now: datetime) -> Place:
    """Where it stands once its due date is another: what was said of the old date is said of the new one as well."""
    if acting:
        return Place(0, row["due_at"])
    for stage, rung in enumerate(rungs):
        due = at(calendar, row, rung)
        if due > max(now, row["started_at"]) or stage >= row["stage"]:
            return Place(stage, due)
    return Place(row["stage"], None)


def passed(calendar: Calendar, rungs: Rungs, row: Any, now: datetime) -> tuple[int, int] | None:
    """(stage to fire, how many it stands for) once `now` has come; None where nothing is due yet.

    Of several at once each fires, except that one which only speaks gives way to the next.
    """
    due = [stage for stage in range(row["stage"], len(rungs)) if at(calendar, row, rungs[stage]) <= now]
    if not due:
        return None
    fires = due[0]
    while rungs[fires].speaks and fires + 1 in due:
        fires += 1
    return fires, fires - due[0]


def next_after(calendar: Calendar, rungs: Rungs, row: Any, stage: int) -> Place:
    """Where it stands once so many rungs have passed."""
    return Place(stage, at(calendar, row, rungs[stage]) if stage < len(rungs) else None)
