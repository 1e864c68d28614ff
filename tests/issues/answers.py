"""Plausible answers to whatever a step asks, read from what a form or a program is told."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from PIL import Image

from workflow.issues.photos import Upload
from workflow.kernel.explain import Verdict
from workflow.kernel.i18n import N_


class Unanswerable(Exception):
    """The step asks for one of a list, and the list is empty."""


@lru_cache(maxsize=1)
def photo() -> Upload:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, "PNG")
    return Upload("现场.png", out.getvalue())


def answers(
    verdict: Verdict, today: date, *, full: bool = False, chance: random.Random | None = None
) -> dict[str, Any]:
    """An answer to each required question; `full`: to each; `chance`: to some, at random.

    Raises: Unanswerable.
    """
    given: dict[str, Any] = {}
    for ask in verdict.asks(N_):
        if ask["required"] or full or (chance and chance.random() < 0.5):
            answer = _answer(ask, today, chance, set(map(str, given.values())))
            if answer is not None:
                given[ask["name"]] = answer
            elif ask["required"]:
                raise Unanswerable(f"{verdict.step.name}: {ask['name']}")
    return given


def _answer(ask: dict[str, Any], today: date, chance: random.Random | None, taken: set[str]) -> Any:
    """Nobody is named twice in one form where there is anybody else."""
    offered = [choice["value"] for choice in ask.get("choices", ())]
    choices = [value for value in offered if str(value) not in taken] or offered
    if "choices" in ask:
        several = ask["kind"] == "choices"
        picked = (chance.choice(choices) if chance else choices[-1 if several else 0]) if choices else None
        return [picked] if several and picked is not None else picked
    plain = {
        "int": max(ask.get("min", 0), 1),
        "bool": True,
        "date": (today + timedelta(days=chance.randint(1, 60) if chance else 10)).isoformat(),
        "files": [photo()],
        "email": "resident@example.org",
    }
    return plain.get(ask["kind"], "已核对，情况属实")
