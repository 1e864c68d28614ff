"""Matters registered in a span of days: how auditors, reports and exports ask for them alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from workflow.issues.model import Issue
from workflow.kernel.clock import LOCAL
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor, scope

ISSUES = bare(Issue)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first instant to before the second."""

    since: datetime
    until: datetime

    def seen_by(self, actor: Actor) -> list[Any]:
        """The conditions of its matters that the actor may see."""
        when = ISSUES.c.registered_at
        return [scope(Issue, actor.capacities), when >= self.since, when < self.until]


def span(since: date, until: date) -> Span:
    """From the first moment of the first day on the street's clock to the end of the last."""
    start, end = (datetime.combine(day, time(), LOCAL) for day in (since, until + timedelta(days=1)))
    return Span(start, end)
