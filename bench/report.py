"""What was measured, as a table for people or JSON for machines; a figure tells, it never fails the run."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measurement against its yardstick, both in seconds; the ratio is what counts.

    `goal` is the most the ratio may be, or the least where `least` is set; None where there is no goal.
    """

    what: str
    ours: float
    yardstick: float
    goal: float | None = None
    note: str = ""
    least: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick

    @property
    def reached(self) -> bool | None:
        if self.goal is None:
            return None
        return self.ratio >= self.goal if self.least else self.ratio <= self.goal

    def as_json(self) -> dict[str, object]:
        return {
            "what": self.what,
            "seconds": self.ours,
            "yardstick_seconds": self.yardstick,
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
            "reached": self.reached,
            "note": self.note,
        }


def table(figures: list[Figure]) -> str:
    """Aligned columns; the name comes last, so that wide characters do not break them."""
    lines = [f"{'ratio':>8}  {'goal':>7}  {'':3}  {'ours':>10}  {'yardstick':>10}  what"]
    for f in figures:
        sign = "≥" if f.least else "≤"
        goal = f"{sign} {f.goal:g}" if f.goal is not None else "–"
        answer = {True: "yes", False: "NO", None: ""}[f.reached]
        note = f" ({f.note})" if f.note else ""
        lines.append(
            f"{f.ratio:>8.2f}  {goal:>7}  {answer:3}  {brief(f.ours):>10}  {brief(f.yardstick):>10}  {f.what}{note}"
        )
    return "\n".join(lines)


def markdown(figures: list[Figure]) -> str:
    """The same as a README keeps it: what, ratio, goal, and whether it was missed."""
    lines = ["| what | ratio | goal | ours |", "|---|---|---|---|"]
    for f in figures:
        goal = "–" if f.goal is None else f"{'≥' if f.least else '≤'} {f.goal:.3g}"
        missed = ": missed" if f.reached is False else ""
        note = f" ({f.note})" if f.note else ""
        lines.append(f"| {f.what}{note} | {f.ratio:.2f} | {goal}{missed} | {brief(f.ours)} |")
    return "\n".join(lines)


def brief(seconds: float) -> str:
    """A short time in its own unit."""
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.2f} ms"


def as_json(figures: list[Figure]) -> str:
    return json.dumps([figure.as_json() for figure in figures], ensure_ascii=False, indent=2)
