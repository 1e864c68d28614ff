"""Several items decided alike at a time: each is its own transaction, and one refusal does not stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workflow.kernel import policy
from workflow.kernel.desk import Desk
from workflow.kernel.errors import BadAnswers, NotPermitted, Refusal
from workflow.kernel.i18n import Sentence
from workflow.kernel.policy import Actor
from workflow.meetings.flow import item_flow
from workflow.meetings.model import AgendaItem


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of one item: None where it was settled, else why not."""

    id: int
    why: Sentence | None = None


def each(desk: Callable[[int], Desk], items: Iterable[int], step: str, answers: dict[str, Any]) -> list[Settled]:
    """Take the same step with each item, at a desk of its own."""
    return [_one(desk, item, step, answers) for item in items]


def need_one(desk: Desk, items: Sequence[int], step: str) -> None:
    """Somebody who may settle none of them hears so once, and not item by item.

    Raises: NotPermitted; nothing is changed then, and the second log keeps one try.
    """
    if theirs(desk.db, desk.actor, desk.now, items, step) is None:
        desk.take(AgendaItem, items[0], step, {})


def theirs(db: Connection, actor: Actor, now: datetime, items: Iterable[int], step: str) -> AgendaItem | None:
    """The first of these items that is this person's to settle; whether it can be settled now is asked when it is."""
    for id in items:
        item = policy.find(db, actor, AgendaItem, id)
        try:
            policy.require(policy.Case(db, actor, item, now), item_flow.steps[step])
        except NotPermitted:
            continue
        return item
    return None


def _one(desk: Callable[[int], Desk], item: int, step: str, answers: dict[str, Any]) -> Settled:
    try:
        with desk(item) as open_desk:
            open_desk.take(AgendaItem, item, step, dict(answers))
    except BadAnswers as refusal:
        return Settled(item, next(iter(refusal.fields.values()), refusal.sentence))
    except Refusal as refusal:
        return Settled(item, refusal.sentence)
    return Settled(item)
