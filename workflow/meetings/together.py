"""Several items decided alike at a time: each is its own transaction, and one refusal does not stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from workflow.kernel.desk import Desk
from workflow.kernel.errors import BadAnswers, Refusal
from workflow.kernel.i18n import Sentence
from workflow.meetings.model import AgendaItem


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of one item: None where it was settled, else why not."""

    id: int
    why: Sentence | None = None


def each(desk: Callable[[int], Desk], items: Iterable[int], step: str, answers: dict[str, Any]) -> list[Settled]:
    """Take the same step with each item, at a desk of its own."""
    return [_one(desk, item, step, answers) for item in items]


def _one(desk: Callable[[int], Desk], item: int, step: str, answers: dict[str, Any]) -> Settled:
    try:
        with desk(item) as open_desk:
            open_desk.take(AgendaItem, item, step, dict(answers))
    except BadAnswers as refusal:
        return Settled(item, next(iter(refusal.fields.values()), refusal.sentence))
    except Refusal as refusal:
        return Settled(item, refusal.sentence)
    return Settled(item)
